import type { ProbeEvent } from "../../engine/base/probe.ts";

const ROUTINE: ReadonlySet<string> = new Set(["batch-planned", "table-committed", "batch-committed"]);

/** Whether an event is what every batch repeats. */
export function isRoutine({ kind, severity }: Pick<ProbeEvent, "kind" | "severity">): boolean {
  return severity === "info" && ROUTINE.has(kind);
}
