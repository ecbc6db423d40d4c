import { X } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { formatClock } from "../format/format-time.ts";
import { formatWhole } from "../format/format-value.ts";
import { filterWords } from "../sql-text/wrap-query.ts";
import type { QueryTab } from "../stores/query-store.ts";
import { useShownUs } from "../workbench/shown-instant.ts";
import { useRun, useWorkbench } from "../workbench/workbench.ts";
import { cancelQuery, ROWS_MOST, refreshTab, rerunTab } from "./run-query.ts";

/** Of what instant and versions a result is, how many rows it has, and what is not as the screen shows it. */
export function ResultStatus({ tab }: { readonly tab: QueryTab }): ReactNode {
  return (
    <div className="flex min-h-6 shrink-0 flex-wrap items-center gap-x-2 gap-y-0.5 border-b border-line px-2 py-0.5 text-meta text-t2">
      {tab.state.kind === "running" ? <Running startedAtMs={tab.state.startedAtMs} /> : <Facts tab={tab} />}
      <Filters tab={tab} />
      <OtherInstant tab={tab} />
    </div>
  );
}

function Facts({ tab }: { readonly tab: QueryTab }): ReactNode {
  const workbench = useWorkbench();
  const { rows, atUs, state, rowLimit } = tab;
  if (rows === undefined || state.kind !== "done") return <span>As of {formatClock(atUs)}</span>;
  const { rowCount } = rows.batch;
  const count = `${formatWhole(rowCount)} ${rowCount === 1 ? "row" : "rows"}`;
  const seen = rows.versions.map(([table, version]) => `${table} v${version}`);
  return (
    <>
      <span role="status">
        {rows.isCut ? `The first ${count}; there are more` : count} · {Math.max(1, Math.round(rows.elapsedMs))} ms
      </span>
      <span title={seen.join("\n")} className="min-w-0 max-w-full truncate">
        As of {formatClock(atUs)}
        {seen.length > 0 && `, ${seen.slice(0, 2).join(", ")}`}
        {seen.length > 2 && ` and ${seen.length - 2} more`}
      </span>
      {rows.isCut && rowLimit < ROWS_MOST && (
        <TextButton onClick={() => void rerunTab(workbench, tab, { rowLimit: ROWS_MOST })}>
          Fetch up to {formatWhole(ROWS_MOST)}
        </TextButton>
      )}
      {rows.isCut && rowLimit >= ROWS_MOST && <span>No more can be fetched: filter or group them.</span>}
    </>
  );
}

function Running({ startedAtMs }: { readonly startedAtMs: number }): ReactNode {
  const workbench = useWorkbench();
  const [nowMs, setNowMs] = useState(startedAtMs);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(performance.now()), 100);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <span>Running… {((nowMs - startedAtMs) / 1_000).toFixed(1)} s</span>
      <TextButton onClick={() => void cancelQuery(workbench)}>Cancel</TextButton>
    </>
  );
}

function Filters({ tab }: { readonly tab: QueryTab }): ReactNode {
  const workbench = useWorkbench();
  const { look, rows } = tab;
  return look.filters.map((filter) => {
    const words = filterWords(filter, rows?.batch.columns[filter.column]?.name ?? "");
    const key = `${filter.column} ${filter.test} ${filter.text}`;
    return (
      <span key={key} className="flex max-w-64 items-center rounded-control bg-hover pl-1.5 text-t1">
        <bdi className="truncate" title={words}>
          {words}
        </bdi>
        <button
          type="button"
          aria-label={`Take the filter away: ${words}`}
          className="grid size-6 shrink-0 place-items-center"
          onClick={() => {
            const filters = look.filters.filter((each) => each !== filter);
            void rerunTab(workbench, tab, { look: { ...look, filters } });
          }}
        >
          <X size={12} />
        </button>
      </span>
    );
  });
}

/** A result never changes by itself: when the screen shows another instant, or another run, the line says so and offers to ask again. */
function OtherInstant({ tab }: { readonly tab: QueryTab }): ReactNode {
  const workbench = useWorkbench();
  const shownUs = useShownUs();
  const runNumber = useRun((run) => run.current?.number);
  const isOtherRun = runNumber !== tab.runNumber;
  if (tab.state.kind === "running" || (!isOtherRun && shownUs === tab.atUs)) return null;
  const where = isOtherRun ? `These rows are of run ${tab.runNumber}.` : "The screen shows another instant.";
  return (
    <span className="flex items-center gap-1.5 text-warn-text">
      {where}
      <TextButton onClick={() => void refreshTab(workbench, tab)}>Run again at {formatClock(shownUs)}</TextButton>
    </span>
  );
}

function TextButton({ onClick, children }: { readonly onClick: () => void; readonly children: ReactNode }): ReactNode {
  return (
    <button
      type="button"
      className="min-h-6 rounded-control px-1 font-semibold text-accent hover:underline"
      onClick={onClick}
    >
      {children}
    </button>
  );
}
