import { AssertionError, assert } from "../../../base/assert.ts";
import { type EpochEndOffset, LeaderEpochCache, UNDEFINED_EPOCH } from "../leader-epoch-cache.ts";
import { ProducerStateManager, type SequenceError } from "../producer-state-manager.ts";
import { offsetCountOf, type RecordBatch, type UnplacedBatch } from "../record-batch.ts";
import { NO_PRODUCER_ID } from "../sequence.ts";

/** What became of an append: new offsets, the offsets of the same batch appended before, or a refusal. */
export type AppendResult =
  | { readonly kind: "appended"; readonly baseOffset: number; readonly lastOffset: number }
  | { readonly kind: "duplicate"; readonly baseOffset: number; readonly lastOffset: number }
  | { readonly kind: "refused"; readonly error: SequenceError };

/** In which epoch and when a leader appends. */
export type LeaderAppend = { readonly leaderEpoch: number; readonly nowUs: number };

/**
 * One broker's copy of one partition: batches in offset order, the high watermark, the leader epochs and the producers'
 * sequence numbers. As Kafka's UnifiedLog, without segments.
 *
 * Invariants: (1) batches are contiguous and end at `logEndOffset`; (2) logStartOffset <= highWatermark <= logEndOffset;
 * (3) flushedOffset <= logEndOffset: what lies above it is only in the page cache; (4) the high watermark falls only when the
 * log is cut below it; (5) epochs and producer state say what the batches say.
 */
export class ReplicaLog {
  readonly epochs = new LeaderEpochCache();
  readonly producers: ProducerStateManager;
  readonly #batches: RecordBatch[] = [];
  #logStartOffset = 0;
  #logEndOffset = 0;
  #highWatermark = 0;
  #highWatermarkCheckpoint = 0;
  #flushedOffset = 0;

  constructor(producerIdExpirationUs: number) {
    this.producers = new ProducerStateManager(producerIdExpirationUs);
  }

  /** All batches, oldest first. */
  get batches(): readonly RecordBatch[] {
    return this.#batches;
  }

  get logStartOffset(): number {
    return this.#logStartOffset;
  }

  get logEndOffset(): number {
    return this.#logEndOffset;
  }

  get highWatermark(): number {
    return this.#highWatermark;
  }

  get flushedOffset(): number {
    return this.#flushedOffset;
  }

  /** The epoch of the last record, UNDEFINED_EPOCH for a log that never had one: what a fetch sends as lastFetchedEpoch. */
  get lastFetchedEpoch(): number {
    return this.epochs.latestEpoch ?? UNDEFINED_EPOCH;
  }

  /** Appends a client's batch as the leader of `append.leaderEpoch`, unless its sequence numbers forbid it. */
  appendAsLeader(batch: UnplacedBatch, append: LeaderAppend): AppendResult {
    const baseOffset = this.#logEndOffset;
    if (batch.producerId !== NO_PRODUCER_ID) {
      const duplicate = this.producers.findDuplicate(batch);
      if (duplicate !== undefined) {
        const original = duplicate.lastOffset - offsetCountOf(batch) + 1;
        return { kind: "duplicate", baseOffset: original, lastOffset: duplicate.lastOffset };
      }
      const error = this.producers.validate(batch, "client");
      if (error !== undefined) return { kind: "refused", error };
    }
    const lastOffset = baseOffset + offsetCountOf(batch) - 1;
    this.#append({
      baseOffset,
      lastOffset,
      leaderEpoch: append.leaderEpoch,
      producerId: batch.producerId,
      producerEpoch: batch.producerEpoch,
      baseSequence: batch.baseSequence,
      lastSequence: batch.lastSequence,
      recordIds: batch.recordIds,
      sizeBytes: batch.sizeBytes,
      maxTimestampUs: batch.maxTimestampUs,
      appendTimeUs: append.nowUs,
      isTransactional: batch.isTransactional,
      control: batch.control,
      entries: batch.entries,
      offsetDeltas: undefined,
    });
    return { kind: "appended", baseOffset, lastOffset };
  }

  /** Appends a batch that the leader placed. A follower checks nothing but that it continues the log. */
  appendAsFollower(batch: RecordBatch): void {
    if (batch.baseOffset !== this.#logEndOffset) {
      throw new AssertionError(
        `a follower's log ends at ${this.#logEndOffset}, the batch starts at ${batch.baseOffset}`,
      );
    }
    this.#append(batch);
  }

  #append(batch: RecordBatch): void {
    this.epochs.assign(batch.leaderEpoch, batch.baseOffset);
    this.#batches.push(batch);
    this.#logEndOffset = batch.lastOffset + 1;
    this.#remember(batch);
  }

  #remember(batch: RecordBatch): void {
    if (batch.producerId !== NO_PRODUCER_ID) this.producers.update(batch);
  }

  /** Notes that a leader of `leaderEpoch` starts at the end of this log. As Partition.makeLeader. */
  startEpoch(leaderEpoch: number): void {
    this.epochs.assign(leaderEpoch, this.#logEndOffset);
  }

  /** Where the newest epoch not above `epoch` ends in this log; (-1, -1) when unknown. As UnifiedLog.endOffsetForEpoch. */
  endOffsetForEpoch(epoch: number): EpochEndOffset {
    return this.epochs.endOffsetFor(epoch, this.#logEndOffset);
  }

  /** Raises the high watermark, never above the end of the log; true when it moved. */
  maybeIncrementHighWatermark(offset: number): boolean {
    const target = Math.min(offset, this.#logEndOffset);
    if (target <= this.#highWatermark) return false;
    this.#highWatermark = target;
    return true;
  }

  /** The index of the first batch that holds `offset` or a later one; the number of batches when there is none. */
  batchIndexAt(offset: number): number {
    let low = 0;
    let high = this.#batches.length;
    if (offset >= this.#logEndOffset) return high;
    // Readers are mostly at the tail.
    const last = this.#batches[high - 1];
    if (last !== undefined && last.baseOffset <= offset) return high - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#batches[middle] as RecordBatch).lastOffset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Cuts off every batch that reaches `offset` or beyond; returns how many records went. As UnifiedLog.truncateTo. */
  truncateTo(offset: number): number {
    if (offset >= this.#logEndOffset) {
      // An epoch that wrote nothing may stand at the end of the log and contradict the leader's.
      this.epochs.truncateFromEnd(offset);
      return 0;
    }
    const before = this.#logEndOffset;
    const keep = this.batchIndexAt(offset);
    const firstCut = this.#batches[keep];
    this.#batches.length = keep;
    this.#logEndOffset = Math.max(firstCut?.baseOffset ?? offset, this.#logStartOffset);
    this.#clampToEnd();
    this.#rebuildProducerState();
    return before - this.#logEndOffset;
  }

  /** Empties the log and lets it start at `offset`. As UnifiedLog.truncateFullyAndStartAt. */
  truncateFullyAndStartAt(offset: number): number {
    const cut = this.#logEndOffset - this.#logStartOffset;
    this.#batches.length = 0;
    this.epochs.clear();
    this.#logStartOffset = offset;
    this.#logEndOffset = offset;
    this.#highWatermark = offset;
    this.#clampToEnd();
    this.#rebuildProducerState();
    return cut;
  }

  #clampToEnd(): void {
    this.epochs.truncateFromEnd(this.#logEndOffset);
    this.#highWatermark = Math.min(this.#highWatermark, this.#logEndOffset);
    this.#highWatermarkCheckpoint = Math.min(this.#highWatermarkCheckpoint, this.#logEndOffset);
    this.#flushedOffset = Math.min(this.#flushedOffset, this.#logEndOffset);
  }

  #rebuildProducerState(): void {
    this.producers.clear();
    for (const batch of this.#batches) this.#remember(batch);
  }

  /** Hides what lies below `offset`, at most up to the high watermark. As UnifiedLog.maybeIncrementLogStartOffset. */
  incrementLogStartOffset(offset: number): void {
    assert(
      offset <= this.#highWatermark,
      `the log cannot start at ${offset}, above its high watermark ${this.#highWatermark}`,
    );
    if (offset <= this.#logStartOffset) return;
    this.#logStartOffset = offset;
    this.epochs.truncateFromStart(offset);
  }

  /** The operating system writes the page cache back. */
  flush(): void {
    this.#flushedOffset = this.#logEndOffset;
  }

  /** Writes the high watermark to its checkpoint file, which is synced at once. */
  checkpointHighWatermark(): void {
    this.#highWatermarkCheckpoint = this.#highWatermark;
  }

  /** The process died but the page cache did not: on restart everything is there, the high watermark as last checkpointed. */
  recoverAfterProcessKill(): void {
    this.#highWatermark = Math.max(this.#highWatermarkCheckpoint, this.#logStartOffset);
  }

  /** The machine lost power: what was not flushed is gone. Returns how many records went. */
  recoverAfterPowerLoss(): number {
    const cut = this.truncateTo(this.#flushedOffset);
    this.recoverAfterProcessKill();
    return cut;
  }
}
