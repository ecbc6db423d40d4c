import { X } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { CommandAction } from "../widgets/command-action.tsx";
import { IconButton } from "../widgets/icon-button.tsx";
import { useRun, useView } from "../workbench/workbench.ts";
import { countVerdicts, speakExpectations, speakVerdicts } from "./check-items.ts";
import { StateSign } from "./state-sign.tsx";

/** When a run has ended: the verdict in a line, and the checks as the next click. It goes when they were seen. */
export function ChecksOffer(): ReactNode {
  const isFinished = useRun((run) => run.phase.kind === "finished");
  const number = useRun((run) => run.current?.number);
  const report = useRun((run) => run.current?.report);
  const areChecksOpen = useView((view) => view.bottomTab === "checks" && view.isBottomOpen);
  const [seenNumber, setSeenNumber] = useState<number>();
  useEffect(() => {
    if (isFinished && areChecksOpen) setSeenNumber(number);
  }, [isFinished, areChecksOpen, number]);
  if (!isFinished || report === undefined || areChecksOpen || seenNumber === number) return undefined;
  const counts = countVerdicts(report);
  const state = counts.violated > 0 ? "bad" : counts.unknown > 0 ? "unknown" : "good";
  return (
    <output
      aria-label="The run's verdict"
      className="floating pointer-events-auto flex max-w-full flex-wrap items-center gap-2 rounded-card py-1 pr-1 pl-3 text-table"
    >
      <StateSign state={state} size={16} />
      <span>
        The run is over: <strong className="font-semibold">{speakVerdicts(counts)}</strong>. {speakExpectations(report)}
      </span>
      <CommandAction command="checks.show" label="See the checks" tone="primary" />
      <IconButton label="Dismiss the verdict" onClick={() => setSeenNumber(number)}>
        <X size={14} />
      </IconButton>
    </output>
  );
}
