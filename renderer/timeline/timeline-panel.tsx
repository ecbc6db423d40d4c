import type { ReactNode } from "react";
import { useRun } from "../workbench/workbench.ts";

/** The run in time. */
export function TimelinePanel(): ReactNode {
  const text = useRun((run) => run.current?.history.changeCount ?? 0);
  return <div className="p-2 text-t2">{text}</div>;
}
