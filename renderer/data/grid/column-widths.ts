import { cellReader } from "../../../engine/export/cell-text.ts";
import type { ResultTable } from "../../../engine/export/result-table.ts";

/** Of the grid's monospaced 12 px face. */
const CHARACTER_PX = 7.25;
const PADDING_PX = 18;
/** Room for the mark of the order or a filter, and for some letters of the type. */
const HEADER_EXTRA_PX = 34;
const SAMPLED_ROWS = 60;

export const COLUMN_PX_MIN = 56;
export const COLUMN_PX_MAX = 1_200;
const FIRST_PX_MAX = 320;

/** How wide each column is at first: as its name and its first values ask, within reason. */
export function naturalWidths({ batch }: ResultTable): readonly number[] {
  return batch.columns.map((_, index) => naturalWidth({ batch, types: [] }, index, FIRST_PX_MAX));
}

/** The width at which a column's name and first values are seen whole. */
export function naturalWidth({ batch }: ResultTable, index: number, pxMax = COLUMN_PX_MAX): number {
  const column = batch.columns[index];
  if (column === undefined) return COLUMN_PX_MIN;
  const read = cellReader(column.column);
  let characters = 4;
  for (let row = 0; row < Math.min(SAMPLED_ROWS, batch.rowCount); row++) {
    characters = Math.max(characters, (read(row, 200) ?? "NULL").length);
  }
  const forValues = characters * CHARACTER_PX + PADDING_PX;
  const forName = Math.min(200, column.name.length) * CHARACTER_PX + PADDING_PX + HEADER_EXTRA_PX;
  return clampWidth(Math.min(pxMax, Math.max(forValues, forName)));
}

export function clampWidth(px: number): number {
  return Math.round(Math.max(COLUMN_PX_MIN, Math.min(COLUMN_PX_MAX, px)));
}
