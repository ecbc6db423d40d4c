import { assertNever } from "../../../engine/base/assert.ts";
import type { CellRange } from "../../../engine/export/delimited-text.ts";

/** A cell by row and column; row -1 is the header. */
export type CellPlace = { readonly row: number; readonly column: number };

/** The cell that keys act on, and the corner from which the range around it was drawn. */
export type GridSelection = { readonly active: CellPlace; readonly anchor: CellPlace };

export type GridSize = { readonly rows: number; readonly columns: number };

export const HEADER_ROW = -1;
export const FIRST_CELL: GridSelection = { active: { row: 0, column: 0 }, anchor: { row: 0, column: 0 } };

/** Where a key leads; `isExtending` keeps the anchor, as Shift does. */
export type GridMove =
  | { readonly kind: "by"; readonly rows: number; readonly columns: number }
  | { readonly kind: "row-start" }
  | { readonly kind: "row-end" }
  | { readonly kind: "first" }
  | { readonly kind: "last" }
  | { readonly kind: "all" };

type Keys = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

/** The move that a key means, as the ARIA pattern of a grid has it. */
export function moveOfKey({ key, ctrlKey, metaKey, altKey }: Keys, rowsPerPage: number): GridMove | undefined {
  if (altKey) return undefined;
  const isFar = ctrlKey || metaKey;
  switch (key) {
    case "ArrowUp":
      return isFar ? undefined : { kind: "by", rows: -1, columns: 0 };
    case "ArrowDown":
      return isFar ? undefined : { kind: "by", rows: 1, columns: 0 };
    case "ArrowLeft":
      return isFar ? { kind: "row-start" } : { kind: "by", rows: 0, columns: -1 };
    case "ArrowRight":
      return isFar ? { kind: "row-end" } : { kind: "by", rows: 0, columns: 1 };
    case "PageUp":
      return { kind: "by", rows: -rowsPerPage, columns: 0 };
    case "PageDown":
      return { kind: "by", rows: rowsPerPage, columns: 0 };
    case "Home":
      return isFar ? { kind: "first" } : { kind: "row-start" };
    case "End":
      return isFar ? { kind: "last" } : { kind: "row-end" };
    case "a":
      return isFar ? { kind: "all" } : undefined;
    default:
      return undefined;
  }
}

/** The selection after a move, inside the grid. */
export function move(selection: GridSelection, step: GridMove, size: GridSize, isExtending: boolean): GridSelection {
  if (step.kind === "all") {
    return { anchor: { row: 0, column: 0 }, active: inside({ row: size.rows - 1, column: size.columns - 1 }, size) };
  }
  const active = inside(target(selection.active, step, size), size);
  // A range never takes in the header.
  const canExtend = isExtending && active.row !== HEADER_ROW && selection.anchor.row !== HEADER_ROW;
  return { active, anchor: canExtend ? selection.anchor : active };
}

function target({ row, column }: CellPlace, step: Exclude<GridMove, { kind: "all" }>, size: GridSize): CellPlace {
  switch (step.kind) {
    case "by":
      return { row: row + step.rows, column: column + step.columns };
    case "row-start":
      return { row, column: 0 };
    case "row-end":
      return { row, column: size.columns - 1 };
    case "first":
      return { row: 0, column: 0 };
    case "last":
      return { row: size.rows - 1, column: size.columns - 1 };
    default:
      return assertNever(step);
  }
}

function inside({ row, column }: CellPlace, { rows, columns }: GridSize): CellPlace {
  return {
    row: Math.max(HEADER_ROW, Math.min(rows - 1, row)),
    column: Math.max(0, Math.min(columns - 1, column)),
  };
}

/** A selection that fits a grid of another size. */
export function clampSelection({ active, anchor }: GridSelection, size: GridSize): GridSelection {
  return { active: inside(active, size), anchor: inside(anchor, size) };
}

/** The range of cells that is selected; undefined while the header is active or there is no row. */
export function rangeOf({ active, anchor }: GridSelection): CellRange | undefined {
  if (active.row === HEADER_ROW || anchor.row === HEADER_ROW) return undefined;
  return {
    firstRow: Math.min(active.row, anchor.row),
    lastRow: Math.max(active.row, anchor.row),
    firstColumn: Math.min(active.column, anchor.column),
    lastColumn: Math.max(active.column, anchor.column),
  };
}

export function cellCount({ firstRow, lastRow, firstColumn, lastColumn }: CellRange): number {
  return (lastRow - firstRow + 1) * (lastColumn - firstColumn + 1);
}

export function holds(range: CellRange | undefined, row: number, column: number): boolean {
  return (
    range !== undefined &&
    row >= range.firstRow &&
    row <= range.lastRow &&
    column >= range.firstColumn &&
    column <= range.lastColumn
  );
}
