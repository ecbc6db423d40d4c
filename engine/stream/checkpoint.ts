import type { TimeUs } from "../base/time.ts";

/** Offsets of one topic, by partition: the next offset to read. */
export type TopicOffsets = readonly number[];

/** One entry of the offset log: what batch N is going to read. As Spark's OffsetSeq with its metadata. */
export type OffsetLogEntry = {
  /** End offsets by partition; the start is the end of batch N - 1. */
  readonly endOffsets: TopicOffsets;
  /** Where batch 0 starts; later batches start where the batch before ended. */
  readonly startOffsets: TopicOffsets;
  /** `batchTimestampMs` of Spark's metadata, in virtual microseconds: a re-run batch keeps it. */
  readonly batchTimestampUs: TimeUs;
};

/** One entry of the commit log: batch N is done. As Spark's CommitMetadata. */
export type CommitLogEntry = { readonly nextBatchWatermarkUs: number };

/**
 * A log of one file a batch, as Spark's HDFSMetadataLog: an entry is created atomically and never overwritten. It lies in
 * the checkpoint store and survives the driver.
 */
export class MetadataLog<T> {
  readonly #entries = new Map<number, T>();
  #latest: number | undefined;

  /** Adds an entry; false, and no effect, when the batch is there already. */
  add(batchId: number, entry: T): boolean {
    if (this.#entries.has(batchId)) return false;
    this.#entries.set(batchId, entry);
    if (this.#latest === undefined || batchId > this.#latest) this.#latest = batchId;
    return true;
  }

  get(batchId: number): T | undefined {
    return this.#entries.get(batchId);
  }

  /** The highest batch id in the log, undefined when it is empty. */
  get latestBatchId(): number | undefined {
    return this.#latest;
  }

  /** Forgets entries below `batchId`, as `spark.sql.streaming.minBatchesToRetain` does. */
  purgeBelow(batchId: number): void {
    for (const id of this.#entries.keys()) if (id < batchId) this.#entries.delete(id);
  }
}

/** The checkpoint location of one query: `sources/`, `offsets/`, `commits/` and the query's id. */
export class Checkpoint {
  /** `metadata`: the id that persists over restarts; txnAppId of idempotent sinks. */
  readonly queryId: string;
  /** `sources/0/0`: where the query began to read, settled by its first trigger. */
  initialOffsets: TopicOffsets | undefined;
  readonly offsets = new MetadataLog<OffsetLogEntry>();
  readonly commits = new MetadataLog<CommitLogEntry>();

  constructor(queryId: string) {
    this.queryId = queryId;
  }
}
