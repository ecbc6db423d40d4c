import { type Box, boundsOf, type Point } from "../pipeline/card-geometry.ts";

/** A card, or a card with what hangs below it, as the layout engine placed it. */
export type PlacedBox = Box & { readonly id: string };

/** So many columns are read in one row whatever their zoom. */
const COLUMNS_KEPT = 5;
/** Between two rows, in canvas pixels: room for the edges that lead from the end of one to the start of the next. */
const ROW_GAP = 112;
/** What a window of 1600 × 980 leaves for the drawing, in screen pixels: a layout must not depend on the window of the day. */
const VIEW = { width: 860, height: 460 };
/** How much larger a drawing has to become before its order is broken into rows. */
const GAIN_MIN = 1.2;

/** Places for boxes that lie in columns from left to right: as they are, or in rows of columns where that lets them be drawn larger. */
export function wrapColumns(boxes: readonly PlacedBox[]): ReadonlyMap<string, Point> {
  const columns = columnsOf(boxes);
  let best = { places: inRows([columns]), zoom: zoomOf(boxes) * GAIN_MIN };
  for (let length = columns.length - 1; length > 1 && columns.length > COLUMNS_KEPT; length -= 1) {
    const rows = Array.from({ length: Math.ceil(columns.length / length) }, (_, row) =>
      columns.slice(row * length, (row + 1) * length),
    );
    const places = inRows(rows);
    const zoom = zoomOf(boxes.map((box) => ({ ...box, ...places.get(box.id) })));
    if (zoom > best.zoom) best = { places, zoom };
  }
  return best.places;
}

type Column = readonly PlacedBox[];

/** Boxes whose left sides are level, from left to right. */
function columnsOf(boxes: readonly PlacedBox[]): readonly Column[] {
  const columns = new Map<number, PlacedBox[]>();
  for (const box of boxes.toSorted((left, right) => left.x - right.x))
    columns.set(box.x, [...(columns.get(box.x) ?? []), box]);
  return [...columns.values()];
}

/** Each row of columns below the one before it, all beginning at the same left side. */
function inRows(rows: readonly (readonly Column[])[]): ReadonlyMap<string, Point> {
  const places = new Map<string, Point>();
  const left = rows[0]?.[0]?.[0]?.x ?? 0;
  let top: number | undefined;
  for (const row of rows) {
    const around = boundsOf(row.flat());
    if (around === undefined) continue;
    const shift = { x: left - around.x, y: (top ?? around.y) - around.y };
    for (const { id, x, y } of row.flat()) places.set(id, { x: x + shift.x, y: y + shift.y });
    top = around.y + shift.y + around.height + ROW_GAP;
  }
  return places;
}

function zoomOf(boxes: readonly Box[]): number {
  const around = boundsOf(boxes);
  return around === undefined ? 1 : Math.min(1, VIEW.width / around.width, VIEW.height / around.height);
}
