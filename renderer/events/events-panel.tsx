import type { ReactNode } from "react";
import { useRun } from "../workbench/workbench.ts";

/** The events of the run. */
export function EventsPanel(): ReactNode {
  const text = useRun((run) => run.current?.events.length ?? 0);
  return <div className="p-2 text-t2">{text}</div>;
}
