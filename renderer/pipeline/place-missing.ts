import type { Drawing } from "../../engine/scenario/drawing.ts";
import { type Box, CARD_WIDTH, cardHeight, GRID, type Point } from "./card-geometry.ts";
import { inFlowOrder, ranksOf } from "./pipeline-order.ts";

/** From the left of one column to the left of the next, in canvas pixels. */
export const COLUMN_WIDTH = 320;
const GAP = 24;

/** Places for the nodes that the layout does not name: in the column of their rank, below what lies there. */
export function placeMissing(drawing: Drawing): ReadonlyMap<string, Point> {
  const missing = inFlowOrder(drawing).filter((node) => !drawing.layout.has(node.id));
  if (missing.length === 0) return new Map();
  const ranks = ranksOf(drawing);
  const boxes: Box[] = drawing.nodes.flatMap((node) => {
    const place = drawing.layout.get(node.id);
    return place === undefined ? [] : [{ ...place, width: CARD_WIDTH, height: cardHeight(node) }];
  });
  const left = Math.min(0, ...boxes.map(({ x }) => x));
  const top = boxes.length === 0 ? 0 : Math.min(...boxes.map(({ y }) => y));
  const places = new Map<string, Point>();
  for (const node of missing) {
    const size = { width: CARD_WIDTH, height: cardHeight(node) };
    const feeder = drawing.edges.find((edge) => edge.to === node.id && placeOf(drawing, places, edge.from))?.from;
    const beside = feeder === undefined ? undefined : placeOf(drawing, places, feeder);
    const near =
      beside === undefined ? { x: left + (ranks.get(node.id) ?? 0) * COLUMN_WIDTH, y: top } : besideOf(beside);
    const place = freePlace(boxes, near, size);
    places.set(node.id, place);
    boxes.push({ ...place, ...size });
  }
  return places;
}

function placeOf(drawing: Drawing, places: ReadonlyMap<string, Point>, id: string): Point | undefined {
  return drawing.layout.get(id) ?? places.get(id);
}

function besideOf({ x, y }: Point): Point {
  return { x: x + COLUMN_WIDTH, y };
}

/** The nearest place at or below a point where a card overlaps no other. */
export function freePlace(
  boxes: readonly Box[],
  near: Point,
  size: { readonly width: number; readonly height: number },
): Point {
  const x = Math.round(near.x / GRID) * GRID;
  let y = Math.round(near.y / GRID) * GRID;
  const inColumn = boxes.filter((box) => box.x < x + size.width && x < box.x + box.width);
  for (let tries = 0; tries <= inColumn.length; tries += 1) {
    const top = y;
    const hit = inColumn.find((box) => box.y < top + size.height + GAP && top < box.y + box.height + GAP);
    if (hit === undefined) break;
    y = Math.ceil((hit.y + hit.height + GAP) / GRID) * GRID;
  }
  return { x, y };
}
