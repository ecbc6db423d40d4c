import type { History } from "../../engine/base/history.ts";
import { timeUs } from "../../engine/base/time.ts";
import { type BucketGrid, LevelBuckets } from "../charts/bucketed-series.ts";
import { DifferenceSeries } from "../charts/difference-series.ts";
import { valueRuns } from "../charts/value-runs.ts";
import type { Reader, ReaderPartition } from "./readers.ts";

/** A stretch of a row in which one member read the partition, or nobody did (0); in parts of the row, 0 to 1. */
export type OwnerRun = { readonly from: number; readonly to: number; readonly owner: number };

/** What is drawn of a partition: the greatest lag in each cell, NaN where nothing is known; and who read it. */
export type LagRow = {
  readonly partition: ReaderPartition;
  readonly greatest: Float64Array;
  readonly owners: readonly OwnerRun[];
};

/**
 * The rows of a lag heat map over a stretch of time. A row is worked out when it is asked for, and then only what is new of it, so a
 * thousand partitions cost what is seen of them.
 */
export class LagRows {
  readonly #reader: Reader;
  readonly #grid: BucketGrid;
  readonly #rows = new Map<number, FollowedRow>();
  readonly #all: LevelBuckets;
  #greatest = 0;

  constructor(reader: Reader, grid: BucketGrid) {
    this.#reader = reader;
    this.#grid = grid;
    this.#all = new LevelBuckets(grid);
  }

  /** The rows from number `first` on, as the run has them up to and with `nowUs`. */
  rows(history: History, nowUs: number, { first, count }: { first: number; count: number }): readonly LagRow[] {
    const edgeUs = timeUs(nowUs + 1);
    const { partitions, greatest } = this.#reader;
    if (greatest !== undefined) {
      this.#all.extend(history.seriesOf(greatest), edgeUs);
      this.#raise(this.#all.greatest);
    }
    return partitions.slice(first, first + count).map((partition, index) => {
      const row = this.#rowOf(first + index);
      row.extend(history, partition, edgeUs);
      this.#raise(row.buckets.greatest);
      const owners = ownerRuns(history, partition, this.#grid, edgeUs);
      return { partition, greatest: row.buckets.greatest, owners };
    });
  }

  /** The most that any partition has had in this stretch, as far as that is known. */
  get greatest(): number {
    return this.#greatest;
  }

  #rowOf(index: number): FollowedRow {
    const known = this.#rows.get(index);
    if (known !== undefined) return known;
    const row = new FollowedRow(this.#grid);
    this.#rows.set(index, row);
    return row;
  }

  #raise(values: Float64Array): void {
    for (const value of values) if (value > this.#greatest) this.#greatest = value;
  }
}

class FollowedRow {
  readonly buckets: LevelBuckets;
  readonly #difference = new DifferenceSeries();

  constructor(grid: BucketGrid) {
    this.buckets = new LevelBuckets(grid);
  }

  extend(history: History, { lag, minus }: ReaderPartition, edgeUs: number): void {
    const series = history.seriesOf(lag);
    if (minus === undefined) {
      this.buckets.extend(series, edgeUs);
      return;
    }
    this.#difference.extend(series, history.seriesOf(minus), edgeUs);
    this.buckets.extend(this.#difference, edgeUs);
  }
}

/** Who read a partition in a stretch of time, one after the other, and every gap however short: a gap is what is looked for. */
export function ownerRuns(
  history: History,
  { owner }: ReaderPartition,
  grid: BucketGrid,
  edgeUs: number,
): readonly OwnerRun[] {
  if (owner === undefined) return [];
  const runs = valueRuns(history, owner, grid, { edgeUs, isKept: (value) => value === 0 });
  return runs.map(({ from, to, value }) => ({ from, to, owner: value }));
}
