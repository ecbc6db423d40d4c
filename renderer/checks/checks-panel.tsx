import type { ReactNode } from "react";
import { useRun } from "../workbench/workbench.ts";

/** The checks. */
export function ChecksPanel(): ReactNode {
  const text = useRun((run) =>
    run.current?.report?.checks.map((check) => `${check.check} ${check.verdict}`).join(", "),
  );
  return <div className="p-2 text-t2">{text}</div>;
}
