import type { ProbeEvent } from "../../engine/base/probe.ts";

const FAULT_KINDS: ReadonlySet<string> = new Set(["fault-began", "fault-struck", "fault-ended"]);

/** A fault as it struck in a run. Without an end it is still in force; a poison record ends as it begins. */
export type ChaosSpan = {
  /** In the run's own words: "broker 2 down". */
  readonly description: string;
  readonly fromUs: number;
  readonly toUs: number | undefined;
  /** Position of its beginning in the run's events. */
  readonly event: number;
};

/** The faults of a run, in the order in which they began. Of several of the same words the one that began first ends first. */
export function chaosSpans(events: readonly ProbeEvent[]): readonly ChaosSpan[] {
  const spans: ChaosSpan[] = [];
  for (const [index, { kind, atUs, fields, message }] of events.entries()) {
    if (!FAULT_KINDS.has(kind)) continue;
    const description = String(fields["description"] ?? message);
    if (kind !== "fault-ended") {
      spans.push({ description, fromUs: atUs, toUs: kind === "fault-struck" ? atUs : undefined, event: index });
      continue;
    }
    const open = spans.findIndex((span) => span.description === description && span.toUs === undefined);
    const span = spans[open];
    if (span !== undefined) spans[open] = { ...span, toUs: atUs };
  }
  return spans;
}
