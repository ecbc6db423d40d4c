import type { HistorySeries } from "../../engine/base/history.ts";

/** What a chart reads of a variable's changes. */
export type ReadSeries = { readonly timesUs: ArrayLike<number>; readonly values: ArrayLike<number> };

/**
 * How far one variable is ahead of another, as changes of its own: the lag of a partition is its high watermark less the offset that
 * was committed. It grows with the two; what was read is not read again. Unknown until the first has a value; the second counts as 0
 * until it has one.
 */
export class DifferenceSeries implements ReadSeries {
  readonly timesUs: number[] = [];
  readonly values: number[] = [];
  #aheadRead = 0;
  #behindRead = 0;
  #ahead: number | undefined;
  #behind = 0;

  /** Takes in what both have before `edgeUs`, which never goes back. */
  extend(ahead: HistorySeries, behind: HistorySeries, edgeUs: number): void {
    for (;;) {
      const aheadUs = ahead.timesUs[this.#aheadRead] ?? Number.POSITIVE_INFINITY;
      const behindUs = behind.timesUs[this.#behindRead] ?? Number.POSITIVE_INFINITY;
      const atUs = Math.min(aheadUs, behindUs);
      if (atUs >= edgeUs) return;
      if (aheadUs === atUs) {
        this.#ahead = ahead.values[this.#aheadRead];
        this.#aheadRead += 1;
      }
      if (behindUs === atUs) {
        this.#behind = behind.values[this.#behindRead] as number;
        this.#behindRead += 1;
      }
      if (this.#ahead === undefined) continue;
      this.timesUs.push(atUs);
      this.values.push(this.#ahead - this.#behind);
    }
  }
}
