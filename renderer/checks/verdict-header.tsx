import { Copy } from "lucide-react";
import type { ReactNode } from "react";
import type { RunReport } from "../../engine/protocol/report.ts";
import { formatClock } from "../format/format-time.ts";
import { CommandAction } from "../widgets/command-action.tsx";
import { IconButton } from "../widgets/icon-button.tsx";
import { useRun, useWorkbench } from "../workbench/workbench.ts";
import { countVerdicts, speakExpectations, speakVerdicts } from "./check-items.ts";
import { StateSign } from "./state-sign.tsx";

const DIGEST_SHOWN = 16;

/** The verdict first: how many checks held, whether that is what the scenario expects, and the digest by which a run is known. */
export function VerdictHeader({ report }: { readonly report: RunReport }): ReactNode {
  const counts = countVerdicts(report);
  const isPaused = useRun(({ phase }) => phase.kind === "paused");
  const state = counts.violated > 0 ? "bad" : counts.unknown > 0 ? "unknown" : "good";
  const isPartial = report.status === "partial";
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-1.5 text-table">
      <StateSign state={state} size={18} />
      <h2 className="text-title font-semibold">{speakVerdicts(counts)}</h2>
      <span className="text-t2">
        {speakExpectations(report)}{" "}
        {isPartial ? `The run is not over: this is as of ${formatClock(report.endedAtUs)}.` : ""}
      </span>
      {isPaused && <CommandAction command="checks.run-now" label="Run again" />}
      <span className="flex-1" />
      <Digest digest={report.digest} />
    </div>
  );
}

function Digest({ digest }: { readonly digest: string }): ReactNode {
  const { view } = useWorkbench();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(digest);
      view.getState().announce("The digest is in the clipboard.");
    } catch {
      view.getState().announce("The clipboard cannot be written here: the browser did not allow it.");
    }
  };
  return (
    <span className="flex items-center gap-1 text-t2" title={digest}>
      digest <span className="font-mono text-t1">{digest.slice(0, DIGEST_SHOWN)}…</span>
      <IconButton
        label="Copy the digest"
        hint="Copy the digest: the same scenario, seed and version give the same one"
        onClick={() => void copy()}
      >
        <Copy size={14} />
      </IconButton>
    </span>
  );
}
