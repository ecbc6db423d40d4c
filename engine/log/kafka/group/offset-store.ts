import type { CoordinatorEntry } from "../record-batch.ts";
import type { PartitionName } from "./assignor/partition-index.ts";

/** A group's position in one partition: the NEXT offset that it will read. As OffsetAndMetadata. */
export type CommittedOffset = {
  readonly offset: number;
  /** Of the record before, -1 when unknown. */
  readonly leaderEpoch: number;
  readonly commitTimestampUs: number;
};

/** A committed offset in __consumer_offsets. As OffsetCommitValue. */
export type OffsetRecord = CommittedOffset &
  PartitionName & {
    readonly kind: "offset-commit";
    readonly groupId: string;
    /** The transaction that it waits for, undefined when it counts at once. */
    readonly producerId: number | undefined;
  };

/** What decides when offsets are forgotten. As OffsetExpirationCondition. */
export type OffsetExpiry = {
  readonly retentionUs: number;
  /** Offsets of a topic that the group still subscribes to never expire. */
  readonly isSubscribed: (topic: string) => boolean;
  /** From when the retention counts: since the group is empty, or since the commit. */
  readonly baseTimestampUs: (committed: CommittedOffset) => number;
};

/** The key of an offset's entry in __consumer_offsets. */
export function offsetKey(groupId: string, { topic, partition }: PartitionName): string {
  return `offset ${groupId} ${topic} ${partition}`;
}

/**
 * The committed offsets of one group. It makes the entries to write and takes them in when they are written, or read back. As
 * OffsetMetadataManager.
 *
 * Invariant: an offset that waits for a transaction is never told until the transaction has committed.
 */
export class OffsetStore {
  readonly #groupId: string;
  readonly #committed = new Map<string, OffsetRecord>();
  /** By producer id, then by key. */
  readonly #pending = new Map<number, Map<string, OffsetRecord>>();

  constructor(groupId: string) {
    this.#groupId = groupId;
  }

  /** How many partitions have a committed offset. */
  get size(): number {
    return this.#committed.size;
  }

  /** The entry of a commit; a producer id makes it wait for the end of that producer's transaction. */
  commitEntry(partition: PartitionName, committed: CommittedOffset, producerId?: number): CoordinatorEntry {
    const { offset, leaderEpoch, commitTimestampUs } = committed;
    const value: OffsetRecord = {
      kind: "offset-commit",
      groupId: this.#groupId,
      topic: partition.topic,
      partition: partition.partition,
      offset,
      leaderEpoch,
      commitTimestampUs,
      producerId,
    };
    return { key: offsetKey(this.#groupId, partition), value };
  }

  /** Takes in what was written: an offset, or with `undefined` that it is gone. As OffsetMetadataManager.replay. */
  replay(key: string, record: OffsetRecord | undefined): void {
    if (record === undefined) {
      this.#committed.delete(key);
      for (const waiting of this.#pending.values()) waiting.delete(key);
    } else if (record.producerId === undefined) this.#committed.set(key, record);
    else {
      const waiting = this.#pending.get(record.producerId) ?? new Map<string, OffsetRecord>();
      waiting.set(key, record);
      this.#pending.set(record.producerId, waiting);
    }
  }

  /** A producer's transaction is over: what it committed counts now, or never did. As replayEndTransactionMarker. */
  endTransaction(producerId: number, isCommitted: boolean): void {
    const waiting = this.#pending.get(producerId);
    this.#pending.delete(producerId);
    if (!isCommitted || waiting === undefined) return;
    for (const [key, record] of waiting) this.#committed.set(key, { ...record, producerId: undefined });
  }

  /** The committed offset, undefined when there is none. As OffsetFetch. */
  fetch(partition: PartitionName): CommittedOffset | undefined {
    return this.#committed.get(offsetKey(this.#groupId, partition));
  }

  /** Does an open transaction hold an offset of this partition back? Then a stable fetch gets UNSTABLE_OFFSET_COMMIT. */
  hasPending(partition: PartitionName): boolean {
    const key = offsetKey(this.#groupId, partition);
    return [...this.#pending.values()].some((waiting) => waiting.has(key));
  }

  /** Everything that is committed, in the order of the first commits. */
  get all(): readonly OffsetRecord[] {
    return [...this.#committed.values()];
  }

  /** The tombstones of offsets that have outlived their retention. As OffsetMetadataManager.cleanupExpiredOffsets. */
  expire(expiry: OffsetExpiry, nowUs: number): readonly CoordinatorEntry[] {
    const expired = this.all.filter(
      (record) =>
        !expiry.isSubscribed(record.topic) &&
        !this.hasPending(record) &&
        nowUs - expiry.baseTimestampUs(record) >= expiry.retentionUs,
    );
    return expired.map((record) => ({ key: offsetKey(this.#groupId, record), value: undefined }));
  }
}
