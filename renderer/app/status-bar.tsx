import { CircleCheck, CircleX } from "lucide-react";
import type { ReactNode } from "react";
import { TourInvitation } from "../learn/tour-invitation.tsx";
import { EntityName } from "../widgets/entity-name.tsx";
import { useDocument, useRun, useView } from "../workbench/workbench.ts";
import { SaveState } from "./save-state.tsx";
import { useLastSaid } from "./use-last-said.ts";

/** The bottom row: problems, seed, run, engine, what was last said, and whether the work is safe. */
export function StatusBar(): ReactNode {
  const problems = useDocument((document) => document.problems.length);
  const openTab = useView((view) => view.openTab);
  const number = useRun((run) => run.current?.number);
  const seed = useRun((run) => run.current?.seed);
  const baseline = useRun((run) => run.baseline?.number);
  const engine = useRun((run) => run.engine);
  return (
    <footer className="flex h-6 shrink-0 items-center gap-4 overflow-hidden border-t border-line bg-panel px-3 text-meta whitespace-nowrap text-t2">
      <button
        type="button"
        className="flex h-6 shrink-0 items-center gap-1 hover:text-t1"
        onClick={() => openTab({ bottom: "problems" })}
      >
        {problems === 0 ? (
          <CircleCheck size={12} className="text-ok-text" />
        ) : (
          <CircleX size={12} className="text-crit-text" />
        )}
        {problems === 0 ? "No problems" : `${problems} ${problems === 1 ? "problem" : "problems"}`}
      </button>
      {seed !== undefined && <span>seed {seed}</span>}
      {number !== undefined && (
        <span>
          run {number}
          {baseline !== undefined && ` vs run ${baseline}`}
        </span>
      )}
      <span className="max-[959px]:hidden">{ENGINE_WORDS[engine]}</span>
      <TourInvitation />
      <EntityName name={useLastSaid()} className="flex-1 text-right" />
      <SaveState />
    </footer>
  );
}

const ENGINE_WORDS = {
  off: "engine not started",
  starting: "DuckDB is starting",
  ready: "DuckDB ready",
  loaded: "DuckDB ready",
} as const;
