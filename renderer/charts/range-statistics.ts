import type { HistorySeries } from "../../engine/base/history.ts";
import { rateAt } from "./bucketed-series.ts";
import type { ReadSeries } from "./difference-series.ts";

/** What a variable was over a stretch of time, every value weighing as much as the time it held. */
export type RangeStatistics = {
  readonly least: number;
  readonly mean: number;
  readonly greatest: number;
  /** It was at most this for 95 of 100 parts of the time. */
  readonly p95: number;
};

type Held = { readonly value: number; readonly lastsUs: number };

/** Statistics of a value that holds until its next change; undefined when it has none in the stretch. */
export function levelStatistics(series: ReadSeries, fromUs: number, toUs: number): RangeStatistics | undefined {
  const held: Held[] = [];
  const { timesUs, values } = series;
  for (let index = firstHolding(timesUs, fromUs); index < timesUs.length; index += 1) {
    const beginUs = Math.max(fromUs, timesUs[index] as number);
    if (beginUs >= toUs) break;
    const endUs = Math.min(toUs, timesUs[index + 1] ?? toUs);
    if (endUs > beginUs) held.push({ value: values[index] as number, lastsUs: endUs - beginUs });
  }
  return statisticsOf(held);
}

/** How many points of a counter's growth are looked at. */
const RATE_POINTS = 240;

/** Statistics of how fast a counter grows, a second; the mean is its whole growth over the stretch. */
export function rateStatistics(
  series: HistorySeries,
  range: { readonly fromUs: number; readonly toUs: number },
  windowUs: number,
): RangeStatistics | undefined {
  const { fromUs, toUs } = range;
  const stepUs = (toUs - fromUs) / RATE_POINTS;
  const held = Array.from({ length: RATE_POINTS }, (_, index): Held[] => {
    const value = rateAt(series, fromUs + (index + 1) * stepUs, windowUs);
    return value === undefined ? [] : [{ value, lastsUs: stepUs }];
  }).flat();
  const statistics = statisticsOf(held);
  const mean = rateAt(series, toUs, toUs - fromUs);
  return statistics === undefined || mean === undefined ? undefined : { ...statistics, mean };
}

/** The last change at or before an instant, or the first after it. */
function firstHolding(timesUs: ArrayLike<number>, atUs: number): number {
  let low = 0;
  let high = timesUs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesUs[middle] as number) <= atUs) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function statisticsOf(held: readonly Held[]): RangeStatistics | undefined {
  const byValue = [...held].sort((a, b) => a.value - b.value);
  const least = byValue[0];
  const greatest = byValue.at(-1);
  if (least === undefined || greatest === undefined) return undefined;
  const wholeUs = byValue.reduce((sum, { lastsUs }) => sum + lastsUs, 0);
  const mean = byValue.reduce((sum, { value, lastsUs }) => sum + value * lastsUs, 0) / wholeUs;
  let passedUs = 0;
  const p95 = byValue.find(({ lastsUs }) => {
    passedUs += lastsUs;
    return passedUs >= wholeUs * 0.95;
  });
  return { least: least.value, mean, greatest: greatest.value, p95: (p95 ?? greatest).value };
}
