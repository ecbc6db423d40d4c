import { History, Radio } from "lucide-react";
import type { ReactNode } from "react";
import { formatClock } from "../format/format-time.ts";
import { Button } from "../widgets/button.tsx";
import { useShownUs, useViewMode } from "../workbench/shown-instant.ts";
import { useWorkbench } from "../workbench/workbench.ts";

/** Says that the past is shown, over the canvas: an amber frame, the instant, and the way back. */
export function ReviewBar(): ReactNode {
  const workbench = useWorkbench();
  const shownUs = useShownUs();
  if (useViewMode() === "live") return undefined;
  return (
    <>
      <div className="pointer-events-none absolute inset-0 z-10 border-2 border-warn" />
      <div className="absolute top-2 left-1/2 z-20 flex -translate-x-1/2 items-center gap-3 rounded-card bg-warn py-1 pr-1 pl-3 text-on-warn shadow-float">
        <History size={14} aria-hidden />
        <strong className="font-semibold">Review at {formatClock(shownUs)}</strong>
        <Button onClick={() => workbench.view.getState().showLive()}>
          <Radio size={14} aria-hidden /> Return to live
        </Button>
      </div>
    </>
  );
}
