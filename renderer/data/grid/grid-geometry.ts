import type { MenuEntry } from "../../widgets/menu-entry.ts";
import type { CellPlace } from "./grid-selection.ts";

export const ROW_PX = 24;
export const HEADER_PX = 28;
/** The column of row numbers. */
export const GUTTER_PX = 56;

/** The lines of a column's menu; the column is `widthPx` wide. */
export type ColumnMenu = (column: number, setWidth: (px: number) => void, widthPx: number) => readonly MenuEntry[];

/** The DOM id of a cell. */
export function cellId(grid: string, { row, column }: CellPlace): string {
  return `${grid}-${row}-${column}`;
}
