import type { EpochEntry } from "../leader-epoch-cache.ts";
import type { ProducerSnapshot } from "../producer-state-manager.ts";
import type { RecordBatch } from "../record-batch.ts";
import type { LogSegment } from "./log-segment.ts";
import type { BatchSight } from "./log-segments.ts";

/** A segment in remote storage, with what a replica needs to go on behind it. As RemoteLogSegmentMetadata and LogSegmentData. */
export type RemoteSegment = {
  readonly segment: LogSegment;
  /** The leader epochs up to its end. */
  readonly epochs: readonly EpochEntry[];
  /** The producers at its end, undefined where there were none. */
  readonly producers: ProducerSnapshot | undefined;
};

/**
 * What remote storage has of one partition: closed segments, oldest first, without a gap. It outlives every broker.
 *
 * Invariant: each segment starts where the one before it ends.
 */
export class RemotePartition {
  readonly #segments: RemoteSegment[] = [];
  #sizeBytes = 0;
  #fetchRequests = 0;

  get segments(): readonly RemoteSegment[] {
    return this.#segments;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** How often it was read from. As RemoteFetchRequestsPerSec. */
  get fetchRequests(): number {
    return this.#fetchRequests;
  }

  /** The last offset that is here, -1 for none. */
  get highestOffset(): number {
    return (this.#segments.at(-1)?.segment.nextOffset ?? 0) - 1;
  }

  /** A copy is complete. */
  add(copied: RemoteSegment): void {
    this.#segments.push(copied);
    this.#sizeBytes += copied.segment.sizeBytes;
  }

  /** Drops the oldest segments. */
  removeFirst(count: number): readonly RemoteSegment[] {
    const removed = this.#segments.splice(0, count);
    for (const { segment } of removed) this.#sizeBytes -= segment.sizeBytes;
    return removed;
  }

  /** Shows the batches from `from` on that begin below `to`, until `see` has seen enough; true when it has not. */
  visit(from: number, to: number, see: BatchSight): boolean {
    this.#fetchRequests += 1;
    for (const { segment } of this.#segments) {
      if (segment.nextOffset <= from) continue;
      const { batches } = segment;
      for (let index = segment.batchIndexAt(from); index < batches.length; index++) {
        const batch = batches[index] as RecordBatch;
        if (batch.baseOffset >= to) return true;
        if (!see(batch)) return false;
      }
    }
    return true;
  }

  /** What was true where a replica's own disk begins: the epochs and producers before `offset`. */
  stateBefore(offset: number): Pick<RemoteSegment, "epochs" | "producers"> | undefined {
    return this.#segments.findLast(({ segment }) => segment.nextOffset <= offset);
  }
}

/** The object store behind a cluster, by partition id. As RemoteStorageManager with RemoteLogMetadataManager. */
export class RemoteStorage {
  readonly #partitions = new Map<number, RemotePartition>();

  /** What it has of a partition. */
  partitionOf(partitionId: number): RemotePartition {
    let partition = this.#partitions.get(partitionId);
    if (partition === undefined) {
      partition = new RemotePartition();
      this.#partitions.set(partitionId, partition);
    }
    return partition;
  }

  /** Its topic is gone. */
  drop(partitionId: number): void {
    this.#partitions.delete(partitionId);
  }
}
