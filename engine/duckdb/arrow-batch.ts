import {
  Bool,
  type Data,
  type DataType,
  Dictionary,
  Field,
  Float64,
  Int32,
  Int64,
  makeData,
  makeVector,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMicrosecond,
  Utf8,
} from "apache-arrow";
import { assertNever } from "../base/assert.ts";
import type { Column, ColumnBatch, DictionaryColumn } from "../base/columns.ts";
import { encodeUtf8 } from "../base/utf8.ts";
import { Utf8Builder } from "../base/utf8-builder.ts";
import { ReusedBytes } from "./reused-bytes.ts";

const NO_BYTES = new Uint8Array(0);

/** What stands in a stream beside the bytes of the columns: metadata, padding, short dictionaries. */
const OTHER_BYTES = 65_536;

/**
 * Batches with the same columns as bytes of one Arrow IPC stream, made from the typed arrays as they are: Arrow's builders are 150
 * times slower. The columns of one batch are made at a time. The bytes lie in `room` and are good until that is used again.
 */
export function arrowStreamBytes(batches: readonly ColumnBatch[], room = new ReusedBytes()): Uint8Array {
  room.clear();
  const writer = new RecordBatchStreamWriter();
  for (const [index, batch] of batches.entries()) {
    const columns = batch.columns.map(({ name, column }) => ({
      name,
      data: columnData(batches.length === 1 ? column : spelledOut(column), batch.rowCount),
    }));
    const schema = new Schema(columns.map(({ name, data }) => new Field(name, data.type as DataType, true)));
    const children = columns.map(({ data }) => data);
    const rows = makeData({ type: new Struct(schema.fields), length: batch.rowCount, nullCount: 0, children });
    if (index === 0) {
      room.reserve((children.reduce((total, { byteLength }) => total + byteLength, 0) + OTHER_BYTES) * batches.length);
      writer.reset(room, schema);
    }
    writer.write(new RecordBatch(schema, rows));
  }
  writer.finish();
  return room.take();
}

function columnData(column: Column, length: number): Data {
  switch (column.kind) {
    case "int32":
      return makeData({ type: new Int32(), length, data: column.values, ...nulls(column.valid, length) });
    case "int64":
      return makeData({ type: new Int64(), length, data: wide(column.values), ...nulls(column.valid, length) });
    case "timestamp":
      return makeData({
        type: new TimestampMicrosecond(),
        length,
        data: wide(column.values),
        ...nulls(column.valid, length),
      });
    case "float64":
      return makeData({ type: new Float64(), length, data: column.values, ...nulls(column.valid, length) });
    case "bool":
      return makeData({
        type: new Bool(),
        length,
        data: bitmap(column.values, length),
        ...nulls(column.valid, length),
      });
    case "utf8":
      return makeData({
        type: new Utf8(),
        length,
        valueOffsets: column.offsets,
        data: column.bytes,
        ...nulls(column.valid, length),
      });
    case "dictionary":
      return dictionaryData(column, length);
    default:
      return assertNever(column);
  }
}

/** A dictionary's strings one by one: in a stream of several batches all would have to share one dictionary. */
function spelledOut(column: Column): Column {
  if (column.kind !== "dictionary") return column;
  const encoded = column.dictionary.map(encodeUtf8);
  const out = new Utf8Builder();
  for (const code of column.codes) out.push(encoded[code] ?? NO_BYTES);
  const valid = nullCodes(column.codes, column.codes.length);
  return valid === undefined ? out.column() : { ...out.column(), valid };
}

function dictionaryData(column: DictionaryColumn, length: number): Data {
  const encoded = column.dictionary.map(encodeUtf8);
  const offsets = new Int32Array(encoded.length + 1);
  for (const [index, bytes] of encoded.entries()) offsets[index + 1] = (offsets[index] as number) + bytes.length;
  const joined = new Uint8Array(offsets[encoded.length] as number);
  for (const [index, bytes] of encoded.entries()) joined.set(bytes, offsets[index] as number);
  const dictionary = makeVector(
    makeData({ type: new Utf8(), length: encoded.length, nullCount: 0, valueOffsets: offsets, data: joined }),
  );
  const type = new Dictionary(new Utf8(), new Int32());
  const valid = nullCodes(column.codes, length);
  return makeData({ type, length, data: column.codes, dictionary, ...nulls(valid, length) });
}

/** The validity bytes of dictionary codes, where -1 means NULL; undefined when there is none. */
function nullCodes(codes: Int32Array, length: number): Uint8Array | undefined {
  let valid: Uint8Array | undefined;
  for (let row = 0; row < length; row++) {
    if ((codes[row] as number) >= 0) continue;
    valid ??= new Uint8Array(length).fill(1);
    valid[row] = 0;
  }
  return valid;
}

function nulls(valid: Uint8Array | undefined, length: number): { nullCount: number; nullBitmap?: Uint8Array } {
  if (valid === undefined) return { nullCount: 0 };
  let count = 0;
  for (let row = 0; row < length; row++) if (valid[row] === 0) count += 1;
  return count === 0 ? { nullCount: 0 } : { nullCount: count, nullBitmap: bitmap(valid, length) };
}

/** One bit a row, lowest bit first, from one byte a row. */
function bitmap(bytes: Uint8Array, length: number): Uint8Array {
  const bits = new Uint8Array((length + 7) >> 3);
  for (let row = 0; row < length; row++) {
    if (bytes[row] !== 0) bits[row >> 3] = (bits[row >> 3] as number) | (1 << (row & 7));
  }
  return bits;
}

const TWO_TO_32 = 4_294_967_296;

/** Doubles as 64-bit integers, written as two halves each: a BigInt a row would cost ten times as much. */
function wide(values: Float64Array | BigInt64Array): BigInt64Array {
  if (values instanceof BigInt64Array) return values;
  const halves = new Int32Array(values.length * 2);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    halves[2 * row] = value | 0; // modulo 2^32, as JavaScript's bit operations take any number
    halves[2 * row + 1] = Math.floor(value / TWO_TO_32);
  }
  return new BigInt64Array(halves.buffer);
}
