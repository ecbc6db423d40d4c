import { cellReader } from "../../../engine/export/cell-text.ts";
import type { ResultTable } from "../../../engine/export/result-table.ts";

/** Of the grid's monospaced 12 px face. */
const CHARACTER_PX = 7.25;
const PADDING_PX = 18;
/** Of the type, which is written smaller. */
const TYPE_CHARACTER_PX = 6.3;
/** A longer type, such as that of a struct, is cut short; the tooltip has it whole. */
const TYPE_CHARACTERS_MAX = 12;
/** Between name and type. */
const TYPE_GAP_PX = 10;
const SAMPLED_ROWS = 60;

export const COLUMN_PX_MIN = 56;
export const COLUMN_PX_MAX = 1_200;
const FIRST_PX_MAX = 320;

/** How wide each column is at first: as its name and its first values ask, within reason. */
export function naturalWidths(table: ResultTable): readonly number[] {
  return table.batch.columns.map((_, index) => naturalWidth(table, index, FIRST_PX_MAX));
}

/** The width at which a column's name and first values are seen whole. */
export function naturalWidth({ batch, types }: ResultTable, index: number, pxMax = COLUMN_PX_MAX): number {
  const column = batch.columns[index];
  if (column === undefined) return COLUMN_PX_MIN;
  const read = cellReader(column.column);
  let characters = 4;
  for (let row = 0; row < Math.min(SAMPLED_ROWS, batch.rowCount); row++) {
    characters = Math.max(characters, (read(row, 200) ?? "NULL").length);
  }
  const forValues = characters * CHARACTER_PX + PADDING_PX;
  const forType = Math.min(TYPE_CHARACTERS_MAX, (types[index] ?? "").length) * TYPE_CHARACTER_PX + TYPE_GAP_PX;
  const forName = Math.min(200, column.name.length) * CHARACTER_PX + PADDING_PX + forType;
  return clampWidth(Math.min(pxMax, Math.max(forValues, forName)));
}

export function clampWidth(px: number): number {
  return Math.round(Math.max(COLUMN_PX_MIN, Math.min(COLUMN_PX_MAX, px)));
}
