import { counter, entry, type VariableEntry } from "./variable-entry.ts";

const WRITE_THROTTLED = counter(
  "write-throttled",
  "Writes throttled",
  "records",
  "Times that a record was refused because its shard had taken 1 MiB or 1,000 records in the second (WriteProvisionedThroughputExceeded).",
);
const READ_THROTTLED = counter(
  "read-throttled",
  "Reads throttled",
  "count",
  "GetRecords calls that were refused because a shard had been read too much or too often (ReadProvisionedThroughputExceeded).",
);
const ITERATOR_AGE = entry(
  "iterator-age-us",
  "Iterator age",
  "us",
  "How old the last record was that the newest read returned (GetRecords.IteratorAgeMilliseconds): at the age of the retention records are lost.",
);

/** The variables of a Kinesis stream. */
export const STREAM_VARIABLES: readonly VariableEntry[] = [
  counter("records-in", "Records in", "records", "Records that the stream took (IncomingRecords)."),
  counter("bytes-in", "Bytes in", "bytes", "Bytes that the stream took, partition keys included (IncomingBytes)."),
  counter("records-out", "Records read", "records", "Records that reads returned or fan-out pushed, to all consumers."),
  WRITE_THROTTLED,
  READ_THROTTLED,
  ITERATOR_AGE,
  entry("open-shards", "Open shards", "count", "Shards that take records (OpenShardCount)."),
  entry("is-updating", "Updating", "flag", "1 while the stream is being resharded (StreamStatus UPDATING)."),
];

/** The variables of a KCL application. */
export const APPLICATION_VARIABLES: readonly VariableEntry[] = [
  entry("lag-records", "Lag", "records", "Records in the shards that no worker has processed yet."),
  entry("iterator-age-us", "Age of the oldest", "us", "How long the record waits that has waited longest."),
  counter("records-read", "Records processed", "records", "Records handed to record processors (RecordsProcessed)."),
  counter("duplicates", "Processed again", "records", "Times that a record was processed that had been before."),
  counter(
    "records-skipped",
    "Skipped",
    "records",
    "Records that nobody will process: the retention took them, or a lease without a checkpoint began at the latest again.",
  ),
  entry("leases", "Leases", "count", "Rows of the lease table (TotalLeases)."),
  counter(
    "lost-leases",
    "Leases lost",
    "count",
    "Times that a worker found that its lease was another's (LostLeases).",
  ),
  entry("workers-up", "Workers up", "count", "Workers whose process is there."),
];

/** The variables of one shard, under the name that `shardSubject` gives it. */
export const SHARD_VARIABLES: readonly VariableEntry[] = [
  counter("records-in", "Records in", "records", "Records that the shard took (IncomingRecords)."),
  WRITE_THROTTLED,
  READ_THROTTLED,
  ITERATOR_AGE,
  entry("is-closed", "Closed", "flag", "1 once others have taken over its hash keys."),
];

/** Whose variables those of one shard are; with a blank in it, it is no node's id. */
export function shardSubject(streamId: string, shardId: string): string {
  return `${streamId} ${shardId}`;
}

/** The variables of one worker, under the name that `workerSubject` gives it. */
export const WORKER_VARIABLES: readonly VariableEntry[] = [
  entry("current-leases", "Leases held", "count", "Leases that the worker believes to have (CurrentLeases)."),
  entry("is-up", "Up", "flag", "1 while the process is there, even if it stands still."),
];

/** Whose variables those of one worker are; with a blank in it, it is no node's id. */
export function workerSubject(applicationId: string, worker: number): string {
  return `${applicationId} worker-${worker}`;
}
