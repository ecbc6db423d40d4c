import { Pause, Play } from "lucide-react";
import type { ReactNode } from "react";
import { formatClock } from "../format/format-time.ts";
import { useRun, useWorkbench } from "../workbench/workbench.ts";

/** Play, pause, step, speed and the clock. */
export function RunControls(): ReactNode {
  const workbench = useWorkbench();
  const phase = useRun((run) => run.phase.kind);
  const nowUs = useRun((run) => run.current?.nowUs ?? 0);
  const durationUs = useRun((run) => run.current?.durationUs ?? 0);
  const isRunning = phase === "running";
  return (
    <div className="flex items-center gap-2">
      <button
        type="button"
        className="grid h-7 min-w-7 place-items-center rounded-button bg-accent text-on-accent"
        aria-label={isRunning ? "Pause" : "Play"}
        onClick={() => void workbench.commands.run("run.play-pause", workbench)}
      >
        {isRunning ? <Pause size={16} /> : <Play size={16} />}
      </button>
      <span className="font-mono" data-testid="clock">
        {formatClock(nowUs)} / {formatClock(durationUs)}
      </span>
      <span data-testid="phase">{phase}</span>
    </div>
  );
}
