import { useReactFlow } from "@xyflow/react";
import { type DragEvent, type KeyboardEvent, type MouseEvent, useCallback, useRef } from "react";
import { perform } from "../acts/act.ts";
import { addNode } from "../acts/add-node.ts";
import { hasDragItem, readDragItem } from "../acts/drag-item.ts";
import { remove } from "../acts/remove.ts";
import type { Point } from "../pipeline/card-geometry.ts";
import { useWorkbench, type Workbench } from "../workbench/workbench.ts";
import { askQuickAdd } from "./canvas-request.ts";
import { HANDLE, indexInFlowId } from "./flow-model.ts";
import { nodeUnder } from "./use-connecting.ts";

/** From the cursor to the top left of a dropped card, in canvas pixels: the header lies under the cursor. */
const GRIP: Point = { x: 118, y: 16 };

/** What the pointer and some keys do on the canvas beside React Flow's own: drop, double click, Alt click, Space. */
export function useCanvasPointer() {
  const workbench = useWorkbench();
  const { screenToFlowPosition } = useReactFlow();

  const onDragOver = useCallback((event: DragEvent) => {
    if (!hasDragItem(event.dataTransfer)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  }, []);

  const onDrop = useCallback(
    (event: DragEvent) => {
      const item = readDragItem(event.dataTransfer);
      if (item === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      const target = nodeUnder(event.target);
      if (item.kind === "fault") {
        workbench.view.getState().openDialog("inject", target === undefined ? item.fault : `${item.fault}:${target}`);
        return;
      }
      const { x, y } = screenToFlowPosition({ x: event.clientX, y: event.clientY });
      const at = { x: x - GRIP.x, y: y - GRIP.y };
      perform(workbench, (draft) => addNode(draft, { kind: item.node, at }));
    },
    [workbench, screenToFlowPosition],
  );

  const onDoubleClick = useCallback(
    (event: MouseEvent) => {
      if (!(event.target instanceof Element)) return;
      const id = nodeUnder(event.target);
      if (id !== undefined && indexInFlowId(id, "note") === undefined && indexInFlowId(id, "group") === undefined) {
        workbench.view.getState().openTab({ inspector: "configure" });
        return;
      }
      if (event.target.closest(".react-flow__pane") === null) return;
      const screen = { x: event.clientX, y: event.clientY };
      askQuickAdd(workbench.view, { at: screenToFlowPosition(screen), screen, joint: undefined, mustJoin: false });
    },
    [workbench, screenToFlowPosition],
  );

  const onClickCapture = useCallback(
    (event: MouseEvent) => {
      if (!event.altKey || !(event.target instanceof Element)) return;
      const handle = event.target.closest(".canvas-handle");
      const id = nodeUnder(handle);
      if (!(handle instanceof HTMLElement) || id === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      removeEdgesAt(workbench, id, handle.dataset["handle"] ?? "");
    },
    [workbench],
  );

  return { onDragOver, onDrop, onDoubleClick, onClickCapture, ...useSpace(workbench) };
}

/** Removes all edges that end at one handle of a node. */
export function removeEdgesAt(workbench: Workbench, id: string, handle: string): void {
  const { drawing } = workbench.document.getState();
  const kindOf = (other: string) => drawing.nodes.find((node) => node.id === other)?.kind;
  const edges = drawing.edges.filter((edge) => {
    if (handle === HANDLE.in) return edge.to === id;
    const isRejects = kindOf(edge.to) === "dead-letter";
    return edge.from === id && isRejects === (handle === HANDLE.rejects);
  });
  perform(workbench, (draft) => {
    const act = remove(draft, { nodes: [], edges: edges.map(({ index }) => index) });
    return edges.length === 0 ? { reason: "There is no edge at this handle." } : act;
  });
}

/** Space alone plays and pauses, Space held while the pointer drags moves the view: so the run starts when the key comes up. */
function useSpace(workbench: Workbench) {
  const isHeld = useRef(false);
  const hasDragged = useRef(false);
  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      if (event.key === "Escape") workbench.view.getState().select({});
      if (event.key !== " " || isControl(event.target)) return;
      event.preventDefault();
      if (!event.repeat) hasDragged.current = false;
      isHeld.current = true;
    },
    [workbench],
  );
  const onKeyUp = useCallback(
    (event: KeyboardEvent) => {
      if (event.key.startsWith("Arrow")) workbench.document.getState().endBurst();
      if (event.key !== " " || !isHeld.current) return;
      isHeld.current = false;
      if (!hasDragged.current) void workbench.commands.run("run.play-pause", workbench);
    },
    [workbench],
  );
  const onPointerDownCapture = useCallback(() => {
    if (isHeld.current) hasDragged.current = true;
  }, []);
  return { onKeyDown, onKeyUp, onPointerDownCapture };
}

function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest("button, input, textarea, [role=menuitem]") !== null;
}
