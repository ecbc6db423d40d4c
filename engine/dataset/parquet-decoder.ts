import type { ColumnBatch } from "../base/columns.ts";
import type { DecodeBudget } from "./decode-budget.ts";
import { readParquetColumn } from "./parquet-column.ts";
import { readParquetFooter } from "./parquet-footer.ts";

/**
 * Reads a Parquet file of flat columns. Written here rather than taken from a library, because a file from outside must not be
 * able to hang the engine or to take its memory: every count in the file is checked before anything is made from it.
 */
export function decodeParquet(bytes: Uint8Array, budget: DecodeBudget): ColumnBatch {
  const footer = readParquetFooter(bytes, budget);
  const columns = footer.leaves.map(({ name }, index) => ({
    name,
    column: readParquetColumn(bytes, footer, index, budget),
  }));
  return { rowCount: footer.rowCount, columns };
}
