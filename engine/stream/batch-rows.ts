import type { ColumnBatch } from "../base/columns.ts";
import { widened } from "../base/numeric.ts";
import { err, ok, type Result } from "../base/result.ts";
import { Utf8Builder } from "../base/utf8-builder.ts";
import type { RecordStore } from "../source/record-store.ts";
import type { LogReader, OffsetRange, ReadError } from "./log-reader.ts";
import type { TaskLoad } from "./task-model.ts";

/** Records with their places in a topic, as columns: one entry a record in each array. */
export type PlacedRows = {
  readonly rowCount: number;
  readonly recordIds: Uint32Array;
  readonly partitions: Int32Array;
  readonly offsets: Float64Array;
};

/** The rows of one micro-batch, in the order of (partition, offset). */
export type BatchRows = PlacedRows & {
  /** One load a partition with data: Spark's default of one task a topic partition. */
  readonly loads: readonly TaskLoad[];
};

/** Why a batch could not be read: what stopped the first partition that cannot be. */
export type PartitionReadError = ReadError & { readonly partition: number };

/** Reads the ranges, one a partition of `topic`; an empty one, or one that ends before it begins, has no records. */
export function readBatchRows(
  log: LogReader,
  records: RecordStore,
  topic: string,
  ranges: readonly OffsetRange[],
): Result<BatchRows, PartitionReadError> {
  const sizes = ranges.map(({ from, to }) => Math.max(0, to - from));
  const capacity = sizes.reduce((total, size) => total + size, 0);
  const recordIds = new Uint32Array(capacity);
  const partitions = new Int32Array(capacity);
  const offsets = new Float64Array(capacity);
  const loads: TaskLoad[] = [];
  let row = 0;
  for (const [partition, range] of ranges.entries()) {
    if (sizes[partition] === 0) continue;
    const firstRow = row;
    const read = log.read(topic, partition, range, (batch, firstIndex, endIndex, offsetOfFirst) => {
      recordIds.set(batch.recordIds.subarray(firstIndex, endIndex), row);
      for (let index = firstIndex; index < endIndex; index++) offsets[row++] = offsetOfFirst + index - firstIndex;
    });
    if (!read.ok) return err({ ...read.error, partition });
    partitions.fill(partition, firstRow, row);
    loads.push({ partition, records: row - firstRow, bytes: sumBytes(records, recordIds, firstRow, row) });
  }
  return ok({
    rowCount: row,
    recordIds: recordIds.subarray(0, row),
    partitions: partitions.subarray(0, row),
    offsets: offsets.subarray(0, row),
    loads,
  });
}

function sumBytes(records: RecordStore, recordIds: Uint32Array, from: number, to: number): number {
  let bytes = 0;
  for (let row = from; row < to; row++) bytes += records.valueSizeBytes(recordIds[row] as number);
  return bytes;
}

/** Where rows of bronze come from; in `values`, if given, lie the values of the last batch made with it. */
export type BronzePlace = { readonly topic: string; readonly batchId: number; readonly values?: Utf8Builder };

/**
 * The rows as bronze takes them: Kafka's columns (topic, partition, offset, timestamp, key, value), the record's headers
 * `event_time` and `correlation_id`, and the batch. `timestamp` is the virtual instant of the send, counted from 1970.
 */
export function bronzeColumns(
  records: RecordStore,
  rows: PlacedRows,
  { topic, batchId, values = new Utf8Builder() }: BronzePlace,
): ColumnBatch {
  const { rowCount, recordIds } = rows;
  values.clear();
  records.gatherValues(recordIds, 0, rowCount, values);
  const timestamps = new Float64Array(rowCount);
  records.gatherCreateTimesUs(recordIds, 0, rowCount, timestamps);
  const eventTimes = new Float64Array(rowCount);
  records.gatherEventTimesUs(recordIds, 0, rowCount, eventTimes);
  return {
    rowCount,
    columns: [
      { name: "topic", column: { kind: "dictionary", codes: new Int32Array(rowCount), dictionary: [topic] } },
      { name: "partition", column: { kind: "int32", values: rows.partitions } },
      { name: "offset", column: { kind: "int64", values: rows.offsets } },
      { name: "timestamp", column: { kind: "timestamp", values: timestamps } },
      { name: "key", column: records.keyColumn(recordIds) },
      { name: "value", column: values.column() },
      { name: "event_time", column: { kind: "timestamp", values: eventTimes } },
      { name: "correlation_id", column: { kind: "int64", values: widened(recordIds) } },
      { name: "batch_id", column: { kind: "int64", values: new BigInt64Array(rowCount).fill(BigInt(batchId)) } },
    ],
  };
}

/** Create times of a batch as runs: `weights[i]` records were sent at `createTimesUs[i]`. Partitions are read in order of send. */
export type CreateTimeRuns = {
  readonly createTimesUs: readonly number[];
  readonly weights: readonly number[];
  /** 0 without rows. */
  readonly newestCreateUs: number;
};

/** Folds the rows' create times into runs, so that a latency is counted once a run and not once a row. */
export function createTimeRuns(records: RecordStore, rows: BatchRows): CreateTimeRuns {
  const createTimesUs: number[] = [];
  const weights: number[] = [];
  let last = -1;
  let newestCreateUs = 0;
  for (let row = 0; row < rows.rowCount; row++) {
    const time = records.createTimeUs(rows.recordIds[row] as number);
    if (time === last) weights[weights.length - 1] = (weights[weights.length - 1] as number) + 1;
    else {
      createTimesUs.push(time);
      weights.push(1);
      last = time;
      newestCreateUs = Math.max(newestCreateUs, time);
    }
  }
  return { createTimesUs, weights, newestCreateUs };
}
