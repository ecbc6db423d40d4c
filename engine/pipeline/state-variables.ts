import { assertDefined } from "../base/assert.ts";
import type { NodeKind } from "../scenario/scenario.ts";
import { APPLICATION_VARIABLES, STREAM_VARIABLES } from "./kinesis-variables.ts";
import { counter, entry, type VariableEntry } from "./variable-entry.ts";

/** What a table has whatever its layer. */
const ROW_VARIABLES: readonly VariableEntry[] = [
  entry(
    "version",
    "Version",
    "count",
    "The table's newest committed version, as in Delta's log; 0 before the first commit.",
  ),
  entry("rows", "Rows", "rows", "Rows that a reader sees now."),
  counter("rows-added", "Rows added", "rows", "Rows written by all commits so far, updates included."),
  counter(
    "rows-removed",
    "Rows removed",
    "rows",
    "Rows that commits took away or replaced, as Delta's deletion vectors do.",
  ),
];

/** What a table has through which every record of a batch goes. */
const STAGE_VARIABLES: readonly VariableEntry[] = [
  entry(
    "freshness-us",
    "Freshness",
    "us",
    "Age of the newest record that a reader sees: it grows while records wait, and falls at each commit.",
  ),
  entry(
    "latency-p95-us",
    "P95 latency",
    "us",
    "95 of 100 records so far were in the table this long after they were created, or sooner.",
  ),
];

const RAW_VARIABLES: readonly VariableEntry[] = [
  ...ROW_VARIABLES,
  ...STAGE_VARIABLES,
  counter("duplicates", "Duplicates", "rows", "Times that a record entered the table that was in it already."),
];

const ROWS_AGAIN = counter(
  "duplicates",
  "Duplicates",
  "rows",
  "Rows written once more by a batch that the table had committed before; what the log holds twice is counted there and in bronze.",
);

const DERIVED_VARIABLES: readonly VariableEntry[] = [...ROW_VARIABLES, ...STAGE_VARIABLES, ROWS_AGAIN];

/** By kind of node: the variables that the world records for it, under `<node id>/<key>`. */
export const NODE_VARIABLES: Readonly<Record<NodeKind, readonly VariableEntry[]>> = {
  source: [
    counter(
      "records-sent",
      "Records sent",
      "records",
      "Records that the application handed to its producer (record-send-total counts what the producer sent on).",
    ),
    counter(
      "records-acknowledged",
      "Acknowledged",
      "records",
      "Records whose batch was acknowledged by as many replicas as acks asks for; none with acks=0, which asks for no answer.",
    ),
    counter(
      "records-late",
      "Late",
      "records",
      "Records sent after they happened, by as much as the workload's lateness makes them wait; those of a data set are never late.",
    ),
    counter("records-failed", "Failed", "records", "Records that the producer gave up: the callback got an error."),
    entry(
      "records-pending",
      "Pending",
      "records",
      "Records in the producer's buffer or in flight: neither acknowledged nor failed yet.",
    ),
    counter(
      "retries",
      "Retries",
      "count",
      "Batches that the producer had to send again (record-retry-total counts their records).",
    ),
  ],
  topic: [
    entry(
      "lag-records",
      "Lag",
      "records",
      "Records between the committed offsets of the reading job, or of the first group, and the high watermarks.",
    ),
    counter("records-in", "Records in", "records", "Log end offsets, summed over the partitions."),
    counter(
      "records-out",
      "Records read",
      "records",
      "Offsets that the reading job, or the first group, has committed, summed over the partitions.",
    ),
    entry(
      "under-replicated-partitions",
      "Under-replicated",
      "count",
      "Partitions with fewer in-sync replicas than replicas (UnderReplicatedPartitions).",
    ),
    entry(
      "under-min-isr-partitions",
      "Under min ISR",
      "count",
      "Partitions with fewer in-sync replicas than min.insync.replicas: they refuse acks=all (UnderMinIsrPartitionCount).",
    ),
    entry("offline-partitions", "Offline", "count", "Partitions without a leader (OfflinePartitionsCount)."),
    counter(
      "records-lost",
      "Lost",
      "records",
      "Records that their producer was told are safe, or for which it asked no answer, and that left the log at an election whose leader lacked them.",
    ),
    counter(
      "duplicates",
      "Duplicates",
      "records",
      "Times that the log took a record that it had already, as far as readers see it.",
    ),
  ],
  "kinesis-stream": STREAM_VARIABLES,
  "kcl-application": APPLICATION_VARIABLES,
  "consumer-group": [
    entry(
      "lag-records",
      "Lag",
      "records",
      "Records between the group's committed offsets and the high watermarks, summed over its partitions (kafka-consumer-groups LAG).",
    ),
    entry(
      "lag-records-max",
      "Largest lag",
      "records",
      "The lag of the partition that is furthest behind, as its member sees it (records-lag-max).",
    ),
    entry(
      "time-to-clear-us",
      "Time to clear",
      "us",
      "How long until no record waits any more, at the rates of the last 10 seconds: the slowest partition decides. -1 when it would never end.",
    ),
    counter("records-read", "Records processed", "records", "Records that a member has processed, again or not."),
    counter(
      "duplicates",
      "Processed again",
      "records",
      "Times that a record was processed that some member had processed before.",
    ),
    counter(
      "records-skipped",
      "Skipped",
      "records",
      "Records that no member will process: past them by a reset, or given up.",
    ),
    counter("dead-letters", "Dead letters", "records", "Records that went to the dead-letter topic."),
    entry("members", "Members", "count", "Members that the coordinator counts."),
    entry("generation", "Generation", "count", "The group's generation, or its epoch with group.protocol consumer."),
    counter("rebalances", "Rebalances", "count", "Rebalances that have been finished (rebalance-total)."),
    entry("unowned-partitions", "Without an owner", "count", "Partitions that no living member reads now."),
    entry("state", "State", "id", "0 not started, 1 empty, 2 rebalancing, 3 stable, 4 failed."),
  ],
  "micro-batch": [
    entry(
      "lag-records",
      "Lag",
      "records",
      "Records between the job's committed offsets and the high watermarks of its topic.",
    ),
    entry("batch", "Batch", "id", "The last batch in the commit log."),
    counter("records-read", "Records read", "records", "numInputRows of all committed batches, summed."),
    entry("batch-records", "Batch rows", "records", "numInputRows of the last batch."),
    entry(
      "batch-duration-us",
      "Batch duration",
      "us",
      "From the batch's trigger to its entry in the commit log (durationMs.triggerExecution); of one that ran again, from the start of the driver that committed it.",
    ),
    entry(
      "is-running-batch",
      "In a batch",
      "flag",
      "1 from a batch's entry in the offset log to its entry in the commit log.",
    ),
    entry("state", "State", "id", "0 not started, 1 running, 2 driver down, 3 stopped, 4 failed."),
    entry(
      "latency-p95-us",
      "P95 latency",
      "us",
      "95 of 100 records so far were committed this long after they were created, or sooner.",
    ),
  ],
  bronze: RAW_VARIABLES,
  silver: [
    ...DERIVED_VARIABLES,
    counter("rejected", "Rejected", "rows", "Rows that broke a quality rule and went to the dead letters, or nowhere."),
  ],
  gold: DERIVED_VARIABLES,
  "dead-letter": [...ROW_VARIABLES, ROWS_AGAIN],
  reference: [entry("rows", "Rows", "rows", "Rows of the reference table; it does not change during a run.")],
};

/** The variables of one partition, under `<topic>-<partition>/<key>`. */
export const PARTITION_VARIABLES: readonly VariableEntry[] = [
  entry("leader", "Leader", "id", "The broker that leads the partition; -1 without one."),
  entry("leader-epoch", "Leader epoch", "count", "Grows with every election."),
  entry("in-sync-replicas", "In-sync replicas", "count", "How many replicas are in sync, the leader included."),
  entry(
    "isr-mask",
    "In-sync replicas",
    "mask",
    "Which brokers are in sync: bit b - 1 stands for broker b; only brokers 1 to 52.",
  ),
  entry("log-end-offset", "Log end offset", "count", "The offset that the next record will get."),
  entry(
    "high-watermark",
    "High watermark",
    "count",
    "Readers see the records before it: every in-sync replica has them.",
  ),
  entry(
    "committed-offset",
    "Committed offset",
    "count",
    "Where the checkpoint of the reading job, or the first group, has committed up to.",
  ),
];

/** The variables of one partition as one group reads it, under the name that `groupPartitionSubject` gives it. */
export const GROUP_PARTITION_VARIABLES: readonly VariableEntry[] = [
  entry("lag-records", "Lag", "records", "Records between the group's committed offset and the high watermark."),
  entry("owner", "Owner", "id", "The member that reads the partition, counted from 1; 0 while nobody does."),
  entry("committed-offset", "Committed offset", "count", "The offset that the group would go on from."),
];

/** Whose variables those of a partition of a group are; with a blank in it, it is no node's id. */
export function groupPartitionSubject(groupId: string, partitionLabel: string): string {
  return `${groupId} ${partitionLabel}`;
}

/** The variables of one reason of a dead-letter table, under the name that `reasonSubject` gives it. */
export const REASON_VARIABLES: readonly VariableEntry[] = [
  counter(
    "rows-rejected",
    "Rejected for it",
    "rows",
    "Rows of the dead-letter table that broke this rule, and none before it.",
  ),
];

/** Whose variables those of one reason are; with a blank in it, it is no node's id. */
export function reasonSubject(tableId: string, reason: string): string {
  return `${tableId} ${reason}`;
}

/** The variables of one broker, under `broker-<id>/<key>`. */
export const BROKER_VARIABLES: readonly VariableEntry[] = [
  entry("is-up", "Up", "flag", "1 while the process runs."),
  entry("is-fenced", "Fenced", "flag", "1 while the controller has it fenced: it leads nothing and is in no ISR."),
];

/** The name under which a run records a variable. */
export function variableName(subject: string, key: string): string {
  return `${subject}/${key}`;
}

/** The entry of a node's variable; asking for one that its kind does not have is a bug. */
export function variableOf(kind: NodeKind, key: string): VariableEntry {
  const found = NODE_VARIABLES[kind].find((variable) => variable.key === key);
  return assertDefined(found, `nodes of the kind ${kind} have no variable ${key}`);
}
