import { useCallback } from "react";
import { perform } from "../acts/act.ts";
import { addNode } from "../acts/add-node.ts";
import { jointWith, placeForNew } from "../acts/place-new.ts";
import { controlsOf } from "../canvas/canvas-controls.ts";
import { onlyNode } from "../canvas/canvas-selection.ts";
import { useWorkbench } from "../workbench/workbench.ts";
import type { PaletteItem } from "./palette-items.ts";

/** Adds an item of the palette: a node after the selected one where it can be joined, a fault by its dialog. */
export function useAddItem(): (item: PaletteItem) => void {
  const workbench = useWorkbench();
  return useCallback(
    (item) => {
      switch (item.kind) {
        case "node": {
          const { drawing } = workbench.document.getState();
          const joint = jointWith(drawing, onlyNode(workbench), item.node);
          const at = placeForNew(drawing, item.node, joint, controlsOf(workbench)?.middle() ?? { x: 0, y: 0 });
          perform(workbench, (draft) =>
            addNode(draft, { kind: item.node, at, ...(joint === undefined ? {} : { joint }) }),
          );
          const [added] = workbench.view.getState().selection.nodes;
          if (added !== undefined) controlsOf(workbench)?.reveal(added);
          return;
        }
        case "fault": {
          const node = onlyNode(workbench);
          workbench.view.getState().openDialog("inject", node === undefined ? item.fault : `${item.fault}:${node}`);
          return;
        }
        case "not-simulated":
          return;
      }
    },
    [workbench],
  );
}
