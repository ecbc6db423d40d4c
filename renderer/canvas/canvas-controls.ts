import type { Point } from "../pipeline/card-geometry.ts";
import type { Workbench } from "../workbench/workbench.ts";

/** What commands can ask of the canvas that is on the screen. */
export type CanvasControls = {
  readonly fitAll: () => void;
  readonly fitNodes: (ids: readonly string[]) => void;
  readonly zoomTo: (zoom: number) => void;
  readonly zoomBy: (factor: number) => void;
  /** The middle of what is seen, in canvas pixels. */
  readonly middle: () => Point;
  /** Brings a node into view, when it is not seen whole. */
  readonly reveal: (id: string) => void;
  /** Brings a node into view and gives it the focus. */
  readonly focusNode: (id: string) => void;
  /** Where nodes lie that the layout does not name. */
  readonly unwritten: () => ReadonlyMap<string, Point>;
};

const mounted = new WeakMap<Workbench, CanvasControls>();

/** Tells which canvas is on the screen; the answer takes it off again. */
export function mountControls(workbench: Workbench, controls: CanvasControls): () => void {
  mounted.set(workbench, controls);
  return () => {
    if (mounted.get(workbench) === controls) mounted.delete(workbench);
  };
}

/** The canvas on the screen; undefined while there is none. */
export function controlsOf(workbench: Workbench): CanvasControls | undefined {
  return mounted.get(workbench);
}
