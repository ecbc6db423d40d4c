import type { KafkaErrorName } from "../kafka-error.ts";
import type { RecordBatch } from "../record-batch.ts";
import type { TopicPartition } from "../topic-partition.ts";
import type { IsolationLevel } from "./consumer-config.ts";

/** One partition in a consumer's fetch. */
export type FetchedFrom = {
  readonly partition: TopicPartition;
  readonly fetchOffset: number;
  /** The leader's epoch as the consumer knows it. */
  readonly currentLeaderEpoch: number;
  /** As max.partition.fetch.bytes. */
  readonly maxBytes: number;
};

/** A transaction that was aborted: its producer's records from `firstOffset` on, up to its abort marker, are no data. */
export type AbortedTransaction = { readonly producerId: number; readonly firstOffset: number };

/** What a consumer's fetch says of one partition; without batches and with -1 for unknown ends where there is an error. */
export type FetchedPartition = {
  readonly partition: TopicPartition;
  readonly fetchOffset: number;
  readonly error: KafkaErrorName;
  readonly batches: readonly RecordBatch[];
  readonly abortedTransactions: readonly AbortedTransaction[];
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
};

/** Which offset of a partition is asked for: its ends, or the first one written at an instant or later. */
export type OffsetQuery =
  | { readonly kind: "earliest" }
  | { readonly kind: "latest" }
  | { readonly kind: "timestamp"; readonly atUs: number };

/** The answer for one partition: offset -1 with an error, or where nothing is as new as the timestamp. */
export type ListedOffset = {
  readonly partition: TopicPartition;
  readonly error: KafkaErrorName;
  readonly offset: number;
  readonly leaderEpoch: number;
};

/** The APIs by which a consumer reads; a consumer of any group, or of none. */
export type ConsumerApi = {
  readonly Fetch: {
    readonly request: {
      readonly clientId: string;
      readonly isolationLevel: IsolationLevel;
      readonly minBytes: number;
      readonly maxBytes: number;
      readonly maxWaitUs: number;
      readonly partitions: readonly FetchedFrom[];
    };
    readonly response: { readonly throttleTimeUs: number; readonly partitions: readonly FetchedPartition[] };
  };
  readonly ListOffsets: {
    readonly request: {
      readonly isolationLevel: IsolationLevel;
      readonly partitions: readonly {
        readonly partition: TopicPartition;
        readonly currentLeaderEpoch: number;
        readonly query: OffsetQuery;
      }[];
    };
    readonly response: { readonly partitions: readonly ListedOffset[] };
  };
  readonly OffsetForLeaderEpoch: {
    readonly request: {
      readonly partitions: readonly {
        readonly partition: TopicPartition;
        readonly currentLeaderEpoch: number;
        readonly leaderEpoch: number;
      }[];
    };
    readonly response: {
      /** The newest epoch not above the one asked for, and where it ends; (-1, -1) when unknown or with an error. */
      readonly partitions: readonly {
        readonly partition: TopicPartition;
        readonly error: KafkaErrorName;
        readonly leaderEpoch: number;
        readonly endOffset: number;
      }[];
    };
  };
};
