/** In the place of a record: the offset holds none, but a transaction's marker or what compaction took before anybody read it. */
export const NO_RECORD = 0xffffffff;

/**
 * One partition's log at the end of a run: the record at offset o has the id `recordIds[o]`, or the offset has no record. What
 * retention or compaction took away is in it still, as it was read: taking it was no loss.
 */
export type FinalPartition = {
  readonly recordIds: Uint32Array;
  readonly highWatermark: number;
  /** Retention has taken what lies before it. */
  readonly logStartOffset: number;
};

/** A topic's log at the end of a run, by partition; undefined where nobody leads and so nobody can tell. */
export type FinalLog = { readonly topic: string; readonly partitions: readonly (FinalPartition | undefined)[] };

/** The offsets of one partition that a job's committed batches took: from where it began to read up to and without `to`. */
export type CommittedRange = { readonly from: number; readonly to: number };

export const NOTHING_COMMITTED: CommittedRange = { from: 0, to: 0 };

/** By record id: 1 when the record is in the log, wherever; the length is the number of records produced. */
export function markPresent(log: FinalLog, recordCount: number): Uint8Array {
  const isPresent = new Uint8Array(recordCount);
  for (const partition of log.partitions) {
    if (partition !== undefined) for (const id of partition.recordIds) if (id !== NO_RECORD) isPresent[id] = 1;
  }
  return isPresent;
}

/** How many of the records are in no log at all; undefined while a partition has no leader. */
export function countInNoLog(logs: readonly FinalLog[], recordCount: number): number | undefined {
  if (logs.some((log) => unreadablePartition(log) !== undefined)) return undefined;
  const found = logs.map((log) => markPresent(log, recordCount));
  let count = 0;
  for (let id = 0; id < recordCount; id++) if (found.every((isPresent) => isPresent[id] === 0)) count += 1;
  return count;
}

/** The first partition that nobody leads, undefined when all can be read. */
export function unreadablePartition(log: FinalLog): number | undefined {
  const partition = log.partitions.indexOf(undefined);
  return partition < 0 ? undefined : partition;
}
