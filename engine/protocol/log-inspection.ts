/** Which topic somebody looks into, and of which partition everything is wanted. */
export type TopicInternalsRequest = { readonly topic: string; readonly partition?: number };

/** What a topic's logs are kept by; -1 is no limit, as Kafka writes it. */
export type LogPolicy = {
  /** `delete`, `compact`, or both. */
  readonly cleanupPolicy: string;
  readonly retentionUs: number;
  readonly retentionBytes: number;
  readonly segmentBytes: number;
  readonly segmentUs: number;
  readonly minCleanableDirtyRatio: number;
  readonly deleteRetentionUs: number;
  readonly isRemoteStorageEnabled: boolean;
};

/** A partition in a row: who leads it, who holds it, and how its log lies. */
export type PartitionRow = {
  readonly partition: number;
  /** -1 for none. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly isr: readonly number[];
  readonly replicas: readonly number[];
  /** Eligible leader replicas (KIP-966). */
  readonly elr: readonly number[];
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly sizeBytes: number;
  readonly segments: number;
  readonly producers: number;
  readonly openTransactions: number;
};

/** A segment of a log. */
export type SegmentRow = {
  readonly baseOffset: number;
  readonly nextOffset: number;
  readonly sizeBytes: number;
  readonly records: number;
  readonly largestTimestampUs: number;
  readonly isActive: boolean;
  readonly isCopied: boolean;
  readonly isClean: boolean;
};

/** A producer that a partition remembers. */
export type ProducerRow = {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly lastSequence: number | undefined;
  readonly lastOffset: number | undefined;
  readonly openFromOffset: number | undefined;
};

/** One replica of a partition: how far its log reaches, and what is safe on its disk. */
export type ReplicaRow = {
  readonly broker: number;
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  readonly highWatermark: number;
  readonly flushedOffset: number;
  readonly sizeBytes: number;
};

/** Everything about one partition; segments, epochs and producers are those of `broker`, who leads it or did last. */
export type PartitionInternals = {
  readonly partition: number;
  readonly broker: number;
  readonly segments: readonly SegmentRow[];
  readonly epochs: readonly { readonly epoch: number; readonly startOffset: number }[];
  readonly producers: readonly ProducerRow[];
  readonly replicas: readonly ReplicaRow[];
};

/** A topic as its brokers have it now: the run's edge, whatever instant a screen shows. */
export type TopicInternals = {
  readonly topic: string;
  readonly nowUs: number;
  readonly policy: LogPolicy | undefined;
  readonly partitions: readonly PartitionRow[];
  /** Of the partition that was asked for. */
  readonly detail: PartitionInternals | undefined;
};

/** Which control messages are wanted: those sent from `fromUs` up to and with `toUs`, at most `limit`. */
export type MessagesRequest = {
  readonly fromUs: number;
  readonly toUs: number;
  readonly limit: number;
  /** Those too that only say that somebody lives. */
  readonly withHeartbeats: boolean;
};

/** A message between two machines: `controller`, `broker-2`, or a client's id. */
export type ControlMessage = {
  readonly sentUs: number;
  /** When it arrived or was lost; undefined while it is under way. */
  readonly settledUs: number | undefined;
  readonly from: string;
  readonly to: string;
  /** Its name in Kafka's protocol. */
  readonly api: string;
  readonly isAnswer: boolean;
  /** What the answer says went wrong. */
  readonly error: string | undefined;
  readonly outcome: "under-way" | "delivered" | "lost";
};

/**
 * The messages; how many there are in all; the APIs that are left out because there are too many, the commonest first; and from when on
 * messages are kept, 0 for all.
 */
export type ControlMessages = {
  readonly messages: readonly ControlMessage[];
  readonly count: number;
  readonly leftOut: readonly string[];
  readonly keptFromUs: number;
};
