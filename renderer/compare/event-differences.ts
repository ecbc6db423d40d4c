import type { ProbeEvent, Severity } from "../../engine/base/probe.ts";

/** A kind of event that happened to somebody more often in one run than in the other. */
export type EventDifference = {
  readonly kind: string;
  readonly subject: string;
  readonly severity: Severity;
  readonly count: number;
  readonly baselineCount: number;
  /** The first of them in the run that has more. */
  readonly firstUs: number;
};

type Tally = { readonly first: ProbeEvent; count: number };

const LOUDNESS: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Where the events of two runs differ up to an instant: the loudest first, then in the order of time. */
export function eventDifferences(
  events: readonly ProbeEvent[],
  baseline: readonly ProbeEvent[],
  untilUs: number,
): readonly EventDifference[] {
  const now = tally(events, untilUs);
  const before = tally(baseline, untilUs);
  const differences: EventDifference[] = [];
  for (const key of new Set([...now.keys(), ...before.keys()])) {
    const [mine, theirs] = [now.get(key), before.get(key)];
    const [count, baselineCount] = [mine?.count ?? 0, theirs?.count ?? 0];
    const first = (count > baselineCount ? mine : theirs)?.first;
    if (count === baselineCount || first === undefined) continue;
    const { kind, subject, severity, atUs } = first;
    differences.push({ kind, subject, severity, count, baselineCount, firstUs: atUs });
  }
  return differences.sort(
    (left, right) => LOUDNESS[left.severity] - LOUDNESS[right.severity] || left.firstUs - right.firstUs,
  );
}

function tally(events: readonly ProbeEvent[], untilUs: number): ReadonlyMap<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const event of events) {
    if (event.atUs > untilUs) break;
    const key = JSON.stringify([event.kind, event.subject]);
    const known = tallies.get(key);
    if (known === undefined) tallies.set(key, { first: event, count: 1 });
    else known.count += 1;
  }
  return tallies;
}
