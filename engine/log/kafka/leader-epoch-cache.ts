import { AssertionError } from "../../base/assert.ts";

/** No epoch, no offset: what Kafka writes as -1. */
export const UNDEFINED_EPOCH = -1;
export const UNDEFINED_OFFSET = -1;

/** The first offset that a leader epoch wrote. */
export type EpochEntry = { readonly epoch: number; readonly startOffset: number };

/** Where an epoch ends; (-1, -1) when that is not known. */
export type EpochEndOffset = { readonly epoch: number; readonly endOffset: number };

const UNDEFINED_END: EpochEndOffset = { epoch: UNDEFINED_EPOCH, endOffset: UNDEFINED_OFFSET };

/**
 * Which leader epoch wrote which stretch of one replica's log; it decides where a follower cuts its log. As Kafka's
 * LeaderEpochFileCache.
 *
 * Invariants: (1) epochs and start offsets both grow strictly along the entries; (2) an entry lasts until the start of the
 * next one, the last until the end of the log.
 */
export class LeaderEpochCache {
  #entries: EpochEntry[] = [];

  /** The stretches, oldest first. */
  get entries(): readonly EpochEntry[] {
    return this.#entries;
  }

  /** The newest epoch, undefined while the log has none. */
  get latestEpoch(): number | undefined {
    return this.#entries.at(-1)?.epoch;
  }

  /**
   * Notes that `epoch` writes from `startOffset` on. An epoch keeps its first offset unless an earlier one is told; entries
   * that contradict the new one (a later epoch, or an offset at or above it) are dropped.
   */
  assign(epoch: number, startOffset: number): void {
    if (epoch < 0 || startOffset < 0) {
      throw new AssertionError(`a leader epoch and its start offset are not negative: ${epoch} at ${startOffset}`);
    }
    const last = this.#entries.at(-1);
    if (last !== undefined && last.epoch === epoch && startOffset >= last.startOffset) return;
    let kept = this.#entries.length;
    while (kept > 0 && contradicts(this.#entries[kept - 1], epoch, startOffset)) kept -= 1;
    this.#entries.length = kept;
    this.#entries.push({ epoch, startOffset });
  }

  /**
   * The end offset of the newest epoch that is not above `requestedEpoch`, for a log that ends at `logEndOffset`. An epoch
   * below all known ones ends where the first known one starts.
   */
  endOffsetFor(requestedEpoch: number, logEndOffset: number): EpochEndOffset {
    if (requestedEpoch === UNDEFINED_EPOCH) return UNDEFINED_END;
    if (requestedEpoch === this.latestEpoch) return { epoch: requestedEpoch, endOffset: logEndOffset };
    const higher = this.#entries.findIndex((entry) => entry.epoch > requestedEpoch);
    const next = this.#entries[higher];
    if (next === undefined) return UNDEFINED_END;
    return { epoch: this.#entries[higher - 1]?.epoch ?? requestedEpoch, endOffset: next.startOffset };
  }

  /** Forgets what was written at or above `endOffset`: the log has been cut there. */
  truncateFromEnd(endOffset: number): void {
    while ((this.#entries.at(-1)?.startOffset ?? UNDEFINED_OFFSET) >= endOffset) this.#entries.pop();
  }

  /** Forgets what was written below `startOffset`: the log now starts there, in the epoch that covers it. */
  truncateFromStart(startOffset: number): void {
    const covering = this.#entries.findLastIndex((entry) => entry.startOffset <= startOffset);
    const entry = this.#entries[covering];
    if (entry === undefined) return;
    this.#entries = [{ epoch: entry.epoch, startOffset }, ...this.#entries.slice(covering + 1)];
  }

  /** Forgets everything. */
  clear(): void {
    this.#entries = [];
  }
}

function contradicts(entry: EpochEntry | undefined, epoch: number, startOffset: number): boolean {
  return entry !== undefined && (entry.epoch >= epoch || entry.startOffset >= startOffset);
}
