import type { ColumnBatch } from "../../engine/base/columns.ts";
import { cellReader } from "../../engine/export/cell-text.ts";

/** The correlation id of a row, where the result has that column and the row a number in it. */
export function correlationIdOf(batch: ColumnBatch, row: number): string | undefined {
  const found = batch.columns.find(({ name }) => name.toLowerCase() === "correlation_id");
  const text = found === undefined || row < 0 ? undefined : cellReader(found.column)(row);
  return text !== undefined && /^\d+$/u.test(text) ? text : undefined;
}
