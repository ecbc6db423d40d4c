import { cellReader } from "../../../engine/export/cell-text.ts";
import type { CellRange } from "../../../engine/export/delimited-text.ts";
import { isNumberType, type ResultTable } from "../../../engine/export/result-table.ts";
import { cellCount } from "./grid-selection.ts";

/** Beyond it, adding up would hold up the screen. */
const CELLS_MAX = 200_000;

/** What a range of cells comes to: how many there are, and the sum and mean of its numbers when there are at least two. */
export type RangeSummary = {
  readonly cells: number;
  readonly numbers: number;
  readonly sum: number;
  readonly mean: number;
};

/** Adds up a range, as the status bar of a spreadsheet does; undefined for one cell and for more than can be added in a moment. */
export function summarise({ batch, types }: ResultTable, range: CellRange): RangeSummary | undefined {
  const cells = cellCount(range);
  if (cells < 2 || cells > CELLS_MAX) return undefined;
  let numbers = 0;
  let sum = 0;
  for (let index = range.firstColumn; index <= range.lastColumn; index++) {
    const column = batch.columns[index]?.column;
    if (column === undefined || !isNumberType(types[index] ?? "")) continue;
    const read = cellReader(column);
    for (let row = range.firstRow; row <= range.lastRow; row++) {
      const value = Number(read(row) ?? Number.NaN);
      if (!Number.isFinite(value)) continue;
      numbers += 1;
      sum += value;
    }
  }
  return { cells, numbers, sum, mean: sum / numbers };
}
