import type { ReactNode } from "react";
import { useRun } from "../workbench/workbench.ts";

/** Earlier runs. */
export function RunsPanel(): ReactNode {
  const text = useRun((run) => run.past.length);
  return <div className="p-2 text-t2">{text}</div>;
}
