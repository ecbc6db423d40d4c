import type { NodeKind } from "../../engine/scenario/scenario.ts";
import { isNodeKind } from "../pipeline/pipeline-order.ts";

/** What can be dragged from the palette onto the canvas. */
export type DragItem =
  | { readonly kind: "node"; readonly node: NodeKind }
  | { readonly kind: "fault"; readonly fault: string };

const TYPE = "application/x-spillway-item";

/** Hands an item over to a drag. */
export function writeDragItem(transfer: DataTransfer, item: DragItem): void {
  transfer.setData(TYPE, item.kind === "node" ? `node ${item.node}` : `fault ${item.fault}`);
  transfer.effectAllowed = "copy";
}

/** Whether a drag holds an item of the palette: what it is can be read only when it is dropped. */
export function hasDragItem(transfer: DataTransfer): boolean {
  return transfer.types.includes(TYPE);
}

/** The item of a drop; undefined when it is none. */
export function readDragItem(transfer: DataTransfer): DragItem | undefined {
  const [kind, word = ""] = transfer.getData(TYPE).split(" ");
  if (kind === "node" && isNodeKind(word)) return { kind, node: word };
  return kind === "fault" && word !== "" ? { kind, fault: word } : undefined;
}
