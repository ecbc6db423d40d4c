import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { explainFailure } from "../format/explain-failure.ts";
import { formatClock } from "../format/format-time.ts";
import { Button } from "../widgets/button.tsx";
import { useRun, useWorkbench } from "../workbench/workbench.ts";

/** The engine failed or went away: says why in a sentence, and offers to bring the run back to where it was. */
export function EngineBanner(): ReactNode {
  const { runner } = useWorkbench();
  const phase = useRun((run) => run.phase);
  const nowUs = useRun((run) => (run.phase.kind === "lost" ? run.current?.nowUs : undefined));
  if (phase.kind !== "lost") return undefined;
  const { sentence, next } = explainFailure(phase.message);
  return (
    <div role="alert" className="flex shrink-0 flex-wrap items-center gap-3 border-b border-line bg-crit/15 px-3 py-2">
      <TriangleAlert size={16} className="shrink-0 text-crit-text" />
      <p className="min-w-0 flex-1 basis-80 [overflow-wrap:anywhere]">
        <strong className="font-semibold">The engine stopped.</strong> {sentence} {next}
      </p>
      {nowUs !== undefined && (
        <Button tone="primary" onClick={() => void runner.replay()}>
          Replay to {formatClock(nowUs)}
        </Button>
      )}
      <Button onClick={() => void runner.reset()}>Back to the start</Button>
    </div>
  );
}
