import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect } from "react";
import type { Point } from "../pipeline/card-geometry.ts";
import { useWorkbench } from "../workbench/workbench.ts";
import { mountControls } from "./canvas-controls.ts";
import { useIsMotionReduced } from "./use-is-motion-reduced.ts";

/** Where canvas.css hides the minimap. */
const NO_MINIMAP = "(max-width: 959px), (max-height: 559px)";

/** Room below the drawing for the tools, and for the minimap where it is shown. */
export function fitOptions(isMinimapShown: boolean) {
  const bottom: `${number}px` = isMinimapShown && !matchMedia(NO_MINIMAP).matches ? "136px" : "64px";
  return { padding: { top: "24px", left: "24px", right: "24px", bottom } as const, maxZoom: 1 };
}

const MOVE_MS = 240;
const FRAMES_MAX = 20;

/** Lets commands reach the canvas that is on the screen. */
export function useCanvasControls(places: ReadonlyMap<string, Point>): void {
  const workbench = useWorkbench();
  const flow = useReactFlow();
  const store = useStoreApi();
  const isReduced = useIsMotionReduced();
  useEffect(() => {
    const duration = isReduced ? 0 : MOVE_MS;
    const options = () => ({ ...fitOptions(workbench.settings.getState().isMinimapShown), duration });
    const during = (label: string, work: () => Promise<unknown>): void => {
      void workbench.activity.during(label, work);
    };
    return mountControls(workbench, {
      fitAll: () => during("fitting the drawing", () => flow.fitView(options())),
      fitNodes: (ids) =>
        during("fitting the selection", () => flow.fitView({ ...options(), nodes: ids.map((id) => ({ id })) })),
      zoomTo: (zoom) => during("zooming", () => flow.zoomTo(zoom, { duration })),
      zoomBy: (factor) => during("zooming", () => flow.zoomTo(flow.getZoom() * factor)),
      middle: () => {
        const box = store.getState().domNode?.getBoundingClientRect();
        if (box === undefined) return { x: 0, y: 0 };
        return flow.screenToFlowPosition({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
      },
      reveal: (id) => during("bringing a node into view", () => reveal(flow, store, id, duration)),
      focusNode: (id) =>
        during("going to a node", async () => {
          await reveal(flow, store, id, duration);
          const element = await drawnElement(() =>
            store.getState().domNode?.querySelector(`.react-flow__node[data-id="${CSS.escape(id)}"]`),
          );
          if (element instanceof HTMLElement) element.focus({ preventScroll: true });
        }),
      unwritten: () => places,
    });
  }, [workbench, flow, store, isReduced, places]);
}

type Flow = ReturnType<typeof useReactFlow>;
type Store = ReturnType<typeof useStoreApi>;

/** From a node that was brought into view to the border, in screen pixels. */
const REVEAL_GAP_PX = 24;

/** Moves the view no further than it takes to see a node whole; not at all when it is seen already. */
async function reveal(flow: Flow, store: Store, id: string, duration: number): Promise<void> {
  const node = await drawnElement(() => flow.getInternalNode(id));
  const view = store.getState().domNode?.getBoundingClientRect();
  if (node === undefined || view === undefined) return;
  const { x, y } = node.internals.positionAbsolute;
  const { width = 0, height = 0 } = node.measured;
  const from = flow.flowToScreenPosition({ x, y });
  const to = flow.flowToScreenPosition({ x: x + width, y: y + height });
  const shift = {
    x: shiftInto(view.left, view.right, from.x, to.x),
    y: shiftInto(view.top, view.bottom, from.y, to.y),
  };
  if (shift.x === 0 && shift.y === 0) return;
  const now = flow.getViewport();
  await flow.setViewport({ ...now, x: now.x + shift.x, y: now.y + shift.y }, { duration });
}

/** How far a stretch must go to lie within another one; what is too long for it begins where it begins. */
function shiftInto(start: number, end: number, from: number, to: number): number {
  if (from >= start && to <= end) return 0;
  return from < start || to - from > end - start - 2 * REVEAL_GAP_PX
    ? start + REVEAL_GAP_PX - from
    : end - REVEAL_GAP_PX - to;
}

/** What is drawn some frames from now at the latest: React draws what the document got before it answers. */
async function drawnElement<T>(find: () => T | null | undefined): Promise<T | undefined> {
  for (let frame = 0; frame < FRAMES_MAX; frame += 1) {
    const found = find();
    if (found !== null && found !== undefined) return found;
    await new Promise(requestAnimationFrame);
  }
  return undefined;
}
