import type { ProbeEvent } from "../../engine/base/probe.ts";

/** A fault as it struck in a run. Without an end it is still in force, or it has none: a poisoned record is an instant. */
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
    if (kind !== "fault-began" && kind !== "fault-ended") continue;
    const description = String(fields["description"] ?? message);
    if (kind === "fault-began") {
      spans.push({ description, fromUs: atUs, toUs: undefined, event: index });
      continue;
    }
    const open = spans.findIndex((span) => span.description === description && span.toUs === undefined);
    const span = spans[open];
    if (span !== undefined) spans[open] = { ...span, toUs: atUs };
  }
  return spans;
}
