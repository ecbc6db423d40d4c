import type { ProbeEvent, Severity } from "../../engine/base/probe.ts";

/** What happened, ready for a line: one event, or several of one kind within a second. */
export type TimelineGroup = {
  readonly atUs: number;
  readonly kind: string;
  readonly severity: Severity;
  readonly events: readonly ProbeEvent[];
};

/** Facts that every batch repeats, counted instead of listed. */
export type RoutineSummary = {
  readonly kind: string;
  /** The table or the job. */
  readonly subject: string;
  readonly count: number;
  readonly firstUs: number;
  readonly lastUs: number;
};

const ROUTINE = new Set(["batch-planned", "table-committed", "batch-committed"]);
const GROUP_SPAN_US = 1_000_000;

/** The events that tell a story: what is routine is left out, and events of one kind within a second stand together. */
export function groupTimeline(timeline: readonly ProbeEvent[]): readonly TimelineGroup[] {
  const groups: { atUs: number; kind: string; severity: Severity; events: ProbeEvent[] }[] = [];
  const open = new Map<string, (typeof groups)[number]>();
  for (const event of timeline) {
    if (isRoutine(event)) continue;
    const last = open.get(event.kind);
    if (last !== undefined && last.severity === event.severity && event.atUs - last.atUs < GROUP_SPAN_US) {
      last.events.push(event);
      continue;
    }
    const group = { atUs: event.atUs, kind: event.kind, severity: event.severity, events: [event] };
    open.set(event.kind, group);
    groups.push(group);
  }
  return groups;
}

/** The routine of every batch, one entry a kind and table, in the order of the first. */
export function summariseRoutine(timeline: readonly ProbeEvent[]): readonly RoutineSummary[] {
  const summaries = new Map<string, RoutineSummary>();
  for (const event of timeline) {
    if (!isRoutine(event)) continue;
    const subject = String(event.fields["tableId"] ?? event.subject);
    const key = `${event.kind} ${subject}`;
    const before = summaries.get(key);
    summaries.set(key, {
      kind: event.kind,
      subject,
      count: (before?.count ?? 0) + 1,
      firstUs: before?.firstUs ?? event.atUs,
      lastUs: event.atUs,
    });
  }
  return [...summaries.values()];
}

function isRoutine({ kind, severity }: ProbeEvent): boolean {
  return severity === "info" && ROUTINE.has(kind);
}
