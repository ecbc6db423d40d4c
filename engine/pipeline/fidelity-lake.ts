import type { FidelityStatement } from "./fidelity-statement.ts";

/** A micro-batch job. */
export const JOB_FIDELITY: readonly FidelityStatement[] = [
  [
    "order of a batch",
    "modelled",
    "plan offsets, write the offset log, run the tasks, commit table after table, write the commit log. MicroBatchExecution",
  ],
  [
    "recovery",
    "modelled",
    "the latest entry of the offset log without a commit is planned and run again with the same offsets and the same batch time; where the query began to read is kept as well. populateStartOffsets, getOrCreateInitialPartitionOffsets",
  ],
  [
    "trigger",
    "modelled",
    "ProcessingTime on the epoch grid, counted from when a trigger fired; a batch that overruns is followed at once; `available-now` ends at the first trigger with nothing to read",
  ],
  [
    "first batch",
    "modelled",
    "runs as soon as the query starts, data or not: over an empty topic batch 0 is empty, and the data begins with batch 1. Later batches need data. MicroBatchExecution.isNewDataAvailable",
  ],
  [
    "offsets",
    "modelled",
    "`maxOffsetsPerTrigger` pro rata with Spark's rounding, `minOffsetsPerTrigger` with `maxTriggerDelay`, `startingOffsets`. KafkaMicroBatchStream",
  ],
  [
    "offsets that are gone",
    "modelled",
    "offsets that went back are asked for three times; then a range that ends before it begins, or reaches beyond the log, fails the query when it is read, or is skipped with `failOnDataLoss: false`. A task of Spark polls up to two minutes before it gives a range up, here it does so at once. KafkaOffsetReaderAdmin, KafkaDataConsumer",
  ],
  [
    "tasks",
    "simplified",
    "one for each partition with data, first come first served on the cores, without locality or speculation. TaskSchedulerImpl",
  ],
  [
    "time of a table's commit",
    "simplified",
    "a fixed part and a part for each row *of the batch*, whatever the table does with it; a skipped commit takes as long",
  ],
  [
    "reading the topic",
    "simplified",
    "the records are there when the tasks start: no fetch over the network. Waiting for a leader is there: 100 ms between tries, 180 s for planning, 480 s for reading",
  ],
  ["the driver's restart", "simplified", "takes what the fault says; the checkpoint store is always there"],
  [
    "poison records",
    "modelled",
    "a fault makes a source's application send a record of any value; the producer, the log, the ledger and the oracle treat it as the source's own",
  ],
  [
    "failing tasks and executors, shuffle, memory, adaptive execution",
    "not modelled",
    "the SQL of a batch runs as a whole",
  ],
  [
    "watermarks, windows, state, deduplication, stream joins, and the batches without data that they cause",
    "not modelled",
    "a gold table is an aggregate over all of silver, so nothing is dropped for being late",
  ],
  [
    "consumer groups and their rebalances",
    "not modelled",
    "Spark assigns partitions itself and commits no offsets to Kafka: lag is read off the checkpoint, and no group tool would show it",
  ],
  ["several topics for one job, continuous processing", "not modelled", ""],
];

/** Tables and their commits. */
export const TABLES_FIDELITY: readonly FidelityStatement[] = [
  [
    "one commit for each table",
    "modelled",
    "a table's rows change in one transaction and its log has the commit if that went through; no transaction spans two tables. Delta PROTOCOL.md",
  ],
  [
    "`txnAppId`, `txnVersion`",
    "modelled",
    "a batch at or below the stored version is skipped; the id is the job's. Off with `sink: { idempotent: false }`",
  ],
  [
    "versions and `AS OF`",
    "modelled",
    "every commit is a version, and the app reads every table as it was at any instant",
  ],
  [
    "merge",
    "simplified",
    "the latest row of a key by `orderBy`, then by correlation id; of several rows of one key in a batch, the latest is taken. Delta's MERGE fails on several matches unless you remove them first",
  ],
  ["change data feed", "simplified", "the groups of the rows that silver's commits added or replaced"],
  ["rejects", "modelled", "a second write with a commit of its own"],
  [
    "SQL",
    "simplified",
    "DuckDB's dialect and functions, not Spark's. Functions that give another value each time are refused",
  ],
  ["files, partitions, small files, checkpoints of the log, OPTIMIZE, VACUUM", "not modelled", ""],
  ["concurrent writers and their conflicts", "not modelled", "each table has one writer"],
  ["schema evolution, constraints, Iceberg", "not modelled", ""],
];
