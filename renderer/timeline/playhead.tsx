import { type ReactNode, useEffect, useRef } from "react";
import { pixelAt, type TimeScale } from "../charts/time-window.ts";
import { followInstant } from "../workbench/follow-instant.ts";
import { useViewMode } from "../workbench/shown-instant.ts";
import { useWorkbench } from "../workbench/workbench.ts";

/** The line through everything at the instant that is shown. */
export function Playhead({ scale }: { readonly scale: TimeScale }): ReactNode {
  const workbench = useWorkbench();
  const line = useRef<HTMLDivElement>(null);
  const isReview = useViewMode() === "review";
  useEffect(
    () =>
      followInstant(workbench, (shownUs) => {
        const { current } = line;
        if (current === null) return;
        const px = pixelAt(scale, shownUs);
        current.style.transform = `translateX(${px}px)`;
        current.style.visibility = px < -1 || px > scale.widthPx + 1 ? "hidden" : "visible";
      }),
    [workbench, scale],
  );
  return (
    <div ref={line} className={`absolute inset-y-0 left-0 z-30 -ml-px w-0.5 ${isReview ? "bg-warn" : "bg-accent"}`} />
  );
}
