import type { RecordBatch } from "../record-batch.ts";
import { offsetOfRecord, recordIndexAt } from "../record-batch.ts";
import type { TopicPartition } from "../topic-partition.ts";
import { CommittedFilter } from "../transaction/committed-filter.ts";
import type { FetchedPartition } from "./consumer-api.ts";
import type { IsolationLevel } from "./consumer-config.ts";
import type { AssignedPartition } from "./subscription-state.ts";

/** Records of one partition at the offsets from `firstOffset` on, without a gap. */
export type RecordRun = {
  readonly partition: TopicPartition;
  readonly firstOffset: number;
  readonly recordIds: Uint32Array;
  readonly leaderEpoch: number;
  readonly sizeBytes: number;
};

/**
 * One partition's part of a fetch, from which records are taken as the application polls. As CompletedFetch.
 *
 * Invariant: `nextOffset` is the position after what was taken, past markers, aborted records and compacted gaps.
 */
export class CompletedFetch {
  readonly assigned: AssignedPartition;
  readonly data: FetchedPartition;
  readonly #filter: CommittedFilter | undefined;
  #batch = 0;
  #record = 0;
  #nextOffset: number;
  #lastEpoch: number;

  constructor(assigned: AssignedPartition, data: FetchedPartition, isolationLevel: IsolationLevel) {
    this.assigned = assigned;
    this.data = data;
    this.#nextOffset = data.fetchOffset;
    this.#lastEpoch = assigned.offsetEpoch;
    this.#filter = isolationLevel === "read_committed" ? new CommittedFilter(data.abortedTransactions) : undefined;
    this.#enterBatch();
  }

  get nextOffset(): number {
    return this.#nextOffset;
  }

  /** The leader epoch of the last record passed. */
  get lastEpoch(): number {
    return this.#lastEpoch;
  }

  /** Is there no record left to take? */
  get isDrained(): boolean {
    return this.#batch >= this.data.batches.length;
  }

  /** Takes at most `limit` records, and all that are no data before and after them. */
  take(limit: number, into: RecordRun[]): number {
    let taken = 0;
    while (taken < limit && !this.isDrained) {
      const batch = this.data.batches[this.#batch] as RecordBatch;
      taken += this.#takeRun(batch, limit - taken, into);
    }
    return taken;
  }

  #takeRun(batch: RecordBatch, limit: number, into: RecordRun[]): number {
    const from = this.#record;
    const end = runEnd(batch, from, from + limit);
    const recordIds = batch.recordIds.subarray(from, end);
    const firstOffset = offsetOfRecord(batch, from);
    const sizeBytes = Math.ceil((batch.sizeBytes * recordIds.length) / batch.recordIds.length);
    into.push({ partition: this.data.partition, firstOffset, recordIds, leaderEpoch: batch.leaderEpoch, sizeBytes });
    this.#record = end;
    this.#nextOffset = firstOffset + recordIds.length;
    this.#lastEpoch = batch.leaderEpoch;
    if (end === batch.recordIds.length) this.#leaveBatch(batch);
    return recordIds.length;
  }

  #leaveBatch(batch: RecordBatch): void {
    this.#nextOffset = batch.lastOffset + 1;
    this.#lastEpoch = batch.leaderEpoch;
    this.#batch += 1;
    this.#enterBatch();
  }

  /** Passes over batches that hold nothing for the application. */
  #enterBatch(): void {
    for (; this.#batch < this.data.batches.length; this.#batch++) {
      const batch = this.data.batches[this.#batch] as RecordBatch;
      this.#record = recordIndexAt(batch, this.#nextOffset);
      const isHidden = this.#filter?.isAborted(batch) === true;
      if (!isHidden && this.#record < batch.recordIds.length) return;
      this.#nextOffset = batch.lastOffset + 1;
      this.#lastEpoch = batch.leaderEpoch;
    }
  }
}

function runEnd(batch: RecordBatch, from: number, limit: number): number {
  const end = Math.min(limit, batch.recordIds.length);
  const deltas = batch.offsetDeltas;
  if (deltas === undefined) return end;
  let to = from + 1;
  while (to < end && deltas[to] === (deltas[to - 1] as number) + 1) to += 1;
  return to;
}
