import { AssertionError, assert } from "../../../base/assert.ts";
import type { RandomStream } from "../../../base/random-stream.ts";
import { type EpochEndOffset, LeaderEpochCache, UNDEFINED_EPOCH } from "../leader-epoch-cache.ts";
import { type ProducerSnapshot, ProducerStateManager, type SequenceError } from "../producer-state-manager.ts";
import { offsetCountOf, type RecordBatch, type UnplacedBatch } from "../record-batch.ts";
import { NO_PRODUCER_ID } from "../sequence.ts";
import type { AbortedRange } from "../transaction/log-transactions.ts";
import { LogDurability } from "./log-durability.ts";
import type { LogOptions } from "./log-options.ts";
import { LogSegment } from "./log-segment.ts";
import { type BatchSight, LogSegments } from "./log-segments.ts";
import { DEFAULT_LOG_SETTINGS, type LogSettings } from "./log-settings.ts";
import { findRefusal, type RecordRefusal, type RecordRules } from "./log-validator.ts";
import { placedBatch } from "./placed-batch.ts";
import { ProducerSnapshots } from "./producer-snapshots.ts";
import type { RemotePartition } from "./remote-storage.ts";

/** What became of an append: new offsets, the offsets of the same batch appended before, or a refusal. */
export type AppendResult =
  | { readonly kind: "appended"; readonly baseOffset: number; readonly lastOffset: number }
  | { readonly kind: "duplicate"; readonly baseOffset: number; readonly lastOffset: number }
  | {
      readonly kind: "refused";
      readonly error: SequenceError | RecordRefusal["error"];
      /** The first record that is to blame, where one is. */
      readonly recordIndex?: number | undefined;
      readonly message?: string;
    };

/** In which epoch and when a leader appends; `isVerified`: the coordinator has taken the batch's transaction in. */
export type LeaderAppend = { readonly leaderEpoch: number; readonly nowUs: number; readonly isVerified?: boolean };

/**
 * One broker's copy of one partition: segments of batches in offset order, the high watermark, the leader epochs and the
 * producers' sequence numbers. As Kafka's UnifiedLog.
 *
 * Invariants: (1) the log ends at `logEndOffset`; no batch reaches beyond it, and batches leave gaps only where compaction made
 * them; (2) logStartOffset <= highWatermark <= logEndOffset; (3) the high watermark falls only when the log is cut below it;
 * (4) epochs say what the batches say, and producer state says what batches say or once said.
 */
export class ReplicaLog {
  readonly epochs = new LeaderEpochCache();
  readonly producers: ProducerStateManager;
  readonly settings: LogSettings;
  readonly label: string;
  readonly segments: LogSegments;
  readonly durability: LogDurability;
  readonly remote: RemotePartition | undefined;
  readonly #rules: RecordRules;
  readonly #random: RandomStream | undefined;
  readonly #snapshots = new ProducerSnapshots();
  #logStartOffset = 0;
  #localLogStartOffset = 0;
  #logEndOffset = 0;
  #highWatermark = 0;
  #highestOffsetInRemoteStorage = -1;

  constructor(producerIdExpirationUs: number, options: LogOptions = {}) {
    this.producers = new ProducerStateManager(producerIdExpirationUs);
    this.settings = options.settings ?? DEFAULT_LOG_SETTINGS;
    this.label = options.label ?? "";
    this.remote = options.remote;
    this.#rules = {
      settings: this.settings,
      maxMessageBytes: options.maxMessageBytes ?? Number.MAX_SAFE_INTEGER,
      records: options.records,
    };
    this.#random = options.random;
    const createdUs = options.createdUs ?? 0;
    this.durability = new LogDurability(createdUs);
    this.segments = new LogSegments(this.#newSegment(0, createdUs));
  }

  /** All batches on this disk, oldest first. */
  get batches(): readonly RecordBatch[] {
    return this.segments.batches;
  }

  /** The first offset that may be read. */
  get logStartOffset(): number {
    return this.#logStartOffset;
  }

  /** The first offset on this disk; what lies before it is in remote storage only. As UnifiedLog.localLogStartOffset. */
  get localLogStartOffset(): number {
    return this.#localLogStartOffset;
  }

  get logEndOffset(): number {
    return this.#logEndOffset;
  }

  get highWatermark(): number {
    return this.#highWatermark;
  }

  /** As LogDurability.flushedOffset. */
  get flushedOffset(): number {
    return this.durability.flushedOffset;
  }

  /** The last offset that has been copied to remote storage, -1 for none. */
  get highestOffsetInRemoteStorage(): number {
    return this.#highestOffsetInRemoteStorage;
  }

  /** The first offset of a transaction that is open, or whose marker is not below the high watermark. As UnifiedLog.firstUnstableOffset. */
  get firstUnstableOffset(): number | undefined {
    const unstable = this.producers.transactions.firstUnstableOffset;
    return unstable === undefined ? undefined : Math.max(unstable, this.#logStartOffset);
  }

  /** Up to where read_committed reads: every transaction below has ended, for all replicas in sync. As UnifiedLog.lastStableOffset. */
  get lastStableOffset(): number {
    return Math.min(this.firstUnstableOffset ?? this.#highWatermark, this.#highWatermark);
  }

  /** The aborted transactions that have anything from `from` up to and without `to`. As UnifiedLog.collectAbortedTransactions. */
  abortedIn(from: number, to: number): readonly AbortedRange[] {
    return this.producers.transactions.abortedIn(from, to);
  }

  /** The epoch of the last record, UNDEFINED_EPOCH for a log that never had one: what a fetch sends as lastFetchedEpoch. */
  get lastFetchedEpoch(): number {
    return this.epochs.latestEpoch ?? UNDEFINED_EPOCH;
  }

  /** Appends a client's batch as the leader of `append.leaderEpoch`, unless its records or its sequence numbers forbid it. */
  appendAsLeader(batch: UnplacedBatch, append: LeaderAppend): AppendResult {
    const refusal = findRefusal(batch, this.#rules, append.nowUs);
    if (refusal !== undefined) return { kind: "refused", ...refusal };
    const baseOffset = this.#logEndOffset;
    if (batch.producerId !== NO_PRODUCER_ID) {
      const origin = batch.control === undefined && batch.entries === undefined ? "client" : "coordinator";
      const duplicate = origin === "client" ? this.producers.findDuplicate(batch) : undefined;
      if (duplicate !== undefined) {
        const original = duplicate.lastOffset - offsetCountOf(batch) + 1;
        return { kind: "duplicate", baseOffset: original, lastOffset: duplicate.lastOffset };
      }
      const error = this.producers.validate(batch, origin, append.isVerified);
      if (error !== undefined) return { kind: "refused", error };
    }
    const { leaderEpoch, nowUs } = append;
    const { timestampType } = this.settings;
    const placed = placedBatch(batch, { baseOffset, leaderEpoch, nowUs, timestampType });
    this.#append(placed, nowUs);
    return { kind: "appended", baseOffset, lastOffset: placed.lastOffset };
  }

  /** Appends a batch that the leader placed. A follower checks nothing but that it continues the log; compaction leaves gaps. */
  appendAsFollower(batch: RecordBatch, nowUs: number = batch.appendTimeUs): void {
    if (batch.baseOffset < this.#logEndOffset) {
      throw new AssertionError(
        `a follower's log ends at ${this.#logEndOffset}, the batch starts at ${batch.baseOffset}`,
      );
    }
    this.#append(batch, nowUs);
  }

  #append(batch: RecordBatch, nowUs: number): void {
    if (this.segments.active.shouldRoll(batch, this.settings, nowUs)) this.roll(nowUs);
    this.epochs.assign(batch.leaderEpoch, batch.baseOffset);
    this.segments.append(batch, nowUs, this.settings);
    this.#logEndOffset = batch.lastOffset + 1;
    this.#remember(batch);
    const unflushed = this.#logEndOffset - this.durability.recoveryPoint;
    if (unflushed >= this.settings.flushMessages) this.durability.force(this.#logEndOffset, nowUs);
  }

  #remember(batch: RecordBatch): void {
    if (batch.producerId !== NO_PRODUCER_ID) this.producers.update(batch);
  }

  #newSegment(baseOffset: number, nowUs: number): LogSegment {
    const { segmentJitterUs, segmentUs } = this.settings;
    const mostUs = Math.min(segmentJitterUs, segmentUs);
    return new LogSegment(baseOffset, nowUs, mostUs > 0 ? (this.#random?.nextBelow(mostUs) ?? 0) : 0);
  }

  /** Starts a new segment at the end of the log; what lies before it is forced to disk. As UnifiedLog.roll. */
  roll(nowUs: number): void {
    const next = this.#newSegment(this.#logEndOffset, nowUs);
    if (!this.segments.roll(next)) return;
    this.#snapshots.take(next.baseOffset, this.producers);
    this.durability.force(next.baseOffset, nowUs);
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
    this.producers.transactions.onHighWatermark(target);
    return true;
  }

  /** As LogSegments.visitFrom; what is on this disk no more comes from remote storage. */
  visitFrom(offset: number, see: BatchSight): void {
    const local = this.#localLogStartOffset;
    if (offset < local && this.remote?.visit(offset, local, see) === false) return;
    this.segments.visitFrom(offset, see);
  }

  /** What was known of the producers at the start of a segment. */
  producersAt(offset: number): ProducerSnapshot | undefined {
    return this.#snapshots.at(offset);
  }

  /**
   * Empties the log, which goes on at `offset` behind what remote storage has, and takes epochs and producers from there. Returns
   * how many offsets went from this disk. As TierStateMachine.
   */
  restartBehindRemote(offset: number, logStartOffset: number): number {
    const cut = this.truncateFullyAndStartAt(offset, logStartOffset);
    const state = this.remote?.stateBefore(offset);
    for (const { epoch, startOffset } of state?.epochs ?? []) this.epochs.assign(epoch, startOffset);
    if (state?.producers !== undefined) this.producers.restore(state.producers);
    this.noteCopiedTo(offset - 1);
    return cut;
  }

  /** Cuts off every batch that reaches `offset` or beyond; returns how many offsets went. As UnifiedLog.truncateTo. */
  truncateTo(offset: number): number {
    if (offset >= this.#logEndOffset) {
      // An epoch that wrote nothing may stand at the end of the log and contradict the leader's.
      this.epochs.truncateFromEnd(offset);
      return 0;
    }
    const before = this.#logEndOffset;
    const firstCut = this.segments.truncateTo(offset, this.settings);
    this.#logEndOffset = Math.max(Math.min(firstCut ?? offset, offset), this.#logStartOffset);
    if (this.segments.active.baseOffset > this.#logEndOffset) this.#restartAt(this.#logEndOffset);
    this.#clampToEnd();
    this.#rebuildProducerState();
    return before - this.#logEndOffset;
  }

  #restartAt(offset: number): void {
    this.segments.reset(this.#newSegment(offset, this.segments.active.lastModifiedUs));
    this.#localLogStartOffset = offset;
  }

  /**
   * Empties the log and lets it go on at `offset`; what remote storage has before that stays readable from `logStartOffset` on.
   * Returns how many offsets went. As UnifiedLog.truncateFullyAndStartAt.
   */
  truncateFullyAndStartAt(offset: number, logStartOffset: number = offset): number {
    const cut = this.#logEndOffset - this.#localLogStartOffset;
    this.#restartAt(offset);
    this.epochs.clear();
    this.#snapshots.clear();
    this.#logStartOffset = logStartOffset;
    this.#logEndOffset = offset;
    this.#highWatermark = offset;
    this.#clampToEnd();
    this.#rebuildProducerState();
    return cut;
  }

  #clampToEnd(): void {
    this.epochs.truncateFromEnd(this.#logEndOffset);
    this.#highWatermark = Math.min(this.#highWatermark, this.#logEndOffset);
    this.durability.clampTo(this.#logEndOffset);
  }

  /** From the newest snapshot that the log still reaches, and the batches after it. As ProducerStateManager.truncateAndReload. */
  #rebuildProducerState(): void {
    const from = this.#snapshots.restoreUpTo(this.#logEndOffset, this.producers);
    this.segments.visitFrom(from, (batch) => {
      this.#remember(batch);
      return true;
    });
    this.#rebuildTransactions();
  }

  #rebuildTransactions(): void {
    const visitAll = (see: BatchSight) => this.segments.visitFrom(this.#localLogStartOffset, see);
    this.producers.transactions.rebuild(visitAll, this.#highWatermark);
  }

  /** Hides what lies below `offset`, at most up to the high watermark. As UnifiedLog.maybeIncrementLogStartOffset. */
  incrementLogStartOffset(offset: number): void {
    assert(
      offset <= this.#highWatermark,
      `the log cannot start at ${offset}, above its high watermark ${this.#highWatermark}`,
    );
    if (offset <= this.#logStartOffset) return;
    this.#logStartOffset = offset;
    this.#localLogStartOffset = Math.max(this.#localLogStartOffset, offset);
    this.epochs.truncateFromStart(offset);
    this.producers.transactions.onLogStart(offset);
  }

  /** A client wants everything below `offset` gone; -1 stands for the high watermark. As Partition.deleteRecordsOnLeader. */
  deleteRecordsBefore(offset: number): "OFFSET_OUT_OF_RANGE" | undefined {
    const target = offset === -1 ? this.#highWatermark : offset;
    if (target < 0 || target > this.#highWatermark) return "OFFSET_OUT_OF_RANGE";
    this.incrementLogStartOffset(target);
    return undefined;
  }

  /**
   * Drops the oldest segments, the active one too if it is among them: a new one is rolled first. With remote storage only this
   * disk's start moves. Returns what was dropped. As UnifiedLog.deleteSegments.
   */
  deleteOldest(count: number, nowUs: number): readonly LogSegment[] {
    if (count === 0) return [];
    if (count === this.segments.list.length) this.roll(nowUs);
    const start = (this.segments.list[count] as LogSegment).baseOffset;
    if (this.settings.isRemoteStorageEnabled) {
      this.#localLogStartOffset = Math.max(this.#localLogStartOffset, start);
    } else this.incrementLogStartOffset(start);
    const removed = this.segments.removeFirst(count);
    this.#snapshots.dropBelow(start);
    return removed;
  }

  /** Remote storage has everything up to this offset. As UnifiedLog.updateHighestOffsetInRemoteStorage. */
  noteCopiedTo(offset: number): void {
    this.#highestOffsetInRemoteStorage = Math.max(this.#highestOffsetInRemoteStorage, offset);
  }

  /** The operating system writes the page cache back. */
  flush(): void {
    this.durability.writeBack(this.#logEndOffset);
  }

  /** Writes the high watermark to its checkpoint file, which is synced at once. */
  checkpointHighWatermark(): void {
    this.durability.checkpointHighWatermark(this.#highWatermark);
  }

  /** The process died but the page cache did not: on restart everything is there, the high watermark as last checkpointed. */
  recoverAfterProcessKill(): void {
    this.#highWatermark = Math.max(this.durability.highWatermarkCheckpoint, this.#logStartOffset);
    // The watermark may have fallen below markers that it had passed.
    this.#rebuildTransactions();
  }

  /** The machine lost power: what was not flushed is gone. Returns how many records went. */
  recoverAfterPowerLoss(): number {
    const cut = this.truncateTo(this.flushedOffset);
    this.recoverAfterProcessKill();
    return cut;
  }
}
