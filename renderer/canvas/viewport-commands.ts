import type { AppCommand } from "../workbench/workbench.ts";
import { controlsOf } from "./canvas-controls.ts";
import { nodesWithGroups } from "./canvas-selection.ts";

const ZOOM_STEP = 1.25;

/** What is seen of the drawing; none of it is part of the document. */
export const viewportCommands: readonly AppCommand[] = [
  {
    id: "canvas.fit-all",
    title: "Fit the whole drawing",
    group: "Canvas",
    keys: ["1"],
    scope: "canvas",
    run: (workbench) => controlsOf(workbench)?.fitAll(),
  },
  {
    id: "canvas.fit-selection",
    title: "Fit the selection",
    group: "Canvas",
    keys: ["2"],
    scope: "canvas",
    whyNot: (workbench) => (nodesWithGroups(workbench).length === 0 ? "Select nodes first." : undefined),
    run: (workbench) => controlsOf(workbench)?.fitNodes(nodesWithGroups(workbench)),
  },
  {
    id: "canvas.actual-size",
    title: "Zoom to 100 %",
    group: "Canvas",
    keys: ["0"],
    scope: "canvas",
    run: (workbench) => controlsOf(workbench)?.zoomTo(1),
  },
  {
    id: "canvas.zoom-in",
    title: "Zoom in",
    group: "Canvas",
    keys: ["+", "Shift++", "="],
    scope: "canvas",
    run: (workbench) => controlsOf(workbench)?.zoomBy(ZOOM_STEP),
  },
  {
    id: "canvas.zoom-out",
    title: "Zoom out",
    group: "Canvas",
    keys: ["-"],
    scope: "canvas",
    run: (workbench) => controlsOf(workbench)?.zoomBy(1 / ZOOM_STEP),
  },
  {
    id: "canvas.minimap",
    title: "Show or hide the minimap",
    group: "Canvas",
    keys: ["m"],
    scope: "canvas",
    run: ({ settings }) => settings.getState().change({ isMinimapShown: !settings.getState().isMinimapShown }),
  },
  {
    id: "canvas.edge-style",
    title: "Draw edges smooth or orthogonal",
    group: "Canvas",
    run: ({ settings }) => {
      const { edgeStyle, change } = settings.getState();
      change({ edgeStyle: edgeStyle === "smooth" ? "orthogonal" : "smooth" });
    },
  },
];
