import { offsetCountOf, type RecordBatch, type UnplacedBatch } from "../record-batch.ts";
import type { TimestampType } from "./log-settings.ts";

/** Where and when a leader puts a batch. */
export type Place = {
  readonly baseOffset: number;
  readonly leaderEpoch: number;
  readonly nowUs: number;
  readonly timestampType: TimestampType;
};

/** The batch with its offsets, and with the leader's time where the topic says LogAppendTime. As LogValidator. */
export function placedBatch(
  batch: UnplacedBatch,
  { baseOffset, leaderEpoch, nowUs, timestampType }: Place,
): RecordBatch {
  return {
    baseOffset,
    lastOffset: baseOffset + offsetCountOf(batch) - 1,
    leaderEpoch,
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
    lastSequence: batch.lastSequence,
    recordIds: batch.recordIds,
    sizeBytes: batch.sizeBytes,
    maxTimestampUs: timestampType === "LogAppendTime" ? nowUs : batch.maxTimestampUs,
    appendTimeUs: nowUs,
    isTransactional: batch.isTransactional,
    control: batch.control,
    entries: batch.entries,
    offsetDeltas: undefined,
    deleteHorizonUs: undefined,
  };
}
