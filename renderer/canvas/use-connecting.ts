import type { Connection, FinalConnectionState, OnConnectStartParams } from "@xyflow/react";
import { useReactFlow } from "@xyflow/react";
import { type PointerEvent, useCallback, useRef, useState } from "react";
import type { Drawing } from "../../engine/scenario/drawing.ts";
import { perform } from "../acts/act.ts";
import { connect, whyNotConnected } from "../acts/connect.ts";
import type { Point } from "../pipeline/card-geometry.ts";
import { useWorkbench } from "../workbench/workbench.ts";
import { askQuickAdd } from "./canvas-request.ts";
import { HANDLE } from "./flow-model.ts";

/** Where a wrong connection is refused, and why: beside the cursor. */
export type Refusal = { readonly screen: Point; readonly text: string };

/** The handle that an edge is drawn from. */
type Start = { readonly id: string; readonly handle: string | null; readonly isInput: boolean };

/** Why an edge from one handle cannot go to a node, the other handle's side taken into account. */
export function whyNotDropped(drawing: Drawing, start: Start, targetId: string): string | undefined {
  const [from, to] = start.isInput ? [targetId, start.id] : [start.id, targetId];
  const reason = whyNotConnected(drawing, from, to);
  if (reason !== undefined) return reason;
  const isDeadLetter = drawing.nodes.find(({ id }) => id === to)?.kind === "dead-letter";
  return start.handle === HANDLE.rejects && !isDeadLetter ? "Rejected rows go to a dead-letter table only." : undefined;
}

/** Drawing an edge by hand: refused with the reason while it hovers, joined on a handle or a whole card, a menu on empty space. */
export function useConnecting() {
  const workbench = useWorkbench();
  const { screenToFlowPosition } = useReactFlow();
  const start = useRef<Start | undefined>(undefined);
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined);

  const onConnectStart = useCallback((_event: unknown, { nodeId, handleId, handleType }: OnConnectStartParams) => {
    start.current = nodeId === null ? undefined : { id: nodeId, handle: handleId, isInput: handleType === "target" };
  }, []);

  const isValidConnection = useCallback(
    ({ source, target, sourceHandle }: { source: string; target: string; sourceHandle?: string | null }) => {
      const { drawing } = workbench.document.getState();
      return whyNotDropped(drawing, { id: source, handle: sourceHandle ?? null, isInput: false }, target) === undefined;
    },
    [workbench],
  );

  const onConnect = useCallback(
    ({ source, target }: Connection) => void perform(workbench, (draft) => connect(draft, source, target)),
    [workbench],
  );

  const onPointerMove = useCallback(
    (event: PointerEvent) => {
      if (start.current === undefined || event.buttons === 0) return;
      const target = nodeUnder(event.target);
      const { drawing } = workbench.document.getState();
      const text =
        target === undefined || target === start.current.id ? undefined : whyNotDropped(drawing, start.current, target);
      setRefusal(text === undefined ? undefined : { screen: { x: event.clientX, y: event.clientY }, text });
    },
    [workbench],
  );

  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      const from = start.current;
      start.current = undefined;
      setRefusal(undefined);
      if (from === undefined || state.isValid === true) return;
      const screen = screenPoint(event);
      const target = nodeUnder(document.elementFromPoint(screen.x, screen.y));
      if (target === from.id) return;
      if (target === undefined) {
        if (document.elementFromPoint(screen.x, screen.y)?.closest(".react-flow__pane") === null) return;
        const joint = { id: from.id, side: from.isInput ? "before" : "after" } as const;
        askQuickAdd(workbench.view, { at: screenToFlowPosition(screen), screen, joint, mustJoin: true });
        return;
      }
      const { drawing } = workbench.document.getState();
      const reason = whyNotDropped(drawing, from, target);
      const [source, sink] = from.isInput ? [target, from.id] : [from.id, target];
      perform(workbench, (draft) => (reason === undefined ? connect(draft, source, sink) : { reason }));
    },
    [workbench, screenToFlowPosition],
  );

  return { refusal, handlers: { onConnectStart, onConnect, onConnectEnd, isValidConnection }, onPointerMove };
}

/** The node that an element belongs to. */
export function nodeUnder(target: EventTarget | null): string | undefined {
  if (!(target instanceof Element)) return undefined;
  const node = target.closest(".react-flow__node");
  return node instanceof HTMLElement ? node.dataset["id"] : undefined;
}

function screenPoint(event: MouseEvent | TouchEvent): Point {
  if ("clientX" in event) return { x: event.clientX, y: event.clientY };
  const touch = event.changedTouches[0];
  return { x: touch?.clientX ?? 0, y: touch?.clientY ?? 0 };
}
