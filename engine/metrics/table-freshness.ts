import { Histogram } from "../base/histogram.ts";
import type { TimeUs } from "../base/time.ts";

/**
 * How old a table's newest record is, in microseconds of virtual time: it grows until the next commit and falls then, so
 * the peaks just before each commit are what is kept. After the last record only commits end a peak.
 */
export class TableFreshness {
  readonly #peaks = new Histogram();
  #newestCreateUs: number | undefined;

  /** The table committed; its newest record was sent at `newestCreateUs`. */
  commit(at: TimeUs, newestCreateUs: number): void {
    if (this.#newestCreateUs !== undefined) this.#peaks.record(Math.max(0, at - this.#newestCreateUs));
    this.#newestCreateUs = Math.max(this.#newestCreateUs ?? 0, newestCreateUs);
    this.#peaks.record(Math.max(0, at - this.#newestCreateUs));
  }

  /** The largest age seen by a reader, 0 before the first commit. */
  get maxUs(): number {
    return this.#peaks.max;
  }

  /** The age that 95 of 100 peaks and troughs stay under. */
  get p95Us(): number {
    return this.#peaks.quantile(0.95);
  }
}
