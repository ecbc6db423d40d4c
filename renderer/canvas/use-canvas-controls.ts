import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect } from "react";
import type { Point } from "../pipeline/card-geometry.ts";
import { useWorkbench } from "../workbench/workbench.ts";
import { mountControls } from "./canvas-controls.ts";
import { useIsMotionReduced } from "./use-is-motion-reduced.ts";

const FIT = { padding: 0.08, maxZoom: 1 };
const MOVE_MS = 240;

/** Lets commands reach the canvas that is on the screen. */
export function useCanvasControls(places: ReadonlyMap<string, Point>): void {
  const workbench = useWorkbench();
  const flow = useReactFlow();
  const store = useStoreApi();
  const isReduced = useIsMotionReduced();
  useEffect(() => {
    const duration = isReduced ? 0 : MOVE_MS;
    const during = (label: string, work: () => Promise<unknown>): void => {
      void workbench.activity.during(label, work);
    };
    return mountControls(workbench, {
      fitAll: () => during("fitting the drawing", () => flow.fitView({ ...FIT, duration })),
      fitNodes: (ids) =>
        during("fitting the selection", () => flow.fitView({ ...FIT, duration, nodes: ids.map((id) => ({ id })) })),
      zoomTo: (zoom) => during("zooming", () => flow.zoomTo(zoom, { duration })),
      zoomBy: (factor) => during("zooming", () => flow.zoomTo(flow.getZoom() * factor, { duration })),
      middle: () => {
        const box = store.getState().domNode?.getBoundingClientRect();
        if (box === undefined) return { x: 0, y: 0 };
        return flow.screenToFlowPosition({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
      },
      focusNode: (id) => {
        const element = store.getState().domNode?.querySelector(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
        if (element instanceof HTMLElement) element.focus();
      },
      unwritten: () => places,
    });
  }, [workbench, flow, store, isReduced, places]);
}
