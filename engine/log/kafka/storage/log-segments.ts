import { assert, assertDefined } from "../../../base/assert.ts";
import type { RecordBatch } from "../record-batch.ts";
import type { LogSegment } from "./log-segment.ts";
import type { LogSettings } from "./log-settings.ts";

/** Looks at a batch; false ends the visit. */
export type BatchSight = (batch: RecordBatch) => boolean;

/**
 * The segments of one log, oldest first; the last one is active: only it is written to. As Kafka's LogSegments and LocalLog.
 *
 * Invariants: (1) there is always an active segment; (2) base offsets ascend, and no batch of a segment reaches the base offset
 * of the next one.
 */
export class LogSegments {
  #segments: LogSegment[];
  #active: LogSegment;
  #inactiveBytes = 0;
  /** All batches of several segments in one array, until something is written. */
  #joined: readonly RecordBatch[] | undefined;

  constructor(first: LogSegment) {
    this.#segments = [first];
    this.#active = first;
  }

  get list(): readonly LogSegment[] {
    return this.#segments;
  }

  get active(): LogSegment {
    return this.#active;
  }

  get sizeBytes(): number {
    return this.#inactiveBytes + this.#active.sizeBytes;
  }

  /** All batches, oldest first. Of one segment it is the segment's own list, of several a copy: those who read use `visitFrom`. */
  get batches(): readonly RecordBatch[] {
    if (this.#segments.length === 1) return this.#active.batches;
    this.#joined ??= this.#segments.flatMap(({ batches }) => batches);
    return this.#joined;
  }

  /** Adds a batch to the active segment. */
  append(batch: RecordBatch, nowUs: number, settings: LogSettings): void {
    this.#active.append(batch, nowUs, settings.indexIntervalBytes);
    this.#joined = undefined;
  }

  /** Makes a new active segment; an empty active one that starts there already is left as it is. As LocalLog.roll. */
  roll(next: LogSegment): boolean {
    if (this.#active.sizeBytes === 0 && this.#active.baseOffset === next.baseOffset) return false;
    assert(
      next.baseOffset >= this.#active.nextOffset,
      `a segment at ${next.baseOffset} cannot follow one that ends at ${this.#active.nextOffset}`,
    );
    this.#segments.push(next);
    this.#inactiveBytes += this.#active.sizeBytes;
    this.#active = next;
    return true;
  }

  /** The index of the segment that holds `offset`, or would: the last one that starts at or below it, at least the first. */
  indexAt(offset: number): number {
    let low = 0;
    let high = this.#segments.length - 1;
    if (this.#active.baseOffset <= offset) return high;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#segments[middle] as LogSegment).baseOffset <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The segments that hold offsets from `from` up to and without `to`. As LogSegments.values(from, to). */
  between(from: number, to: number): readonly LogSegment[] {
    if (from >= to) return [];
    return this.#segments.slice(this.indexAt(from)).filter(({ baseOffset }) => baseOffset < to);
  }

  /** The segments before the active one that hold offsets from `from` on. As UnifiedLog.nonActiveLogSegmentsFrom. */
  inactiveFrom(from: number): readonly LogSegment[] {
    return from > this.#active.baseOffset ? [] : this.between(from, this.#active.baseOffset);
  }

  /** Shows the batches in order, from the first that holds `offset` or a later one, until `see` has seen enough. */
  visitFrom(offset: number, see: BatchSight): void {
    for (let at = this.indexAt(offset); at < this.#segments.length; at++) {
      const segment = this.#segments[at] as LogSegment;
      const { batches } = segment;
      for (let index = segment.batchIndexAt(offset); index < batches.length; index++) {
        if (!see(batches[index] as RecordBatch)) return;
      }
    }
  }

  /** The first batch that holds `offset` or a later one. */
  batchAt(offset: number): RecordBatch | undefined {
    let found: RecordBatch | undefined;
    this.visitFrom(offset, (batch) => {
      found = batch;
      return false;
    });
    return found;
  }

  /** Drops the oldest segments, all but the active one at most; returns them. */
  removeFirst(count: number): readonly LogSegment[] {
    assert(count < this.#segments.length, "the active segment cannot be dropped");
    const removed = this.#segments.splice(0, count);
    for (const { sizeBytes } of removed) this.#inactiveBytes -= sizeBytes;
    this.#joined = undefined;
    return removed;
  }

  /** Puts a cleaned segment in the place of those that it comes of, none of them active. As LocalLog.replaceSegments. */
  replace(old: readonly LogSegment[], cleaned: LogSegment): void {
    const first = this.#segments.indexOf(assertDefined(old[0], "a cleaned segment comes of at least one"));
    assert(first >= 0 && first + old.length < this.#segments.length, "only inactive segments are cleaned");
    this.#segments.splice(first, old.length, cleaned);
    this.#inactiveBytes += cleaned.sizeBytes - old.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    this.#joined = undefined;
  }

  /** Cuts off every batch that reaches `offset` or beyond; returns the base offset of the first that went, if any did. */
  truncateTo(offset: number, settings: LogSettings): number | undefined {
    let firstCut: number | undefined;
    while (this.#segments.length > 1 && this.#active.baseOffset > offset) {
      firstCut = this.#active.batches[0]?.baseOffset ?? firstCut;
      this.#segments.pop();
      this.#active = this.#segments.at(-1) as LogSegment;
      this.#inactiveBytes -= this.#active.sizeBytes;
    }
    firstCut = this.#active.truncateTo(offset, settings) ?? firstCut;
    this.#joined = undefined;
    return firstCut;
  }

  /** Drops everything and starts with an empty segment. */
  reset(first: LogSegment): void {
    this.#segments = [first];
    this.#active = first;
    this.#inactiveBytes = 0;
    this.#joined = undefined;
  }
}
