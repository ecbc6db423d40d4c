import type { Column, ColumnBatch } from "../base/columns.ts";
import { decodeUtf8 } from "../base/utf8.ts";

/** A value of a column: whole numbers of 64 bits and timestamps (microseconds) are bigint, a NULL is null. */
export type PlainValue = bigint | number | boolean | string | null;

/** The values of a column one by one, however they are stored. */
export function columnValues(column: Column, rowCount: number): PlainValue[] {
  return Array.from({ length: rowCount }, (_, row) => valueAt(column, row));
}

/** The rows of a batch as objects. */
export function batchRows(batch: ColumnBatch): Record<string, PlainValue>[] {
  return Array.from({ length: batch.rowCount }, (_, row) =>
    Object.fromEntries(batch.columns.map(({ name, column }) => [name, valueAt(column, row)])),
  );
}

function valueAt(column: Column, row: number): PlainValue {
  if (column.kind === "dictionary") return column.dictionary[column.codes[row] as number] ?? null;
  if (column.valid?.[row] === 0) return null;
  if (column.kind === "utf8") return decodeUtf8(column.bytes, column.offsets[row], column.offsets[row + 1]);
  const value = column.values[row] as number | bigint;
  if (column.kind === "bool") return value === 1;
  return column.kind === "int64" || column.kind === "timestamp" ? BigInt(value) : value;
}
