import { ListChecks } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import type { RunPhase } from "../stores/run-store.ts";
import { CommandAction } from "../widgets/command-action.tsx";
import { EmptyState } from "../widgets/empty-state.tsx";
import { useRun } from "../workbench/workbench.ts";
import { CheckDetail } from "./check-detail.tsx";
import { checkSections } from "./check-items.ts";
import { CheckList } from "./check-list.tsx";
import { VerdictHeader } from "./verdict-header.tsx";

/** The verdict on the run: what held, what was violated, the rows that prove it, the answers beside the oracle's. */
export function ChecksPanel(): ReactNode {
  const report = useRun((run) => run.current?.report);
  const phase = useRun((run) => run.phase.kind);
  const sections = useMemo(() => (report === undefined ? [] : checkSections(report)), [report]);
  const [chosen, setChosen] = useState<string>();
  if (report === undefined) return <NoVerdict phase={phase} />;
  const items = sections.flatMap((section) => section.items);
  const item = items.find(({ id }) => id === chosen) ?? items[0];
  return (
    <div className="flex h-full min-h-0 flex-col">
      <VerdictHeader report={report} />
      <div className="flex min-h-0 flex-1">
        <div className="w-[360px] max-w-[45%] shrink-0 border-r border-line">
          <CheckList sections={sections} chosenId={item?.id} onChoose={setChosen} />
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <section aria-label="Evidence" className="min-w-0 flex-1 overflow-auto -outline-offset-2" tabIndex={0}>
          {item !== undefined && <CheckDetail key={item.id} item={item} />}
        </section>
      </div>
    </div>
  );
}

function NoVerdict({ phase }: { readonly phase: RunPhase["kind"] }): ReactNode {
  const isChecking = phase === "checking";
  const isUnderWay = phase === "running" || phase === "paused";
  return (
    <EmptyState
      icon={<ListChecks />}
      title={isChecking ? "The checks are running" : "No verdict yet"}
      text={
        isChecking
          ? "Every table is compared with the log and with an oracle that lost nothing. This takes some seconds."
          : "When a run ends, its tables are compared with what was produced: what is lost, doubled, late or wrong is shown with the rows that prove it."
      }
    >
      {!isChecking &&
        (isUnderWay ? (
          <CommandAction command="checks.run-now" tone="primary" />
        ) : (
          <CommandAction command="run.play-pause" label="Play" tone="primary" />
        ))}
    </EmptyState>
  );
}
