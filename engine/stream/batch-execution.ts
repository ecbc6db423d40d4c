import { assertDefined } from "../base/assert.ts";
import { formatCount } from "../base/format-number.ts";
import type { LatencyMeter, Probe } from "../base/probe.ts";
import { durationUs, SECOND, type TimeUs } from "../base/time.ts";
import type { RecordStore } from "../source/record-store.ts";
import {
  type BatchRows,
  type CreateTimeRuns,
  createTimeRuns,
  type PartitionReadError,
  readBatchRows,
} from "./batch-rows.ts";
import type { BatchTables, CommitResult } from "./batch-tables.ts";
import type { Checkpoint, OffsetLogEntry } from "./checkpoint.ts";
import type { Driver } from "./driver.ts";
import type { LogReader, OffsetRange } from "./log-reader.ts";
import type { MicroBatchConfig } from "./micro-batch-config.ts";
import { runStage, stageDuration } from "./task-model.ts";

/** How long a task waits for its range: four attempts (`spark.task.maxFailures`) of `kafkaConsumer.pollTimeoutMs` = 120 s. */
const READ_DEADLINE = durationUs(480 * SECOND);

/**
 * What an exception came of: the table whose SQL could not take the rows; or the partition whose offsets are gone, or for which it
 * was waited in vain since `sinceUs`.
 */
export type FailureFacts = { readonly tableId?: string; readonly partition?: number; readonly sinceUs?: TimeUs };

/** What a batch works with. */
export type ExecutionContext = {
  readonly config: MicroBatchConfig;
  readonly driver: Driver;
  readonly log: LogReader;
  readonly records: RecordStore;
  readonly tables: BatchTables;
  readonly checkpoint: Checkpoint;
  readonly probe: Probe;
  /** True when the recipe kills the driver behind this step; the driver is dead when it returns. */
  readonly crashesAt: (batchId: number, step: string) => boolean;
  readonly onCommitted: (outcome: ExecutedBatch) => void;
  /** The query ends with this exception. */
  readonly onFailed: (reason: string, facts: FailureFacts) => void;
};

/** Under which name a job's latencies are metered: from a record's creation to the commit of its batch. */
export function committedLatency(jobId: string): string {
  return `${jobId}/committed`;
}

/** A batch that reached the commit log. */
export type ExecutedBatch = { readonly batchId: number; readonly numInputRows: number; readonly addBatchUs: number };

/**
 * One batch from its entry in the offset log to its entry in the commit log: read the ranges, run the tasks, commit table
 * after table, commit. Each step is an instant at which the driver can die.
 */
export class BatchExecution {
  readonly #batchId: number;
  readonly #entry: OffsetLogEntry;
  readonly #context: ExecutionContext;
  readonly #startedAt: TimeUs;
  /** By partition: what is read, less than the entry says once some of it turned out to be gone. */
  #ranges: readonly OffsetRange[];
  #rows: BatchRows | undefined;
  #runs: CreateTimeRuns | undefined;

  constructor(batchId: number, entry: OffsetLogEntry, context: ExecutionContext) {
    this.#batchId = batchId;
    this.#entry = entry;
    this.#context = context;
    this.#startedAt = context.driver.now();
    this.#ranges = entry.endOffsets.map((to, partition) => ({ from: entry.startOffsets[partition] ?? 0, to }));
  }

  /** Reads the ranges and runs the tasks; waits while a partition has no leader. */
  run(): void {
    const { topic, failOnDataLoss } = this.#context.config;
    for (const [partition, { from, to }] of this.#ranges.entries()) {
      if (to >= from) continue;
      const sentence = `Partition ${topic}-${partition}'s offset was changed from ${from} to ${to}, some data may have been missed`;
      if (failOnDataLoss) {
        this.#context.onFailed(sentence, { partition });
        return;
      }
      this.#reportLoss(sentence, partition);
    }
    this.#read();
  }

  #read(): void {
    const { log, records, config, driver } = this.#context;
    const read = readBatchRows(log, records, config.topic, this.#ranges);
    if (!read.ok) {
      if (read.error.name === "OFFSET_OUT_OF_RANGE") this.#skipMissing(read.error);
      else this.#readLater(read.error);
      return;
    }
    driver.stopWaiting();
    this.#rows = read.value;
    this.#runs = createTimeRuns(records, read.value);
    const stage = runStage(read.value.loads, config.cores, config.service);
    driver.after(stageDuration(stage), () => this.#endTasks(read.value));
  }

  #readLater({ message, partition }: PartitionReadError): void {
    const { driver, onFailed } = this.#context;
    const waiting = { what: message, deadlineUs: READ_DEADLINE };
    driver.retry(
      () => this.#read(),
      waiting,
      (sinceUs) => onFailed(`timed out: ${message}`, { partition, sinceUs }),
    );
  }

  /** Takes of a range what the log still has, unless `failOnDataLoss`. As KafkaDataConsumer.getEarliestAvailableOffsetBetween. */
  #skipMissing(error: PartitionReadError): void {
    const { log, config, onFailed } = this.#context;
    const { partition } = error;
    if (config.failOnDataLoss) {
      onFailed(error.message, { partition });
      return;
    }
    const latest = log.latestOffsets(config.topic)[partition];
    if (latest === undefined) {
      this.#readLater(error);
      return;
    }
    this.#reportLoss(`${error.message}; what is missing is skipped`, partition);
    const earliest = log.earliestOffsets(config.topic)[partition] ?? 0;
    this.#ranges = this.#ranges.map((range, index) =>
      index === partition ? { from: Math.max(range.from, earliest), to: Math.min(range.to, latest) } : range,
    );
    this.#read();
  }

  #reportLoss(sentence: string, partition: number): void {
    const { from = 0, to = 0 } = this.#ranges[partition] ?? {};
    this.#context.driver.report("data-loss-skipped", "warning", sentence, { partition, from, to });
  }

  #endTasks(rows: BatchRows): void {
    if (this.#context.crashesAt(this.#batchId, "tasks")) return;
    this.#context.tables.stage(rows, this.#batchId);
    this.#commitTable(0);
  }

  #commitTable(index: number): void {
    const { tables, driver, config, crashesAt, onFailed } = this.#context;
    const tableId = tables.tableIds[index];
    if (tableId === undefined) {
      this.#endTables();
      return;
    }
    const { perTableCommitUs, perRowWrittenNs } = config.service;
    const rowCount = this.#rows?.rowCount ?? 0;
    driver.after(durationUs(perTableCommitUs + Math.round((rowCount * perRowWrittenNs) / 1_000)), () => {
      const result = tables.commit(tableId, { batchId: this.#batchId, atUs: driver.now() });
      if (result?.kind === "failed") {
        onFailed(`${tableId} cannot take batch ${this.#batchId}: ${result.reason}`, { tableId });
        return;
      }
      if (result !== undefined) this.#reportCommit(tableId, result);
      if (!crashesAt(this.#batchId, tableId)) this.#commitTable(index + 1);
    });
  }

  #reportCommit(tableId: string, result: Exclude<CommitResult, { kind: "failed" }>): void {
    const { driver, probe, tables } = this.#context;
    const batchId = this.#batchId;
    const { kind, ...facts } = result;
    if (kind === "skipped") {
      const reason = `${tableId} skips batch ${batchId}: its txnVersion is stored already`;
      driver.report("commit-skipped", "info", reason, { tableId, batchId });
      return;
    }
    const { createTimesUs, newestCreateUs } = this.#createTimes();
    const message = `${tableId} is at version ${facts.version} with batch ${batchId}`;
    const newest = createTimesUs.length > 0 ? { newestCreateUs } : {};
    driver.report("table-committed", "info", message, { tableId, batchId, ...newest, ...facts });
    if (tables.takesWholeBatch(tableId)) this.#meterLatencies(probe.latencyMeter(tableId));
  }

  #createTimes(): CreateTimeRuns {
    return assertDefined(this.#runs, "a batch has create times once its rows are read");
  }

  /** Every record of the batch has come as far as the meter stands for, now. */
  #meterLatencies(meter: LatencyMeter): void {
    const now = this.#context.driver.now();
    const { createTimesUs, weights } = this.#createTimes();
    for (let run = 0; run < createTimesUs.length; run++) {
      meter.record(now - (createTimesUs[run] as number), weights[run] as number);
    }
  }

  #endTables(): void {
    const { driver, probe, config, checkpoint, onCommitted, crashesAt } = this.#context;
    const batchId = this.#batchId;
    if (crashesAt(batchId, "tables")) return;
    const addBatchUs = driver.now() - this.#startedAt;
    driver.after(config.service.commitOffsetsUs, () => {
      checkpoint.commits.add(batchId, { nextBatchWatermarkUs: 0 });
      this.#meterLatencies(probe.latencyMeter(committedLatency(driver.jobId)));
      const numInputRows = this.#rows?.rowCount ?? 0;
      const message = `Batch ${batchId} committed: ${formatCount(numInputRows)} records`;
      driver.report("batch-committed", "info", message, {
        batchId,
        records: numInputRows,
        endOffsets: this.#entry.endOffsets.join(","),
      });
      onCommitted({ batchId, numInputRows, addBatchUs });
    });
  }
}
