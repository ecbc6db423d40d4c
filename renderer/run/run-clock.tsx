import { Clock, History } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { formatClock, speakTime } from "../format/format-time.ts";
import { followInstant } from "../workbench/follow-instant.ts";
import { useViewMode } from "../workbench/shown-instant.ts";
import { useDocument, useRun, useWorkbench } from "../workbench/workbench.ts";

/** The instant that is shown, and where the run ends; a press asks where to go. The digits are written past React, once a frame. */
export function RunClock(): ReactNode {
  const workbench = useWorkbench();
  const digits = useRef<HTMLSpanElement>(null);
  const plannedUs = useDocument((document) => document.drawing.durationUs);
  const durationUs = useRun((run) => run.current?.durationUs) ?? plannedUs;
  const isReview = useViewMode() === "review";
  useEffect(
    () =>
      followInstant(workbench, (shownUs) => {
        const text = formatClock(shownUs);
        if (digits.current !== null && digits.current.textContent !== text) digits.current.textContent = text;
      }),
    [workbench],
  );
  return (
    <button
      type="button"
      data-testid="clock"
      aria-label={durationUs === undefined ? "Go to a time" : `Go to a time; the run ends at ${speakTime(durationUs)}`}
      title={isReview ? "The instant that is shown. Press to go to a time (G)" : "Press to go to a time (G)"}
      className={`flex h-7 shrink-0 items-center gap-1 rounded-button px-1.5 font-mono text-table hover:bg-hover ${isReview ? "text-warn-text" : ""}`}
      onClick={() => workbench.view.getState().openDialog("run-to")}
    >
      {isReview ? <History size={14} aria-hidden /> : <Clock size={14} aria-hidden className="text-t3" />}
      <span ref={digits} />
      {durationUs !== undefined && <span className="text-t3">/ {formatClock(durationUs)}</span>}
    </button>
  );
}
