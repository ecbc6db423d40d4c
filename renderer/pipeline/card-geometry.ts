import type { DrawnNode } from "../../engine/scenario/drawing.ts";
import { isNodeKind } from "./pipeline-order.ts";

/** Every card is this wide, in canvas pixels. */
export const CARD_WIDTH = 236;
/** Everything on the canvas snaps to this grid, in canvas pixels. */
export const GRID = 8;
/** How far below a card's top its input and output lie: cards whose tops are level have straight edges. */
export const PORT_Y = 40;
/** How many partitions a topic's card shows one by one. */
export const PARTITIONS_SHOWN = 8;

export const HEADER_HEIGHT = 30;
export const SUBLINE_HEIGHT = 18;
export const PARTITION_ROW_HEIGHT = 14;
const BODY_HEIGHT = 24;
const SPARKLINE_HEIGHT = 36;
const FIGURES_HEIGHT = 38;
const BOTTOM_PADDING = 6;

export type Point = { readonly x: number; readonly y: number };
export type Box = Point & { readonly width: number; readonly height: number };

/** How many partitions a topic says that it has; 1 when it says nothing that can be read. */
export function partitionCount(node: Pick<DrawnNode, "value">): number {
  const { partitions } = node.value;
  return typeof partitions === "number" && Number.isInteger(partitions) && partitions > 0 ? partitions : 1;
}

/** The height of a node's card in canvas pixels; the same at every level of detail, so that edges stay where they are. */
export function cardHeight(node: DrawnNode): number {
  const height = HEADER_HEIGHT + SUBLINE_HEIGHT + bodyHeight(node) + FIGURES_HEIGHT + BOTTOM_PADDING;
  return Math.ceil((node.kind === "reference" ? height : height + SPARKLINE_HEIGHT) / GRID) * GRID;
}

function bodyHeight(node: DrawnNode): number {
  const { kind } = node;
  if (!isNodeKind(kind)) return 0;
  switch (kind) {
    case "topic": {
      const count = partitionCount(node);
      const rows = Math.min(PARTITIONS_SHOWN, count) + (count > PARTITIONS_SHOWN ? 1 : 0);
      return rows * PARTITION_ROW_HEIGHT + 6;
    }
    case "consumer-group":
    case "micro-batch":
    case "bronze":
    case "silver":
    case "gold":
    case "dead-letter":
      return BODY_HEIGHT;
    case "source":
    case "reference":
    case "kinesis-stream":
    case "kcl-application":
      return 0;
  }
}

/** The smallest box around some boxes; undefined around none. */
export function boundsOf(boxes: readonly Box[]): Box | undefined {
  if (boxes.length === 0) return undefined;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** A number on the grid. */
export function snap(value: number): number {
  return Math.round(value / GRID) * GRID;
}
