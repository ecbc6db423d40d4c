import type { Drawing } from "../../engine/scenario/drawing.ts";
import type { NodeKind } from "../../engine/scenario/scenario.ts";
import { type Box, CARD_WIDTH, cardHeight, type Point } from "../pipeline/card-geometry.ts";
import { COLUMN_WIDTH, freePlace, placeMissing } from "../pipeline/place-missing.ts";
import { type Joint, kindsBeside } from "./add-node.ts";
import { whyNotConnected } from "./connect.ts";

const BELOW = 40;

/** Where a new node of a kind goes: beside what it is joined to, else at `middle`, and never on top of another. */
export function placeForNew(drawing: Drawing, kind: NodeKind, joint: Joint | undefined, middle: Point): Point {
  const places = placeMissing(drawing);
  const boxes = drawing.nodes.flatMap((node): Box[] => {
    const place = drawing.layout.get(node.id) ?? places.get(node.id);
    return place === undefined ? [] : [{ ...place, width: CARD_WIDTH, height: cardHeight(node) }];
  });
  const size = { width: CARD_WIDTH, height: cardHeight({ id: "", kind, index: 0, value: { partitions: 4 } }) };
  const beside = drawing.nodes.findIndex((node) => node.id === joint?.id);
  const box = boxes[beside];
  if (joint === undefined || box === undefined)
    return freePlace(boxes, { x: middle.x - CARD_WIDTH / 2, y: middle.y - size.height / 2 }, size);
  if (kind === "dead-letter") return freePlace(boxes, { x: box.x, y: box.y + box.height + BELOW }, size);
  const x = joint.side === "after" ? box.x + COLUMN_WIDTH : box.x - COLUMN_WIDTH;
  return freePlace(boxes, { x, y: box.y }, size);
}

/** The joint of a new node with the selected one: after it, when it can still feed one of that kind. */
export function jointWith(drawing: Drawing, selected: string | undefined, kind: NodeKind): Joint | undefined {
  const node = drawing.nodes.find(({ id }) => id === selected);
  if (node === undefined || !kindsBeside(node.kind, "after").includes(kind)) return undefined;
  const newcomer = { id: "new node", kind };
  const graph = { nodes: [...drawing.nodes, newcomer], edges: drawing.edges };
  return whyNotConnected(graph, node.id, newcomer.id) === undefined ? { id: node.id, side: "after" } : undefined;
}
