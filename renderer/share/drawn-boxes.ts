import type { Drawing, DrawnNode } from "../../engine/scenario/drawing.ts";
import { type Box, boundsOf, CARD_WIDTH, cardHeight } from "../pipeline/card-geometry.ts";

/** Between nodes that have no place of their own. */
const GAP = 64;

/** Where every node lies: its own place, and for those without one a row below the others. */
export function drawnBoxes(drawing: Drawing): ReadonlyMap<DrawnNode, Box> {
  const boxes = new Map<DrawnNode, Box>();
  const unplaced: DrawnNode[] = [];
  for (const node of drawing.nodes) {
    const place = drawing.layout.get(node.id);
    if (place === undefined) unplaced.push(node);
    else boxes.set(node, { ...place, width: CARD_WIDTH, height: cardHeight(node) });
  }
  const around = boundsOf([...boxes.values()]);
  const top = around === undefined ? 0 : around.y + around.height + GAP;
  for (const [index, node] of unplaced.entries()) {
    const x = (around?.x ?? 0) + index * (CARD_WIDTH + GAP);
    boxes.set(node, { x, y: top, width: CARD_WIDTH, height: cardHeight(node) });
  }
  return boxes;
}
