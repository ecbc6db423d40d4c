import { Histogram } from "../base/histogram.ts";
import type { TimeUs } from "../base/time.ts";

/**
 * How old a table's newest record is, in microseconds of virtual time: it grows until the next commit and falls then, so
 * the peaks just before each commit are what is kept.
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

  /**
   * The largest age seen by a reader, and the age that 95 of 100 peaks and troughs stay under; 0 before the first commit. While
   * records wait that the table has not, its age at `waitingAt` is a peak too: nobody knows when it will end.
   */
  ages(waitingAt?: TimeUs): { readonly p95Us: number; readonly maxUs: number } {
    const peaks = new Histogram();
    peaks.merge(this.#peaks);
    if (waitingAt !== undefined && this.#newestCreateUs !== undefined) {
      peaks.record(Math.max(0, waitingAt - this.#newestCreateUs));
    }
    return { p95Us: peaks.quantile(0.95), maxUs: peaks.max };
  }
}
