import { ArrowDown, ArrowUp, Equal } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { formatClock } from "../format/format-time.ts";
import { formatDollars, formatVariable, formatWhole } from "../format/format-value.ts";
import type { RunRecord } from "../stores/run-store.ts";
import { EntityName } from "../widgets/entity-name.tsx";
import { useWorkbench } from "../workbench/workbench.ts";
import { type EventDifference, eventDifferences } from "./event-differences.ts";
import { type KpiChange, kpiChange } from "./kpi-change.ts";
import { type Kpi, kpisOf } from "./run-kpis.ts";

const DIFFERENCES_SHOWN = 40;

/** Two runs side by side: their figures with what became better or worse, and the events that only one of them had. */
export function CompareView({ run, baseline }: { readonly run: RunRecord; readonly baseline: RunRecord }): ReactNode {
  const untilUs = Math.min(run.nowUs, baseline.nowUs);
  // In steps of ten seconds of the run: it goes on while somebody reads.
  const shownUs = run.report === undefined ? Math.floor(untilUs / 10_000_000) * 10_000_000 : untilUs;
  // biome-ignore lint/correctness/useExhaustiveDependencies: history and events grow in place; the instant tells when
  const figures = useMemo(() => kpisOf(run, shownUs), [run.number, run.text, run.report, shownUs]);
  const before = useMemo(() => kpisOf(baseline, shownUs), [baseline, shownUs]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const differences = useMemo(
    () => eventDifferences(run.events, baseline.events, shownUs),
    [run.number, baseline, shownUs],
  );
  return (
    <div className="flex min-w-0 flex-col gap-4 p-3">
      <table className="w-full border-collapse text-table">
        <caption className="pb-2 text-left text-t2">
          Run {run.number} against run {baseline.number}, up to {formatClock(shownUs)}. Less is better in every line.
        </caption>
        <thead className="text-left text-t2">
          <tr>
            <th className="py-1 pr-3 font-semibold">Figure</th>
            <th className="py-1 pr-3 text-right font-semibold">Run {baseline.number}, baseline</th>
            <th className="py-1 pr-3 text-right font-semibold">Run {run.number}</th>
            <th className="py-1 font-semibold">Change</th>
          </tr>
        </thead>
        <tbody>
          {figures.map((kpi, index) => (
            <KpiRow key={kpi.id} kpi={kpi} before={before[index]?.value} />
          ))}
        </tbody>
      </table>
      <Differences differences={differences} run={run} baseline={baseline} />
    </div>
  );
}

function KpiRow({ kpi, before }: { readonly kpi: Kpi; readonly before: number | undefined }): ReactNode {
  return (
    <tr className="border-t border-line">
      <th scope="row" className="py-1 pr-3 text-left font-normal" title={kpi.definition}>
        {kpi.title}
      </th>
      <td className="py-1 pr-3 text-right font-mono text-t2">{figure(kpi, before)}</td>
      <td className="py-1 pr-3 text-right font-mono">{figure(kpi, kpi.value)}</td>
      <td className="py-1">
        <Change change={kpiChange(kpi.value, before)} />
      </td>
    </tr>
  );
}

function figure({ unit }: Kpi, value: number | undefined): string {
  if (value === undefined) return "–";
  if (unit === "dollars") return formatDollars(value);
  return unit === "us" ? formatVariable(value, unit) : formatWhole(value);
}

function Change({ change: { text, verdict } }: { readonly change: KpiChange }): ReactNode {
  switch (verdict) {
    case "unknown":
      return <span className="text-t3">not known</span>;
    case "same":
      return (
        <span className="inline-flex items-center gap-1 text-t2">
          <Equal size={12} aria-hidden /> {text}
        </span>
      );
    default: {
      const isBetter = verdict === "better";
      const Arrow = isBetter ? ArrowDown : ArrowUp;
      return (
        <span
          className={`inline-flex items-center gap-1 font-semibold ${isBetter ? "text-ok-text" : "text-crit-text"}`}
        >
          <Arrow size={12} aria-hidden /> {text}, {verdict}
        </span>
      );
    }
  }
}

function Differences({
  differences,
  run,
  baseline,
}: {
  readonly differences: readonly EventDifference[];
  readonly run: RunRecord;
  readonly baseline: RunRecord;
}): ReactNode {
  const { view } = useWorkbench();
  if (differences.length === 0) return <p className="text-t2">Both runs had the same kinds of events so far.</p>;
  const left = differences.length - DIFFERENCES_SHOWN;
  return (
    <table className="w-full table-fixed border-collapse text-table">
      <caption className="pb-2 text-left text-t2">Events that one run had more often, the loudest first.</caption>
      <thead className="text-left text-t2">
        <tr>
          <th className="w-40 py-1 pr-3 font-semibold">Event</th>
          <th className="py-1 pr-3 font-semibold">To whom</th>
          <th className="w-16 py-1 pr-3 text-right font-semibold">Run {baseline.number}</th>
          <th className="w-16 py-1 pr-3 text-right font-semibold">Run {run.number}</th>
          <th className="w-24 py-1 font-semibold">First at</th>
        </tr>
      </thead>
      <tbody>
        {differences.slice(0, DIFFERENCES_SHOWN).map(({ kind, subject, count, baselineCount, firstUs, severity }) => (
          <tr key={`${kind} ${subject}`} className="border-t border-line">
            <td className="truncate py-1 pr-3">
              {kind}
              <span className="sr-only">, {severity}</span>
            </td>
            <td className="truncate py-1 pr-3 text-t2">
              <EntityName name={subject} />
            </td>
            <td className="py-1 pr-3 text-right font-mono">{formatWhole(baselineCount)}</td>
            <td className="py-1 pr-3 text-right font-mono">{formatWhole(count)}</td>
            <td className="py-1">
              <button
                type="button"
                className="min-h-6 rounded-control px-1 font-mono text-accent hover:bg-hover"
                onClick={() => view.getState().showInstant(firstUs)}
              >
                {formatClock(firstUs)}
              </button>
            </td>
          </tr>
        ))}
      </tbody>
      {left > 0 && (
        <tfoot>
          <tr>
            <td colSpan={5} className="py-1 text-t3">
              and {formatWhole(left)} more
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}
