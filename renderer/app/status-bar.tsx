import type { ReactNode } from "react";
import { useDocument, useRun, useView } from "../workbench/workbench.ts";

/** The bottom row: problems, seed, run, and what was last said. */
export function StatusBar(): ReactNode {
  const problems = useDocument((document) => document.problems.length);
  const number = useRun((run) => run.current?.number);
  const seed = useRun((run) => run.current?.seed);
  const announcement = useView((view) => view.announcement);
  return (
    <footer className="flex h-6 shrink-0 items-center gap-4 border-t border-line bg-panel px-3 text-meta text-t2">
      <span>
        {problems} {problems === 1 ? "problem" : "problems"}
      </span>
      {number !== undefined && (
        <span>
          run {number}, seed {seed}
        </span>
      )}
      <output className="ml-auto truncate">{announcement}</output>
    </footer>
  );
}
