import { NO_PRODUCER_EPOCH, NO_PRODUCER_ID, NO_SEQUENCE } from "./sequence.ts";

/** Bytes of the header of a batch. As DefaultRecordBatch.RECORD_BATCH_OVERHEAD (message format v2). */
export const BATCH_OVERHEAD_BYTES = 61;

/**
 * Bytes of one record beside its key and value: attributes, two deltas and three lengths, most of them one or two bytes long
 * as varints. A modelled mean of what DefaultRecord writes.
 */
export const RECORD_OVERHEAD_BYTES = 10;

/** Bytes of a batch that holds one marker: a header, a record, its key and its value. As EndTransactionMarker. */
export const CONTROL_BATCH_BYTES = 78;

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

/** The end of a transaction, which takes an offset of its own in each partition that was written to. As ControlRecordType. */
export type ControlType = "commit" | "abort";

/** How Kafka's transactions are spoken: 2 with KIP-890, where every end bumps the epoch. As TransactionVersion. */
export type TransactionVersion = 0 | 1 | 2;

/** What a marker says, beside the producer whose transaction it ends. As EndTransactionMarker with its WriteTxnMarkersRequest. */
export type EndMarker = {
  readonly type: ControlType;
  /** The leader epoch of the coordinator's own partition: an older coordinator is fenced. */
  readonly coordinatorEpoch: number;
  readonly transactionVersion: TransactionVersion;
};

/** What a coordinator writes into its internal topic; without a value it is a tombstone. The key is what compaction goes by. */
export type CoordinatorEntry = { readonly key: string; readonly value: { readonly kind: string } | undefined };

/** What a producer, or a coordinator, sends for one partition, before a leader gives it offsets. */
export type UnplacedBatch = ProducerStamp & {
  /** Ids in the record store, in the order of their offsets; a view that nobody writes to any more. Empty but in batches of data. */
  readonly recordIds: Uint32Array;
  /** As sent and stored: after compression. */
  readonly sizeBytes: number;
  /** The newest create time of its records. */
  readonly maxTimestampUs: number;
  /** Part of a transaction: hidden from read_committed until its marker, and for good if that says abort. */
  readonly isTransactional: boolean;
  /** A marker instead of records. */
  readonly control: EndMarker | undefined;
  /** A coordinator's entries instead of records. */
  readonly entries: readonly CoordinatorEntry[] | undefined;
};

/** What is not said of a plain batch of records. */
export const PLAIN_BATCH = { isTransactional: false, control: undefined, entries: undefined } as const;

/** A batch in a log: never changed, shared by reference between the replicas that hold it. As Kafka's RecordBatch, format v2. */
export type RecordBatch = UnplacedBatch & {
  readonly baseOffset: number;
  readonly lastOffset: number;
  /** The leader epoch that wrote it. */
  readonly leaderEpoch: number;
  /** When the leader appended it. */
  readonly appendTimeUs: number;
  /** By record its offset minus baseOffset, ascending, where compaction has left gaps; undefined where there are none. */
  readonly offsetDeltas: Uint32Array | undefined;
  /** When its tombstones, or the marker that it is, may go; set by the cleaner that first sees them. As deleteHorizonMs. */
  readonly deleteHorizonUs?: number | undefined;
};

/** How many offsets a batch takes when it is appended. */
export function offsetCountOf(batch: UnplacedBatch): number {
  if (batch.control !== undefined) return 1;
  return batch.entries === undefined ? batch.recordIds.length : batch.entries.length;
}

/** The offset of a batch's record at an index. */
export function offsetOfRecord(batch: RecordBatch, index: number): number {
  return batch.baseOffset + (batch.offsetDeltas === undefined ? index : (batch.offsetDeltas[index] ?? index));
}

/** The index of the first record of a batch that lies at `offset` or later; the number of its records when there is none. */
export function recordIndexAt(batch: RecordBatch, offset: number): number {
  const { offsetDeltas, baseOffset, recordIds } = batch;
  const wanted = Math.max(0, offset - baseOffset);
  if (offsetDeltas === undefined) return Math.min(wanted, recordIds.length);
  let low = 0;
  let high = offsetDeltas.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsetDeltas[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
