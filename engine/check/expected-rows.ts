import type { RecordStore } from "../source/record-store.ts";
import { type CommittedRange, type FinalLog, markPresent, NO_RECORD, NOTHING_COMMITTED } from "./final-log.ts";
import type { Ledger } from "./ledger.ts";

/** Records with the place that each has, or had, in the log: the input of the oracle. */
export type ExpectedRows = {
  readonly rowCount: number;
  readonly recordIds: Uint32Array;
  readonly partitions: Int32Array;
  readonly offsets: Float64Array;
};

/** In the place of a partition: the record is not one that the tables should be made of. */
const NOT_EXPECTED = -1;

/**
 * The records that the tables should be made of, each once: those of the committed offset ranges, and those that a producer
 * was told are safe but that are in no leader's log any more. Left out is what the job has not come to yet, and what lay before
 * the offsets at which it began.
 */
export function expectedRows(
  log: FinalLog,
  committed: readonly CommittedRange[],
  book: { readonly records: RecordStore; readonly ledger: Ledger },
): ExpectedRows {
  const { records, ledger } = book;
  const partitionOf = new Int32Array(records.count).fill(NOT_EXPECTED);
  const offsetOf = new Float64Array(records.count);
  let rowCount = 0;
  const take = (id: number, partition: number, offset: number): void => {
    partitionOf[id] = partition;
    offsetOf[id] = offset;
    rowCount += 1;
  };
  log.partitions.forEach((view, partition) => {
    const { from, to } = committed[partition] ?? NOTHING_COMMITTED;
    const end = Math.min(view?.recordIds.length ?? 0, to);
    for (let offset = from; offset < end; offset++) {
      const id = view?.recordIds[offset] as number;
      if (id !== NO_RECORD && partitionOf[id] === NOT_EXPECTED) take(id, partition, offset);
    }
  });
  const isPresent = markPresent(log, records.count);
  for (let id = 0; id < records.count; id++) {
    if (partitionOf[id] !== NOT_EXPECTED || isPresent[id] === 1 || !ledger.isAcknowledged(id)) continue;
    const delivery = ledger.deliveryOf(id);
    if (delivery.kind === "acknowledged" && delivery.offset >= (committed[delivery.partition]?.from ?? 0))
      take(id, delivery.partition, delivery.offset);
  }
  return inOrder(partitionOf, offsetOf, rowCount);
}

/** The expected records in the order in which they were produced: their values then lie one behind the other. */
function inOrder(partitionOf: Int32Array, offsetOf: Float64Array, rowCount: number): ExpectedRows {
  const recordIds = new Uint32Array(rowCount);
  const partitions = new Int32Array(rowCount);
  const offsets = new Float64Array(rowCount);
  let row = 0;
  for (let id = 0; id < partitionOf.length; id++) {
    const partition = partitionOf[id] as number;
    if (partition === NOT_EXPECTED) continue;
    recordIds[row] = id;
    partitions[row] = partition;
    offsets[row] = offsetOf[id] as number;
    row += 1;
  }
  return { rowCount, recordIds, partitions, offsets };
}

/** The same rows in pieces of at most `size`; one piece without rows where there are none. */
export function splitRows(rows: ExpectedRows, size: number): readonly ExpectedRows[] {
  const { rowCount, recordIds, partitions, offsets } = rows;
  const pieces: ExpectedRows[] = [];
  for (let start = 0; start === 0 || start < rowCount; start += size) {
    const end = Math.min(rowCount, start + size);
    pieces.push({
      rowCount: end - start,
      recordIds: recordIds.subarray(start, end),
      partitions: partitions.subarray(start, end),
      offsets: offsets.subarray(start, end),
    });
  }
  return pieces;
}
