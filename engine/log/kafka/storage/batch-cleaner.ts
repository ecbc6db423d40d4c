import { BATCH_OVERHEAD_BYTES, offsetOfRecord, type RecordBatch } from "../record-batch.ts";
import { NO_PRODUCER_ID } from "../sequence.ts";
import type { CleanedTransactions } from "./cleaned-transactions.ts";
import type { LogRecords } from "./log-validator.ts";
import type { LogKey, OffsetMap } from "./offset-map.ts";
import type { ReplicaLog } from "./replica-log.ts";

/** What one round of cleaning goes by. */
export type CleaningRound = {
  readonly map: OffsetMap;
  readonly transactions: CleanedTransactions;
  readonly records: LogRecords | undefined;
  readonly nowUs: number;
  /** Where the round ends: the batch before it stays, if only as an empty one. */
  readonly endOffset: number;
};

/** The key of a batch's record, undefined for a null key. */
export function keyAt(batch: RecordBatch, index: number, records: LogRecords | undefined): LogKey | undefined {
  if (batch.entries !== undefined) return batch.entries[index]?.key;
  const keyId = records?.keyIdOf(batch.recordIds[index] as number) ?? -1;
  return keyId < 0 ? undefined : keyId;
}

function isTombstoneAt(batch: RecordBatch, index: number, records: LogRecords | undefined): boolean {
  if (batch.entries !== undefined) return batch.entries[index]?.value === undefined;
  return records?.isTombstone(batch.recordIds[index] as number) ?? false;
}

/** How many records a batch still has; a marker counts as one. */
export function recordCountOf(batch: RecordBatch): number {
  if (batch.offsetDeltas !== undefined) return batch.offsetDeltas.length;
  return batch.control === undefined ? (batch.entries?.length ?? batch.recordIds.length) : 1;
}

/**
 * What is left of a batch after a round: the batch itself, a smaller one with the same offsets and sequences, an empty one that
 * keeps them, or undefined. As Cleaner.cleanInto with MemoryRecords.filterTo.
 */
export function cleanBatch(log: ReplicaLog, batch: RecordBatch, round: CleaningRound): RecordBatch | undefined {
  const isDiscardable = round.transactions.isDiscardable(batch);
  const horizonUs = batch.deleteHorizonUs;
  // A marker waits as a tombstone does, from the time when the cleaner first saw that its transaction is all gone.
  const isOver = batch.control === undefined || (horizonUs !== undefined && horizonUs <= round.nowUs);
  const retained = isDiscardable && isOver ? [] : retainedIndexes(batch, round);
  if (retained.length === 0) return isKeptEmpty(log, batch, round) ? emptied(batch) : undefined;
  const isMarkerOfNothing = isDiscardable && batch.control !== undefined;
  const needsHorizon =
    horizonUs === undefined &&
    (isMarkerOfNothing || retained.some((index) => isTombstoneAt(batch, index, round.records)));
  const deleteHorizonUs = needsHorizon ? round.nowUs + log.settings.deleteRetentionUs : horizonUs;
  if (retained.length === recordCountOf(batch)) return needsHorizon ? { ...batch, deleteHorizonUs } : batch;
  return { ...narrowed(batch, retained), deleteHorizonUs };
}

/** Indexes of the records that stay: the newest of their key, and not deleted, or deleted not long ago. As shouldRetainRecord. */
function retainedIndexes(batch: RecordBatch, { map, records, nowUs }: CleaningRound): readonly number[] {
  const retained: number[] = [];
  const areTombstonesKept = batch.deleteHorizonUs === undefined || nowUs < batch.deleteHorizonUs;
  const count = recordCountOf(batch);
  for (let index = 0; index < count; index++) {
    const offset = offsetOfRecord(batch, index);
    if (batch.control !== undefined || offset > map.latestOffset) {
      retained.push(index);
      continue;
    }
    const key = keyAt(batch, index, records);
    if (key === undefined || offset < map.offsetOf(key)) continue;
    if (areTombstonesKept || !isTombstoneAt(batch, index, records)) retained.push(index);
  }
  return retained;
}

/** The last batch of a producer keeps its sequence numbers in the log, the last of a round its offset. As checkBatchRetention. */
function isKeptEmpty(log: ReplicaLog, batch: RecordBatch, round: CleaningRound): boolean {
  if (batch.lastOffset + 1 === round.endOffset) return true;
  if (batch.producerId === NO_PRODUCER_ID) return false;
  const producer = log.producers.entryOf(batch.producerId);
  if (producer === undefined) return false;
  const lastData = producer.batches.at(-1);
  if (lastData !== undefined) return lastData.lastOffset === batch.lastOffset;
  return batch.control !== undefined && batch.producerEpoch === producer.producerEpoch;
}

function emptied(batch: RecordBatch): RecordBatch {
  return narrowed(batch, []);
}

/** The batch with these records only. Its size shrinks with their number: modelled, since records of a batch are about alike. */
function narrowed(batch: RecordBatch, retained: readonly number[]): RecordBatch {
  const count = recordCountOf(batch);
  const body = count === 0 ? 0 : Math.ceil(((batch.sizeBytes - BATCH_OVERHEAD_BYTES) * retained.length) / count);
  return {
    ...batch,
    recordIds:
      batch.recordIds.length === 0
        ? batch.recordIds
        : Uint32Array.from(retained, (index) => batch.recordIds[index] as number),
    entries: batch.entries && retained.flatMap((index) => batch.entries?.[index] ?? []),
    offsetDeltas: Uint32Array.from(retained, (index) => offsetOfRecord(batch, index) - batch.baseOffset),
    sizeBytes: Math.min(batch.sizeBytes, BATCH_OVERHEAD_BYTES + Math.max(0, body)),
  };
}
