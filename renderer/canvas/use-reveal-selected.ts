import { useEffect } from "react";
import { useView, useWorkbench } from "../workbench/workbench.ts";
import { controlsOf } from "./canvas-controls.ts";
import { onlyNode } from "./canvas-selection.ts";

/** The card that is selected is not hidden by the inspector that opens for it. */
export function useRevealSelected(): void {
  const workbench = useWorkbench();
  const isInspectorOpen = useView((view) => view.isInspectorOpen);
  useEffect(() => {
    if (!isInspectorOpen) return undefined;
    const reveal = (): void => {
      const id = onlyNode(workbench);
      if (id !== undefined) controlsOf(workbench)?.reveal(id);
    };
    // The canvas gets its new width in the first frame, and the drawing hears of it at the end of that.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(reveal);
    });
    return () => cancelAnimationFrame(frame);
  }, [workbench, isInspectorOpen]);
}
