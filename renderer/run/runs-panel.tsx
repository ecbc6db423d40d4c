import { Copy, Ellipsis, GitCompareArrows, Play } from "lucide-react";
import type { ReactNode } from "react";
import { formatDuration } from "../../engine/base/time.ts";
import { CompareView } from "../compare/compare-view.tsx";
import { formatClock } from "../format/format-time.ts";
import type { RunRecord } from "../stores/run-store.ts";
import { Badge } from "../widgets/badge.tsx";
import { Button } from "../widgets/button.tsx";
import { EmptyState } from "../widgets/empty-state.tsx";
import { EntityName } from "../widgets/entity-name.tsx";
import { IconButton } from "../widgets/icon-button.tsx";
import { Menu } from "../widgets/menu.tsx";
import { showToast } from "../widgets/toast.ts";
import { useRun, useWorkbench } from "../workbench/workbench.ts";
import { runActions } from "./run-actions.ts";
import { countOf, type Verdict, verdictOf } from "./run-words.ts";
import { useCurrentRun } from "./use-current-run.ts";

/** `isWide` columns make room for the comparison. */
const COLUMNS: readonly { readonly title: string; readonly isWide?: true }[] = [
  { title: "Run" },
  { title: "Verdict" },
  { title: "Virtual time" },
  { title: "Wall time" },
  { title: "Injected" },
  { title: "Digest" },
  { title: "Seed", isWide: true },
  { title: "Scenario", isWide: true },
];

/** The runs since the app was started, and the comparison of the current one with the baseline. */
export function RunsPanel(): ReactNode {
  const workbench = useWorkbench();
  const current = useCurrentRun();
  const past = useRun((run) => run.past);
  const baseline = useRun((run) => run.baseline);
  const runs = current === undefined ? past : [current, ...past];
  if (runs.length === 0) {
    return (
      <EmptyState
        title="No runs yet"
        text="Each run is kept here with its verdict, to be opened, compared and run again."
      >
        <Button tone="primary" onClick={() => void workbench.commands.run("run.play-pause", workbench)}>
          <Play size={14} aria-hidden /> Play
        </Button>
      </EmptyState>
    );
  }
  const isCompared = current !== undefined && baseline !== undefined && baseline.number !== current.number;
  return (
    <div className="flex h-full min-h-0 max-lg:flex-col">
      <section aria-label="Runs" className="min-w-0 flex-1 overflow-auto" tabIndex={-1}>
        <table className="w-full border-collapse text-table">
          <thead className="sticky top-0 bg-panel text-left text-t2">
            <tr>
              {COLUMNS.filter(({ isWide }) => !isWide || !isCompared).map(({ title }) => (
                <th key={title} className="px-3 py-1 font-semibold whitespace-nowrap">
                  {title}
                </th>
              ))}
              <th className="w-10">
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <RunRow
                key={run.number}
                run={run}
                isCurrent={run === current}
                isBaseline={run.number === baseline?.number}
                isWide={!isCompared}
              />
            ))}
          </tbody>
        </table>
        {!isCompared && past.length > 0 && (
          <p className="flex items-center gap-2 px-3 py-2 text-t2">
            <GitCompareArrows size={14} aria-hidden /> Use a run as baseline to compare it with the current one.
          </p>
        )}
      </section>
      {isCompared && (
        <section
          aria-label="Comparison"
          className="w-[46%] min-w-80 shrink-0 overflow-auto border-l border-line max-lg:w-full"
          tabIndex={-1}
        >
          <CompareView run={current} baseline={baseline} />
        </section>
      )}
    </div>
  );
}

type RunRowProps = {
  readonly run: RunRecord;
  readonly isCurrent: boolean;
  readonly isBaseline: boolean;
  readonly isWide: boolean;
};

function RunRow({ run, isCurrent, isBaseline, isWide }: RunRowProps): ReactNode {
  const workbench = useWorkbench();
  const phase = useRun((facts) => facts.phase.kind);
  const goesOn = isCurrent && run.report === undefined && phase !== "lost" && phase !== "finished";
  const verdict: Verdict = goesOn ? { tone: "neutral", words: "not over yet" } : verdictOf(run);
  return (
    <tr className="border-t border-line hover:bg-hover" aria-current={isCurrent || undefined}>
      <th scope="row" className="px-3 py-1 text-left font-semibold whitespace-nowrap">
        {run.number} {isCurrent && <Badge tone="accent">on screen</Badge>} {isBaseline && <Badge>baseline</Badge>}
      </th>
      <td className="px-3 py-1">
        <Badge tone={verdict.tone}>{verdict.words}</Badge>
      </td>
      <td className="px-3 py-1 font-mono whitespace-nowrap">
        {formatClock(run.nowUs)} <span className="text-t3">/ {formatClock(run.durationUs)}</span>
      </td>
      <td className="px-3 py-1 font-mono whitespace-nowrap">
        {formatDuration(Math.round(run.wallMs / 100) * 100_000)}
      </td>
      <td className="px-3 py-1 whitespace-nowrap" title={run.injected.map(({ label }) => label).join("\n")}>
        {run.injected.length === 0 ? <span className="text-t3">none</span> : countOf(run.injected.length, "fault")}
      </td>
      <td className="px-3 py-1">
        <Digest digest={run.report?.digest} number={run.number} />
      </td>
      {isWide && <td className="px-3 py-1 font-mono">{run.seed}</td>}
      {isWide && (
        <td className="max-w-64 px-3 py-1">
          <span className="flex">
            <EntityName name={run.name} />
          </span>
        </td>
      )}
      <td className="px-1">
        <Menu entries={runActions(workbench, run)} align="end">
          <IconButton label={`Actions of run ${run.number}`}>
            <Ellipsis size={16} />
          </IconButton>
        </Menu>
      </td>
    </tr>
  );
}

function Digest({ digest, number }: { readonly digest: string | undefined; readonly number: number }): ReactNode {
  if (digest === undefined) return <span className="text-t3">none yet</span>;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(digest);
    showToast(`The digest of run ${number} is copied`);
  };
  return (
    <span className="inline-flex items-center gap-1 font-mono" title={digest}>
      {digest.slice(0, 12)}
      <IconButton label={`Copy the digest of run ${number}`} onClick={() => void copy()}>
        <Copy size={12} />
      </IconButton>
    </span>
  );
}
