import { type PointerEvent, useRef } from "react";
import type { CellPlace, GridSelection } from "./grid-selection.ts";

type CellDrag = {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: () => void;
};

/** Selecting by pointer: a press chooses a cell, Shift or dragging draws a range, a right press inside a range keeps it. */
export function useCellDrag(choose: (selection: GridSelection) => void, selection: GridSelection): CellDrag {
  const isDragging = useRef(false);
  return {
    onPointerDown(event) {
      const place = placeOf(event.target);
      if (place === undefined) return;
      event.currentTarget.focus({ preventScroll: true });
      if (event.button === 2 && isInside(selection, place)) return;
      isDragging.current = event.button === 0 && place.row >= 0;
      choose({ active: place, anchor: event.shiftKey && place.row >= 0 ? selection.anchor : place });
    },
    onPointerMove(event) {
      if (!isDragging.current || event.buttons !== 1) return;
      const place = placeOf(event.target);
      if (place === undefined || place.row < 0) return;
      if (place.row === selection.active.row && place.column === selection.active.column) return;
      choose({ active: place, anchor: selection.anchor });
    },
    onPointerUp() {
      isDragging.current = false;
    },
  };
}

/** The cell that an element belongs to, by the place written on it. */
function placeOf(target: EventTarget): CellPlace | undefined {
  const cell = target instanceof Element ? target.closest<HTMLElement>("[data-place]") : null;
  const [row, column] = (cell?.dataset["place"] ?? "").split(",");
  return row === undefined || column === undefined ? undefined : { row: Number(row), column: Number(column) };
}

function isInside({ active, anchor }: GridSelection, { row, column }: CellPlace): boolean {
  return (
    row >= Math.min(active.row, anchor.row) &&
    row <= Math.max(active.row, anchor.row) &&
    column >= Math.min(active.column, anchor.column) &&
    column <= Math.max(active.column, anchor.column)
  );
}
