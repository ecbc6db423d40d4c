import { NO_PRODUCER_EPOCH, NO_PRODUCER_ID, NO_SEQUENCE } from "./sequence.ts";

/** Bytes of the header of a batch. As DefaultRecordBatch.RECORD_BATCH_OVERHEAD (message format v2). */
export const BATCH_OVERHEAD_BYTES = 61;

/**
 * Bytes of one record beside its key and value: attributes, two deltas and three lengths, most of them one or two bytes long
 * as varints. A modelled mean of what DefaultRecord writes.
 */
export const RECORD_OVERHEAD_BYTES = 10;

/** Who wrote a batch, as far as an idempotent producer says so. */
export type ProducerStamp = {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  /** The sequence number of the batch's last record. */
  readonly lastSequence: number;
};

/** The stamp of a batch that no idempotent producer wrote. */
export const NO_PRODUCER_STAMP: ProducerStamp = {
  producerId: NO_PRODUCER_ID,
  producerEpoch: NO_PRODUCER_EPOCH,
  baseSequence: NO_SEQUENCE,
  lastSequence: NO_SEQUENCE,
};

/** What a producer sends for one partition, before a leader gives it offsets. */
export type UnplacedBatch = ProducerStamp & {
  /** Ids in the record store; a view that nobody writes to any more. */
  readonly recordIds: Uint32Array;
  readonly sizeBytes: number;
  /** The newest create time of its records. */
  readonly maxTimestampUs: number;
};

/** A batch in a log: never changed, shared by reference between the replicas that hold it. As Kafka's RecordBatch, format v2. */
export type RecordBatch = UnplacedBatch & {
  readonly baseOffset: number;
  readonly lastOffset: number;
  /** The leader epoch that wrote it. */
  readonly leaderEpoch: number;
  /** When the leader appended it. */
  readonly appendTimeUs: number;
};
