import { type BucketGrid, bucketAt } from "../charts/bucketed-series.ts";
import { firstAt, type LaneEvents } from "./lane-events.ts";

/** The events of a row that fall into one column of pixels: how many, the gravest, and the first of those that are as grave. */
export type RowMark = {
  readonly bucket: number;
  readonly count: number;
  /** 0 info, 1 warning, 2 error. */
  readonly rank: number;
  /** Position in the run's events. */
  readonly position: number;
};

/** The marks of a row that shows some lanes, by column; of events outside the grid nothing is read but where they end. */
export function rowMarks(lanes: readonly (LaneEvents | undefined)[], grid: BucketGrid): readonly RowMark[] {
  const counts = new Uint32Array(grid.count);
  const graves = new Uint8Array(grid.count);
  const first = new Uint32Array(grid.count);
  for (const lane of lanes) {
    if (lane === undefined) continue;
    const { timesUs, positions, ranks } = lane;
    const end = firstAt(timesUs, grid.toUs + 1);
    for (let index = firstAt(timesUs, grid.fromUs); index < end; index += 1) {
      const bucket = bucketAt(grid, timesUs[index] as number);
      const rank = ranks[index] as number;
      if (counts[bucket] === 0 || rank > (graves[bucket] as number)) {
        graves[bucket] = rank;
        first[bucket] = positions[index] as number;
      }
      counts[bucket] = (counts[bucket] as number) + 1;
    }
  }
  const marks: RowMark[] = [];
  for (let bucket = 0; bucket < grid.count; bucket += 1) {
    const count = counts[bucket] as number;
    if (count === 0) continue;
    marks.push({ bucket, count, rank: graves[bucket] as number, position: first[bucket] as number });
  }
  return marks;
}

/** The mark nearest to a column, at most `reach` columns away. */
export function nearestMark(marks: readonly RowMark[], bucket: number, reach: number): RowMark | undefined {
  let nearest: RowMark | undefined;
  for (const mark of marks) {
    const away = Math.abs(mark.bucket - bucket);
    if (away <= reach && (nearest === undefined || away < Math.abs(nearest.bucket - bucket))) nearest = mark;
  }
  return nearest;
}
