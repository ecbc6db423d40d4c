import type { RecordStore } from "../source/record-store.ts";
import type { FinalLog } from "./final-log.ts";
import { markPresent } from "./final-log.ts";
import type { Ledger } from "./ledger.ts";

/** Records with the place that each has, or had, in the log: the input of the oracle. */
export type ExpectedRows = {
  readonly rowCount: number;
  readonly recordIds: Uint32Array;
  readonly partitions: Int32Array;
  readonly offsets: Float64Array;
};

/**
 * The records that the tables should be made of, each once: those of the committed offset ranges, and those that a producer
 * was told are safe but that are in no leader's log any more. Left out is what the job has not come to yet.
 */
export function expectedRows(
  log: FinalLog,
  committedOffsets: readonly number[],
  book: { readonly records: RecordStore; readonly ledger: Ledger },
): ExpectedRows {
  const { records, ledger } = book;
  const recordIds = new Uint32Array(records.count);
  const partitions = new Int32Array(records.count);
  const offsets = new Float64Array(records.count);
  const isTaken = new Uint8Array(records.count);
  let rowCount = 0;
  const take = (id: number, partition: number, offset: number): void => {
    recordIds[rowCount] = id;
    partitions[rowCount] = partition;
    offsets[rowCount] = offset;
    isTaken[id] = 1;
    rowCount += 1;
  };
  log.partitions.forEach((view, partition) => {
    const end = Math.min(view?.recordIds.length ?? 0, committedOffsets[partition] ?? 0);
    for (let offset = 0; offset < end; offset++) {
      const id = view?.recordIds[offset] as number;
      if (isTaken[id] === 0) take(id, partition, offset);
    }
  });
  const isPresent = markPresent(log, records.count);
  for (let id = 0; id < records.count; id++) {
    if (isTaken[id] === 1 || isPresent[id] === 1 || !ledger.isAcknowledged(id)) continue;
    const delivery = ledger.deliveryOf(id);
    if (delivery.kind === "acknowledged" && delivery.offset >= 0) take(id, delivery.partition, delivery.offset);
  }
  return {
    rowCount,
    recordIds: recordIds.subarray(0, rowCount),
    partitions: partitions.subarray(0, rowCount),
    offsets: offsets.subarray(0, rowCount),
  };
}
