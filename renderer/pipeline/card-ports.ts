import { NODE_CATALOGUE } from "../../engine/pipeline/node-catalogue.ts";
import { type Box, PORT_Y, type Point } from "./card-geometry.ts";
import { isNodeKind } from "./pipeline-order.ts";

/** Where edges enter and leave a card. */
export type PortName = "in" | "out" | "rejects";
export type Side = "left" | "right" | "top" | "bottom";

/** A port of a card: the point of its border, from the card's top left corner, in canvas pixels. */
export type CardPort = Point & { readonly name: PortName; readonly side: Side };

/** Where an edge ends, in canvas pixels, and which side of the card it leaves or enters. */
export type EdgeEnd = Point & { readonly side: Side };

/** Pixels of a port's dot; edges end at its outer rim. */
export const PORT_SIZE = 10;

type Size = Pick<Box, "width" | "height">;

/** The ports that a kind of node has. Dead letters hang below what they are rejected from. */
export function portsOf(kind: string, { width, height }: Size): readonly CardPort[] {
  if (!isNodeKind(kind)) return sidePorts({ width });
  const { inputs, outputs } = NODE_CATALOGUE[kind];
  const [left, right] = sidePorts({ width });
  const ports: CardPort[] = [];
  if (kind === "dead-letter") ports.push({ name: "in", side: "top", x: width / 2, y: 0 });
  else if (inputs.length > 0 && left !== undefined) ports.push(left);
  if (outputs.some((port) => port.type !== "rejects") && right !== undefined) ports.push(right);
  if (outputs.some((port) => port.type === "rejects"))
    ports.push({ name: "rejects", side: "bottom", x: width / 2, y: height });
  return ports;
}

/** The ports of what has an input at the left and an output at the right. */
export function sidePorts({ width }: Pick<Size, "width">): readonly CardPort[] {
  return [
    { name: "in", side: "left", x: 0, y: PORT_Y },
    { name: "out", side: "right", x: width, y: PORT_Y },
  ];
}

/** Which way is out of a side. */
export const OUTWARD: Readonly<Record<Side, Point>> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  top: { x: 0, y: -1 },
  bottom: { x: 0, y: 1 },
};

/** Where an edge ends that joins a port of a card. */
export function edgeEndAt(card: Point, { x, y, side }: CardPort): EdgeEnd {
  const outward = OUTWARD[side];
  return { x: card.x + x + (outward.x * PORT_SIZE) / 2, y: card.y + y + (outward.y * PORT_SIZE) / 2, side };
}
