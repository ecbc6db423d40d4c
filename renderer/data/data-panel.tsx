import type { ReactNode } from "react";
import { useRun } from "../workbench/workbench.ts";

/** The tables. */
export function DataPanel(): ReactNode {
  const text = useRun((run) => run.current?.name);
  return <div className="p-2 text-t2">{text}</div>;
}
