import type { ProbeEvent } from "../../engine/base/probe.ts";

/** How many of the events, which are in the order of time, lie before an instant, or with `isIncluded` at it too. */
function countUpTo(events: readonly ProbeEvent[], atUs: number, isIncluded: boolean): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const eventUs = events[middle]?.atUs ?? Number.POSITIVE_INFINITY;
    if (eventUs < atUs || (isIncluded && eventUs === atUs)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The instant of the last event before `atUs`; undefined when there is none. */
export function previousEventUs(events: readonly ProbeEvent[], atUs: number): number | undefined {
  return events[countUpTo(events, atUs, false) - 1]?.atUs;
}

/** The instant of the first event after `atUs`; undefined when there is none. */
export function nextEventUs(events: readonly ProbeEvent[], atUs: number): number | undefined {
  return events[countUpTo(events, atUs, true)]?.atUs;
}

/** The instant of the first commit of a batch after `atUs`; undefined when there is none. */
export function nextCommitUs(events: readonly ProbeEvent[], atUs: number): number | undefined {
  const next = countUpTo(events, atUs, true);
  return events.find(({ kind }, index) => index >= next && kind === "batch-committed")?.atUs;
}
