import type { History } from "../../engine/base/history.ts";
import { timeUs } from "../../engine/base/time.ts";
import type { BucketGrid } from "./bucketed-series.ts";

/** A stretch in which a variable kept a value; in parts of the grid, 0 to 1. */
export type ValueRun = { readonly from: number; readonly to: number; readonly value: number };

/**
 * The values of a variable over a stretch of time, one after the other, up to `edgeUs`. Runs shorter than a third of a bucket are passed
 * over, but not those of values that `isKept`.
 */
export function valueRuns(
  history: History,
  name: string,
  { fromUs, toUs, count }: BucketGrid,
  { edgeUs, isKept = () => false }: { readonly edgeUs: number; readonly isKept?: (value: number) => boolean },
): readonly ValueRun[] {
  if (edgeUs <= fromUs) return [];
  const endUs = Math.min(edgeUs, toUs);
  const { timesUs, values } = history.seriesBetween(name, timeUs(Math.floor(fromUs)), timeUs(Math.ceil(endUs)));
  const part = (atUs: number): number => Math.min(1, Math.max(0, (atUs - fromUs) / (toUs - fromUs)));
  const least = 1 / (3 * count);
  const runs: ValueRun[] = [];
  for (const [index, value] of values.entries()) {
    const from = part(timesUs[index] as number);
    const to = part(timesUs[index + 1] ?? endUs);
    const last = runs.at(-1);
    if (to - from < least && !isKept(value)) continue;
    if (last !== undefined && last.value === value) runs[runs.length - 1] = { ...last, to };
    else runs.push({ from, to: Math.max(to, from + least), value });
  }
  return runs;
}
