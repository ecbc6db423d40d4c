import { CircleCheck, CircleX, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { TourInvitation } from "../learn/tour-invitation.tsx";
import { useProblems } from "../problems/use-problems.ts";
import { EntityName } from "../widgets/entity-name.tsx";
import { useRun, useView } from "../workbench/workbench.ts";
import { SaveState } from "./save-state.tsx";
import { useLastSaid } from "./use-last-said.ts";

/** The bottom row: problems, seed, run, engine, what was last said, and whether the work is safe. */
export function StatusBar(): ReactNode {
  const problems = useProblems();
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const openTab = useView((view) => view.openTab);
  const number = useRun((run) => run.current?.number);
  const seed = useRun((run) => run.current?.seed);
  const baseline = useRun((run) => run.baseline?.number);
  const engine = useRun((run) => run.engine);
  return (
    <footer className="flex h-[25px] shrink-0 items-center gap-4 overflow-hidden border-t border-line bg-panel px-3 text-meta whitespace-nowrap text-t2">
      <button
        type="button"
        className="flex h-6 shrink-0 items-center gap-1 hover:text-t1"
        onClick={() => openTab({ bottom: "problems" })}
      >
        {problems.length === 0 && (
          <>
            <CircleCheck size={12} className="text-ok-text" />
            No problems
          </>
        )}
        {errors > 0 && (
          <>
            <CircleX size={12} className="text-crit-text" />
            {counted(errors, "problem")}
          </>
        )}
        {problems.length > errors && (
          <>
            <TriangleAlert size={12} className="text-warn-text not-first:ml-1" />
            {counted(problems.length - errors, "warning")}
          </>
        )}
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
  off: "DuckDB not started",
  starting: "DuckDB is starting",
  reading: "DuckDB reads the data",
  ready: "DuckDB ready",
  loaded: "DuckDB ready",
} as const;

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
