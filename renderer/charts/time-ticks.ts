import { formatClock, formatClockMs } from "../format/format-time.ts";
import type { TimeWindow } from "../stores/view-store.ts";

/** Steps that people count time in, in microseconds, ascending. */
const STEPS_US: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((milliseconds) => milliseconds * 1_000),
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1_000_000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60_000_000),
  ...[1, 2, 6, 12, 24, 48, 168].map((hours) => hours * 3_600_000_000),
];

/** A place on the axis of time and what stands there. */
export type TimeTick = { readonly atUs: number; readonly label: string };

/** Round instants of a window, so many at most. */
export function timeTicks({ fromUs, toUs }: TimeWindow, countMax: number): readonly TimeTick[] {
  const leastUs = (toUs - fromUs) / Math.max(1, countMax);
  const stepUs = STEPS_US.find((step) => step >= leastUs) ?? Math.ceil(leastUs / 3_600_000_000) * 3_600_000_000;
  const format = stepUs < 1_000_000 ? formatClockMs : formatClock;
  const first = Math.ceil(fromUs / stepUs);
  const count = Math.max(0, Math.floor(toUs / stepUs) - first + 1);
  return Array.from({ length: count }, (_, index) => {
    const atUs = (first + index) * stepUs;
    return { atUs, label: format(atUs) };
  });
}
