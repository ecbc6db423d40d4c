import type { HistorySeries } from "../../engine/base/history.ts";
import type { ReadSeries } from "./difference-series.ts";

/** Equal parts of a stretch of time, one or more pixels each: bucket i begins at `fromUs + i * (toUs - fromUs) / count`. */
export type BucketGrid = { readonly fromUs: number; readonly toUs: number; readonly count: number };

/**
 * What a chart draws of one variable: for each bucket the least, the greatest and the last value. NaN where the variable has no value,
 * or not yet.
 */
export type Buckets = {
  readonly least: Float64Array;
  readonly greatest: Float64Array;
  readonly last: Float64Array;
};

/** Buckets that follow a series while it grows: asking again reads only what is new. */
export interface GrowingBuckets extends Buckets {
  /** Takes in what the series has before `edgeUs`, which never goes back. */
  extend(series: HistorySeries, edgeUs: number): void;
}

function unknownValues(count: number): Float64Array {
  return new Float64Array(count).fill(Number.NaN);
}

/** The bucket that an instant of the grid lies in. */
export function bucketAt({ fromUs, toUs, count }: BucketGrid, atUs: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(((atUs - fromUs) * count) / (toUs - fromUs))));
}

/**
 * A value that holds until its next change, in buckets: each has the value that it is entered with and those that are taken in it, of
 * several at one instant the last. So a peak of a microsecond is still a line of its height.
 */
export class LevelBuckets implements GrowingBuckets {
  readonly least: Float64Array;
  readonly greatest: Float64Array;
  readonly last: Float64Array;
  readonly #grid: BucketGrid;
  #read = 0;
  #held = Number.NaN;
  /** The last bucket that has its values. */
  #filled = -1;

  constructor(grid: BucketGrid) {
    this.#grid = grid;
    this.least = unknownValues(grid.count);
    this.greatest = unknownValues(grid.count);
    this.last = unknownValues(grid.count);
  }

  extend({ timesUs, values }: ReadSeries, edgeUs: number): void {
    const { fromUs, toUs } = this.#grid;
    const endUs = Math.min(edgeUs, toUs);
    if (this.#read === 0) this.#skipTo(timesUs, values);
    for (; this.#read < timesUs.length; this.#read += 1) {
      const atUs = timesUs[this.#read] as number;
      if (atUs >= endUs) break;
      if (timesUs[this.#read + 1] === atUs) continue;
      const value = values[this.#read] as number;
      if (atUs < fromUs) {
        this.#held = value;
        continue;
      }
      const bucket = bucketAt(this.#grid, atUs);
      this.#holdUpTo(bucket);
      this.#take(bucket, value);
    }
    if (endUs > fromUs) this.#holdUpTo(bucketAt(this.#grid, endUs));
  }

  /** Leaves out what was over before the grid begins. */
  #skipTo(timesUs: ArrayLike<number>, values: ArrayLike<number>): void {
    let low = 0;
    let high = timesUs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((timesUs[middle] as number) < this.#grid.fromUs) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return;
    this.#held = values[low - 1] as number;
    this.#read = low;
  }

  #holdUpTo(bucket: number): void {
    for (let index = this.#filled + 1; index <= bucket; index += 1) {
      this.least[index] = this.#held;
      this.greatest[index] = this.#held;
      this.last[index] = this.#held;
    }
    this.#filled = Math.max(this.#filled, bucket);
  }

  #take(bucket: number, value: number): void {
    const isFirst = Number.isNaN(this.#held);
    this.#held = value;
    this.last[bucket] = value;
    this.least[bucket] = isFirst ? value : Math.min(this.least[bucket] as number, value);
    this.greatest[bucket] = isFirst ? value : Math.max(this.greatest[bucket] as number, value);
  }
}

/** How fast a counter grew up to the end of each bucket, a second, over a window before it. */
export class RateBuckets implements GrowingBuckets {
  readonly least: Float64Array;
  readonly greatest: Float64Array;
  readonly last: Float64Array;
  readonly #grid: BucketGrid;
  readonly #windowUs: number;
  #filled = -1;

  constructor(grid: BucketGrid, windowUs: number) {
    this.#grid = grid;
    this.#windowUs = Math.max(windowUs, (grid.toUs - grid.fromUs) / grid.count);
    this.last = unknownValues(grid.count);
    this.least = this.last;
    this.greatest = this.last;
  }

  extend(series: HistorySeries, edgeUs: number): void {
    const { fromUs, toUs, count } = this.#grid;
    if (edgeUs <= fromUs) return;
    const end = bucketAt(this.#grid, Math.min(edgeUs, toUs));
    for (let index = Math.max(0, this.#filled); index <= end; index += 1) {
      const bucketEndUs = fromUs + ((index + 1) * (toUs - fromUs)) / count;
      this.last[index] = rateAt(series, Math.min(bucketEndUs, edgeUs), this.#windowUs) ?? Number.NaN;
    }
    this.#filled = end;
  }
}

/** How fast a counter grew in the window before `atUs`, a second; undefined before its first value. */
export function rateAt(series: HistorySeries, atUs: number, windowUs: number): number | undefined {
  const now = valueInForce(series, atUs);
  if (now === undefined) return undefined;
  const fromUs = Math.max(0, atUs - windowUs);
  const spanUs = atUs - fromUs;
  return spanUs <= 0 ? 0 : ((now - (valueInForce(series, fromUs) ?? 0)) * 1_000_000) / spanUs;
}

/** The value of a series that holds at an instant, changes of that instant included. */
export function valueInForce({ timesUs, values }: HistorySeries, atUs: number): number | undefined {
  let low = 0;
  let high = timesUs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesUs[middle] as number) <= atUs) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : values[low - 1];
}
