import {
  type DataType,
  DateUnit,
  type Field,
  type Table,
  TimeUnit,
  Type,
  tableFromIPC,
  type Vector,
} from "apache-arrow";
import { civilDate } from "../base/civil-date.ts";
import type { Column, ColumnBatch } from "../base/columns.ts";
import { type QueryColumns, type SqlValue, TablesError } from "../lake/tables.ts";

const US_PER_DAY = 86_400_000_000;

/** Reads a result (an Arrow IPC file) as values, for small results. */
export function queryColumns(bytes: Uint8Array): QueryColumns {
  const table = tableFromIPC(bytes);
  const columns = table.schema.fields.map((field, index) => values(field, columnOf(table, index), table.numRows));
  return {
    names: table.schema.fields.map(({ name }) => name),
    types: table.schema.fields.map(({ type }) => sqlTypeName(type)),
    columns,
    rowCount: table.numRows,
  };
}

/** Reads a result, an Arrow IPC file or the messages of a stream, as typed arrays: for results of any size. */
export function resultBatch(bytes: Uint8Array | readonly Uint8Array[]): ColumnBatch {
  const table = tableFromIPC(bytes instanceof Uint8Array ? bytes : [...bytes]);
  return {
    rowCount: table.numRows,
    columns: table.schema.fields.map((field, index) => ({
      name: field.name,
      column: typedColumn(field, columnOf(table, index), table.numRows),
    })),
  };
}

function columnOf(table: Table, index: number): Vector {
  const vector = table.getChildAt(index);
  if (vector === null) throw new TablesError(`the result has no column ${index}`, { kind: "Arrow" });
  return vector;
}

function sqlTypeName(type: DataType): string {
  switch (type.typeId) {
    case Type.Int: {
      const { bitWidth, isSigned } = type as DataType<Type.Int> & { bitWidth: number; isSigned: boolean };
      const name = { 8: "TINYINT", 16: "SMALLINT", 32: "INTEGER", 64: "BIGINT" }[bitWidth] ?? "BIGINT";
      return isSigned ? name : `U${name}`;
    }
    case Type.Float:
      return type.toString() === "Float32" ? "FLOAT" : "DOUBLE";
    case Type.Decimal: {
      const { precision, scale } = type as DataType & { precision: number; scale: number };
      return scale === 0 && precision === 38 ? "HUGEINT" : `DECIMAL(${precision},${scale})`;
    }
    case Type.Bool:
      return "BOOLEAN";
    case Type.Utf8:
    case Type.LargeUtf8:
      return "VARCHAR";
    case Type.Date:
      return "DATE";
    case Type.Timestamp:
      return "TIMESTAMP";
    case Type.Null:
      return "NULL";
    default:
      return type.toString();
  }
}

function values(field: Field, vector: Vector, rowCount: number): SqlValue[] {
  const read = valueReader(field);
  const out: SqlValue[] = [];
  for (let row = 0; row < rowCount; row++) {
    const value: unknown = vector.get(row);
    out.push(value === null || value === undefined ? null : read(value, vector, row));
  }
  return out;
}

type ValueReader = (value: unknown, vector: Vector, row: number) => SqlValue;

function valueReader(field: Field): ValueReader {
  const { type } = field;
  switch (type.typeId) {
    case Type.Int:
    case Type.Float:
    case Type.Bool:
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Null:
      return (value) => value as SqlValue;
    case Type.Decimal: {
      const { scale } = type as DataType & { scale: number };
      return (value) => decimalValue(value as Uint32Array, scale);
    }
    case Type.Date: {
      const { unit } = type as DataType & { unit: DateUnit };
      const perDay = unit === DateUnit.DAY ? 1 : 86_400_000;
      return (_value, vector, row) => dateText(Number(rawValue(vector, row)) / perDay);
    }
    case Type.Timestamp: {
      const { unit } = type as DataType & { unit: TimeUnit };
      return (_value, vector, row) => timestampText(microseconds(rawValue(vector, row), unit));
    }
    default:
      throw new TablesError(`column ${field.name} is of a type that results cannot carry: cast it to VARCHAR`, {
        kind: "Arrow",
      });
  }
}

/** Arrow's own accessors turn times into lossy milliseconds: this reads the stored integer. */
function rawValue(vector: Vector, row: number): number | bigint {
  let start = 0;
  for (const data of vector.data) {
    if (row < start + data.length) return (data.values as Int32Array | BigInt64Array)[row - start] ?? 0;
    start += data.length;
  }
  return 0;
}

function microseconds(stored: number | bigint, unit: TimeUnit): number {
  const value = Number(stored);
  if (unit === TimeUnit.SECOND) return value * 1_000_000;
  if (unit === TimeUnit.MILLISECOND) return value * 1_000;
  return unit === TimeUnit.MICROSECOND ? value : Math.floor(value / 1_000);
}

function decimalValue(words: Uint32Array, scale: number): bigint | string {
  let unsigned = 0n;
  for (let word = 3; word >= 0; word--) unsigned = (unsigned << 32n) | BigInt(words[word] ?? 0);
  const value = BigInt.asIntN(128, unsigned);
  if (scale === 0) return value;
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const twoDigits = (value: number): string => String(value).padStart(2, "0");

function dateText(day: number): string {
  const { year, month, day: dayOfMonth } = civilDate(Math.floor(day));
  return `${String(year).padStart(4, "0")}-${twoDigits(month)}-${twoDigits(dayOfMonth)}`;
}

/** As DuckDB writes a TIMESTAMP: the fraction only where there is one. */
function timestampText(timeUs: number): string {
  const day = Math.floor(timeUs / US_PER_DAY);
  const inDay = timeUs - day * US_PER_DAY;
  const seconds = Math.floor(inDay / 1_000_000);
  const fraction = inDay % 1_000_000;
  const clock = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60].map(twoDigits).join(":");
  const tail = fraction === 0 ? "" : `.${String(fraction).padStart(6, "0").replace(/0+$/, "")}`;
  return `${dateText(day)} ${clock}${tail}`;
}

function typedColumn(field: Field, vector: Vector, rowCount: number): Column {
  const { type } = field;
  const valid = validity(vector, rowCount);
  switch (type.typeId) {
    case Type.Int:
      return integerColumn(vector, rowCount, valid);
    case Type.Float:
      return { kind: "float64", values: Float64Array.from(joined(vector, rowCount) as Float64Array), ...valid };
    case Type.Timestamp: {
      const { unit } = type as DataType & { unit: TimeUnit };
      if (unit === TimeUnit.MICROSECOND) return { kind: "timestamp", values: joinedWide(vector, rowCount), ...valid };
      break;
    }
    case Type.Bool:
      return { kind: "bool", values: bools(vector, rowCount), ...valid };
    case Type.Utf8:
      return utf8Column(vector, rowCount, valid);
    default:
      break;
  }
  throw new TablesError(`column ${field.name} is no number, bool, timestamp or text: cast it`, { kind: "Arrow" });
}

function integerColumn(vector: Vector, rowCount: number, valid: { valid?: Uint8Array }): Column {
  const { bitWidth } = vector.type as DataType & { bitWidth: number };
  if (bitWidth === 64) return { kind: "int64", values: joinedWide(vector, rowCount), ...valid };
  const source = joined(vector, rowCount);
  if (source instanceof Uint32Array) return { kind: "int64", values: Float64Array.from(source), ...valid };
  return { kind: "int32", values: Int32Array.from(source as Int32Array), ...valid };
}

type Joinable = Int32Array | Uint32Array | Float64Array;

function joined(vector: Vector, rowCount: number): Joinable {
  const first = vector.data[0]?.values as Joinable | undefined;
  if (first === undefined) return new Int32Array(0);
  if (vector.data.length === 1) return first.subarray(0, rowCount);
  const out = first.constructor as new (length: number) => Joinable;
  const all = new out(rowCount);
  let start = 0;
  for (const data of vector.data) {
    all.set((data.values as Joinable).subarray(0, data.length), start);
    start += data.length;
  }
  return all;
}

function joinedWide(vector: Vector, rowCount: number): BigInt64Array {
  const all = new BigInt64Array(rowCount);
  let start = 0;
  for (const data of vector.data) {
    all.set((data.values as BigInt64Array).subarray(0, data.length), start);
    start += data.length;
  }
  return all;
}

function bools(vector: Vector, rowCount: number): Uint8Array {
  const out = new Uint8Array(rowCount);
  for (let row = 0; row < rowCount; row++) out[row] = vector.get(row) === true ? 1 : 0;
  return out;
}

function utf8Column(vector: Vector, rowCount: number, valid: { valid?: Uint8Array }): Column {
  const offsets = new Int32Array(rowCount + 1);
  const pieces: Uint8Array[] = [];
  let row = 0;
  let end = 0;
  for (const data of vector.data) {
    const from = data.valueOffsets as Int32Array;
    const base = from[0] ?? 0;
    for (let index = 0; index < data.length; index++) offsets[++row] = end + (from[index + 1] as number) - base;
    pieces.push((data.values as Uint8Array).subarray(base, from[data.length]));
    end = offsets[row] as number;
  }
  const bytes = new Uint8Array(end);
  let start = 0;
  for (const piece of pieces) {
    bytes.set(piece, start);
    start += piece.length;
  }
  return { kind: "utf8", bytes, offsets, ...valid };
}

function validity(vector: Vector, rowCount: number): { valid?: Uint8Array } {
  if (vector.nullCount === 0) return {};
  const valid = new Uint8Array(rowCount);
  for (let row = 0; row < rowCount; row++) valid[row] = vector.isValid(row) ? 1 : 0;
  return { valid };
}
