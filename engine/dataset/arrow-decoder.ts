import { assertNever } from "../base/assert.ts";
import type { Column, ColumnBatch } from "../base/columns.ts";
import { type ArrowMessage, readArrowMessages } from "./arrow-messages.ts";
import { type ArrowField, type ArrowLayout, readArrowSchema } from "./arrow-schema.ts";
import { ByteReader } from "./byte-reader.ts";
import { type ColumnSink, openSink } from "./column-sink.ts";
import type { DecodeBudget } from "./decode-budget.ts";
import { demand, demandPart } from "./decode-failure.ts";
import type { FlatTable } from "./flat-buffer.ts";
import { type ByteSlices, lookUp, type RawValues } from "./raw-values.ts";

const WHAT = "the Arrow file";
const BYTES_PER_ENTRY = 8;

/**
 * Reads an Arrow IPC stream or file of flat columns. Written here rather than taken from a library, because a file from
 * outside must not be able to hang the engine or to take its memory: every length in it is checked before it is believed.
 */
export function decodeArrow(bytes: Uint8Array, budget: DecodeBudget): ColumnBatch {
  const [schema, ...rest] = [...readArrowMessages(bytes)];
  demand(schema?.kind === "schema", "this is no Arrow file: it does not begin with a schema");
  const fields = readArrowSchema(schema.header);
  demand(fields.length > 0, `${WHAT} has no column`);
  const rowCount = countRows(rest, fields, budget);
  const sinks = fields.map((field) => openSink(field.meaning, rowCount, { budget, what: whatOf(field) }));
  const dictionaries = new Map<number, ByteSlices>();
  for (const message of rest) {
    if (message.kind === "dictionary") readDictionary(message, fields, dictionaries, budget);
    else readBatch(new BatchBuffers(message.header, message.body), fields, { sinks, dictionaries });
  }
  const columns = fields.map((field, index): { name: string; column: Column } => ({
    name: field.name,
    column: demandPart(sinks[index], `${WHAT} has no such column`).column(),
  }));
  return { rowCount, columns };
}

function whatOf({ name }: ArrowField): string {
  return `column ${name} of ${WHAT}`;
}

function countRows(messages: readonly ArrowMessage[], fields: readonly ArrowField[], budget: DecodeBudget): number {
  let rowCount = 0;
  for (const { kind, header } of messages) {
    demand(kind !== "schema", `${WHAT} has two schemas`);
    if (kind === "batch") rowCount += lengthOf(header);
    budget.openTable(rowCount, fields.length);
  }
  return rowCount;
}

function lengthOf(batch: FlatTable): number {
  const length = batch.int64(0);
  demand(Number.isSafeInteger(length) && length >= 0, `${WHAT} is damaged: a batch has ${length} rows`);
  return length;
}

/** The buffers of a batch in the order of its columns: first the NULL mask of each, then its values. */
class BatchBuffers {
  readonly rowCount: number;
  readonly #body: Uint8Array;
  readonly #buffers: readonly (readonly number[])[];
  #next = 0;

  constructor(batch: FlatTable, body: Uint8Array) {
    demand(!batch.has(3), `${WHAT} is compressed; write it without compression`);
    this.rowCount = lengthOf(batch);
    this.#body = body;
    this.#buffers = batch.longs(2, 2);
  }

  next(what: string): Uint8Array {
    const buffer = demandPart(this.#buffers[this.#next++], `${what} is damaged: it has too few buffers`);
    const [offset = 0, length = 0] = buffer;
    const isInside = offset >= 0 && length >= 0 && offset + length <= this.#body.length;
    demand(isInside, `${what} is damaged: a buffer of it lies outside of the file`);
    return this.#body.subarray(offset, offset + length);
  }
}

type Target = { readonly sinks: readonly ColumnSink[]; readonly dictionaries: ReadonlyMap<number, ByteSlices> };

function readBatch(buffers: BatchBuffers, fields: readonly ArrowField[], { sinks, dictionaries }: Target): void {
  const { rowCount } = buffers;
  for (const [index, field] of fields.entries()) {
    const what = whatOf(field);
    const { values, valid } = readValues(buffers, field.layout, what);
    const entries = field.dictionary && demandPart(dictionaries.get(field.dictionary.id), `${what} has no dictionary`);
    const texts = entries === undefined ? values : lookUp(entries, codesOf(values, what), what);
    sinks[index]?.add(texts, { rowCount, valid });
  }
}

function codesOf(values: RawValues, what: string): Int32Array {
  demand(values.kind !== "slices" && values.kind !== "double", `${what} is damaged: its codes are no whole numbers`);
  return values.kind === "int32" ? values.values : Int32Array.from(values.values as ArrayLike<number | bigint>, Number);
}

function readDictionary(
  message: ArrowMessage,
  fields: readonly ArrowField[],
  known: Map<number, ByteSlices>,
  budget: DecodeBudget,
): void {
  const id = message.header.int64(0);
  const field = fields.find(({ dictionary }) => dictionary?.id === id);
  if (field?.dictionary === undefined) return;
  const what = whatOf(field);
  const batch = demandPart(message.header.table(1), `${what} is damaged: its dictionary has no values`);
  const { values, valid } = readValues(new BatchBuffers(batch, message.body), field.dictionary.entries, what);
  demand(values.kind === "slices" && valid === undefined, `${what} has a dictionary with a NULL in it`);
  const isDelta = message.header.byte(2) === 1;
  const before = isDelta ? known.get(id) : undefined;
  // Each addition copies what was there: without a price, many small ones would take for ever.
  if (before !== undefined) budget.take(before.bytes.length + before.starts.length * BYTES_PER_ENTRY);
  known.set(id, before === undefined ? values : joined(before, values));
}

function joined(first: ByteSlices, second: ByteSlices): ByteSlices {
  const shift = first.bytes.length;
  const bytes = new Uint8Array(shift + second.bytes.length);
  bytes.set(first.bytes);
  bytes.set(second.bytes, shift);
  const join = (a: Uint32Array, b: Uint32Array) => Uint32Array.from([...a, ...Array.from(b, (at) => at + shift)]);
  return { kind: "slices", bytes, starts: join(first.starts, second.starts), ends: join(first.ends, second.ends) };
}

/** The values of the rows that are not NULL, and which those are. */
function readValues(
  buffers: BatchBuffers,
  layout: ArrowLayout,
  what: string,
): { readonly values: RawValues; readonly valid: Uint8Array | undefined } {
  const { rowCount } = buffers;
  if (layout.kind === "null") {
    const none = new Uint32Array(0);
    const values: ByteSlices = { kind: "slices", bytes: new Uint8Array(0), starts: none, ends: none };
    return { values, valid: new Uint8Array(rowCount) };
  }
  const mask = buffers.next(what);
  const valid = mask.length === 0 ? undefined : bitsOf(mask, rowCount, what);
  const values = readAll(buffers, layout, what);
  const isFull = valid === undefined || !valid.includes(0);
  if (isFull) return { values, valid: undefined };
  const rows = Int32Array.from(valid.keys()).filter((row) => valid[row] === 1);
  return { values: lookUp(values, rows, what), valid };
}

function bitsOf(bits: Uint8Array, count: number, what: string): Uint8Array {
  demand(bits.length * 8 >= count, `${what} is damaged: it ends too early`);
  const out = new Uint8Array(count);
  for (let at = 0; at < count; at++) out[at] = ((bits[at >> 3] as number) >> (at & 7)) & 1;
  return out;
}

function readAll(buffers: BatchBuffers, layout: Exclude<ArrowLayout, { kind: "null" }>, what: string): RawValues {
  const { rowCount } = buffers;
  switch (layout.kind) {
    case "bits":
      return { kind: "bool", values: bitsOf(buffers.next(what), rowCount, what) };
    case "fixed":
      return readNumbers(new ByteReader(buffers.next(what), what), layout, rowCount);
    case "text":
      return readTexts(new ByteReader(buffers.next(what), what), buffers.next(what), layout.offsetWidth, rowCount);
    default:
      return assertNever(layout);
  }
}

function readNumbers(
  reader: ByteReader,
  { width, number }: Extract<ArrowLayout, { kind: "fixed" }>,
  count: number,
): RawValues {
  const { buffer } = reader.view(count * width).slice();
  if (number === "float") {
    return {
      kind: "double",
      values: width === 4 ? Float64Array.from(new Float32Array(buffer)) : new Float64Array(buffer),
    };
  }
  if (width === 8) return { kind: "int64", values: new BigInt64Array(buffer) };
  if (width === 4) return { kind: "int32", values: new Int32Array(buffer) };
  const isSigned = number === "signed";
  if (width === 2)
    return { kind: "int32", values: Int32Array.from(isSigned ? new Int16Array(buffer) : new Uint16Array(buffer)) };
  return { kind: "int32", values: Int32Array.from(isSigned ? new Int8Array(buffer) : new Uint8Array(buffer)) };
}

function readTexts(offsets: ByteReader, bytes: Uint8Array, offsetWidth: 4 | 8, count: number): ByteSlices {
  const starts = new Uint32Array(count);
  const ends = new Uint32Array(count);
  let start = count === 0 ? 0 : nextOffset(offsets, offsetWidth);
  for (let index = 0; index < count; index++) {
    const end = nextOffset(offsets, offsetWidth);
    const isSound = start >= 0 && start <= end && end <= bytes.length;
    demand(isSound, `${offsets.what} is damaged: the text of a row lies outside of the file`);
    starts[index] = start;
    ends[index] = end;
    start = end;
  }
  return { kind: "slices", bytes, starts, ends };
}

function nextOffset(offsets: ByteReader, width: 4 | 8): number {
  return width === 4 ? offsets.int32() : offsets.int64();
}
