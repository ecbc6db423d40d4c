import { assert } from "../base/assert.ts";
import { BoundedQueue } from "../base/bounded-queue.ts";
import { formatCount } from "../base/format-number.ts";
import type { Probe } from "../base/probe.ts";
import type { Scheduler } from "../base/scheduler.ts";
import { type DurationUs, durationUs, millisecondsUs, SECOND, TIME_ZERO, type TimeUs } from "../base/time.ts";
import type { RecordStore } from "../source/record-store.ts";
import { BatchExecution, type FailureFacts } from "./batch-execution.ts";
import type { BatchTables } from "./batch-tables.ts";
import type { Checkpoint, OffsetLogEntry, TopicOffsets } from "./checkpoint.ts";
import type { CrashPoints } from "./crash-points.ts";
import { Driver } from "./driver.ts";
import { DriverHold } from "./driver-hold.ts";
import type { LogReader } from "./log-reader.ts";
import type { BatchProgress, JobStatus, MicroBatchConfig } from "./micro-batch-config.ts";
import { isBatchDelayed, limitOffsets, totalNewOffsets } from "./rate-limit.ts";
import { planRecovery } from "./recovery.ts";
import { nextTriggerTime } from "./trigger.ts";

/**
 * How long planning waits for leaders before the query fails: three tries (`fetchOffset.numRetries`) of one admin call
 * each, which itself retries for `default.api.timeout.ms` = 60 s. As KafkaOffsetReaderAdmin.
 */
const OFFSET_DEADLINE = durationUs(180 * SECOND);
/** `fetchOffset.numRetries` and `fetchOffset.retryIntervalMs`: offsets that went back are asked for again, lest a stale broker told them. */
const OFFSET_ATTEMPTS = 3;
const OFFSET_RETRY_INTERVAL = durationUs(SECOND);
/** `spark.sql.streaming.pollingDelay`: how long an idle query rests before it looks for data again. */
const POLLING_DELAY = millisecondsUs(10);
/** `spark.sql.streaming.numRecentProgressUpdates`. */
const RECENT_PROGRESS = 100;
/** `spark.sql.streaming.minBatchesToRetain`. */
const MIN_BATCHES_TO_RETAIN = 100;

/** The rooms a job works with. */
export type JobDependencies = {
  readonly scheduler: Scheduler;
  readonly probe: Probe;
  readonly log: LogReader;
  readonly records: RecordStore;
  readonly tables: BatchTables;
  readonly checkpoint: Checkpoint;
  readonly crashPoints: CrashPoints;
};

/**
 * A Structured Streaming query in micro-batch mode. Each batch: plan offsets, write the offset log, run the tasks, commit
 * the tables one after another, write the commit log. As Spark's MicroBatchExecution.
 *
 * Invariants: (1) one batch at a time; (2) a batch's offsets are in the offset log before any row is read; (3) the commit
 * log has N only after every table has committed N; (4) nothing but the checkpoint and the tables survives a crash.
 */
export class MicroBatchJob {
  readonly id: string;
  readonly config: MicroBatchConfig;
  readonly #deps: JobDependencies;
  #driver: Driver;
  #status: JobStatus = "stopped";
  #isStarted = false;
  readonly #hold: DriverHold;
  #nextBatchId = 0;
  #startOffsets: TopicOffsets | undefined;
  /** Since when the batch is worked on that is under way, or was last. */
  #batchStartedAtUs = TIME_ZERO;
  /** When the trigger fired that is being worked on. */
  #triggeredAt = TIME_ZERO;
  /** When a trigger last met `minOffsetsPerTrigger` or its `maxTriggerDelay`, with data or without. */
  #minimumMetAt: TimeUs | undefined;
  /** With available-now: the offsets found at the first trigger, at which this run of the query is done. */
  #finalOffsets: TopicOffsets | undefined;
  readonly #progress = new BoundedQueue<BatchProgress>(RECENT_PROGRESS);

  constructor(id: string, config: MicroBatchConfig, deps: JobDependencies) {
    this.id = id;
    this.config = config;
    this.#deps = deps;
    this.#driver = new Driver(id, deps.scheduler, deps.probe);
    this.#hold = new DriverHold(deps.scheduler, () => this.#restart());
  }

  get status(): JobStatus {
    return this.#status;
  }

  /** Whether the query was ever started. */
  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** When work began on the batch that is under way, or was last: at its trigger, or at the start of the driver that runs it again. */
  get batchStartedAtUs(): TimeUs {
    return this.#batchStartedAtUs;
  }

  /** True while the job has something to do by itself: a batch under way or a restart to come. */
  get isBusy(): boolean {
    return this.#status === "running" || this.#status === "planning" || this.#hold.isHeld;
  }

  /** The last batches that reached the commit log, oldest first. As StreamingQuery.recentProgress. */
  get recentProgress(): readonly BatchProgress[] {
    return this.#progress.items();
  }

  /** End offsets of the last committed batch, undefined before the first. */
  get committedOffsets(): TopicOffsets | undefined {
    const { commits, offsets } = this.#deps.checkpoint;
    const batchId = commits.latestBatchId;
    return batchId === undefined ? undefined : offsets.get(batchId)?.endOffsets;
  }

  /** Where the query began to read, undefined before its first trigger found out. */
  get initialOffsets(): TopicOffsets | undefined {
    return this.#deps.checkpoint.initialOffsets;
  }

  /** Starts the query on its checkpoint: a new one, or after a crash. */
  start(): void {
    assert(this.#status === "stopped" || this.#status === "crashed", `job ${this.id} is running already`);
    this.#isStarted = true;
    if (this.#hold.isHeld) {
      this.#die();
      return;
    }
    this.#driver = new Driver(this.id, this.#deps.scheduler, this.#deps.probe);
    this.#triggeredAt = this.#driver.now();
    this.#minimumMetAt = undefined;
    this.#finalOffsets = undefined;
    const recovery = planRecovery(this.#deps.checkpoint);
    if (!recovery.ok) {
      this.#fail(recovery.error);
      return;
    }
    const plan = recovery.value;
    if (plan.kind === "re-run") {
      const message = `Batch ${plan.batchId} has no commit: running it again with the same offsets`;
      this.#driver.report("batch-replayed", "warning", message, { batchId: plan.batchId });
      this.#nextBatchId = plan.batchId;
      this.#driver.after(this.config.service.planningUs, () => this.#runBatch(plan.entry, true));
      return;
    }
    this.#nextBatchId = plan.nextBatchId;
    this.#startOffsets = plan.kind === "continue" ? plan.startOffsets : undefined;
    this.#plan();
  }

  /**
   * The driver dies: what it held in memory is gone; `restartAfterUs` later the cluster manager starts it again. One that is dead
   * already, or was never started, stays down for that long at least.
   */
  crash(restartAfterUs: DurationUs): void {
    if (this.#isStarted && (this.#status === "failed" || this.#status === "stopped")) return;
    if (this.#isStarted && this.#status !== "crashed") this.#die();
    this.#hold.hold(restartAfterUs);
  }

  #die(): void {
    this.#driver.kill();
    this.#status = "crashed";
    const batchId = this.#nextBatchId;
    const isPlanned = this.#deps.checkpoint.offsets.latestBatchId === batchId;
    const where = isPlanned ? `batch ${batchId} not committed` : betweenBatches(batchId);
    this.#driver.report("driver-crashed", "error", `The driver of ${this.id} died, ${where}`, { batchId });
  }

  #restart(): void {
    if (!this.#isStarted) return;
    const batchId = this.#nextBatchId;
    this.#driver.report("driver-restarted", "info", `The driver of ${this.id} is up again`, { batchId });
    this.start();
  }

  #plan(attempt = 1): void {
    this.#status = "planning";
    const latest = this.#finalOffsets ?? this.#askForLatest(attempt);
    if (latest === undefined) return;
    const start = this.#startOffsets ?? this.#initialOffsets(latest);
    this.#startOffsets = start;
    if (this.#wentBack(latest) && attempt < OFFSET_ATTEMPTS) {
      this.#driver.after(OFFSET_RETRY_INTERVAL, () => this.#plan(attempt + 1));
      return;
    }
    if (this.config.trigger.kind === "available-now") this.#finalOffsets = latest;
    this.#planBatch(start, latest);
  }

  /** The high watermarks; undefined when a partition has no leader, and then planning goes on when it has one. */
  #askForLatest(attempt: number): TopicOffsets | undefined {
    const driver = this.#driver;
    const latest = this.#deps.log.latestOffsets(this.config.topic);
    if (latest.some((offset) => offset === undefined)) {
      const what = `the offsets of ${this.config.topic}: a partition has no leader`;
      const partition = latest.indexOf(undefined);
      const giveUp = (sinceUs: TimeUs): void => this.#fail(`timed out waiting for ${what}`, { partition, sinceUs });
      driver.retry(() => this.#plan(attempt), { what, deadlineUs: OFFSET_DEADLINE }, giveUp);
      return undefined;
    }
    driver.stopWaiting();
    return latest.map((offset) => offset ?? 0);
  }

  /** Where the query begins: settled once and kept in the checkpoint. As KafkaMicroBatchStream.getOrCreateInitialPartitionOffsets. */
  #initialOffsets(latest: TopicOffsets): TopicOffsets {
    const { checkpoint, log } = this.#deps;
    const { startingOffsets, topic } = this.config;
    checkpoint.initialOffsets ??= startingOffsets === "latest" ? latest : log.earliestOffsets(topic);
    return checkpoint.initialOffsets;
  }

  #wentBack(latest: TopicOffsets): boolean {
    return latest.some((offset, partition) => offset < (this.#startOffsets?.[partition] ?? 0));
  }

  /** The first batch runs whether or not there is data; later ones when an offset has moved. As MicroBatchExecution.isNewDataAvailable. */
  #planBatch(startOffsets: TopicOffsets, latest: TopicOffsets): void {
    const now = this.#driver.now();
    const { service } = this.config;
    const endOffsets = this.#endOffsets(startOffsets, latest, now);
    const isFirst = this.#deps.checkpoint.offsets.latestBatchId === undefined;
    if (!isFirst && endOffsets.every((offset, partition) => offset === startOffsets[partition])) {
      this.#endWithoutData();
      return;
    }
    const entry: OffsetLogEntry = { startOffsets, endOffsets, batchTimestampUs: now };
    this.#driver.after(durationUs(service.planningUs + service.walCommitUs), () => this.#writeOffsetLog(entry));
  }

  /** Where a batch that begins at `start` ends; at `start` itself when too little has come. As KafkaMicroBatchStream.latestOffset. */
  #endOffsets(start: TopicOffsets, latest: TopicOffsets, now: TimeUs): TopicOffsets {
    const { minimumRead, maxOffsetsPerTrigger } = this.config;
    if (minimumRead !== undefined) {
      if (isBatchDelayed(minimumRead, totalNewOffsets(start, latest), this.#minimumMetAt, now)) return start;
      this.#minimumMetAt = now;
    }
    return maxOffsetsPerTrigger === undefined ? latest : limitOffsets(start, latest, maxOffsetsPerTrigger);
  }

  /** With available-now the first trigger that finds nothing to do is the last. */
  #endWithoutData(): void {
    if (this.config.trigger.kind !== "available-now") {
      this.#waitForTrigger(POLLING_DELAY);
      return;
    }
    this.#status = "stopped";
    this.#driver.report("query-finished", "info", `Query ${this.id} has read what was available`, {});
  }

  #writeOffsetLog(entry: OffsetLogEntry): void {
    const { checkpoint } = this.#deps;
    const batchId = this.#nextBatchId;
    assert(checkpoint.offsets.add(batchId, entry), `batch ${batchId} is in the offset log already`);
    const records = totalNewOffsets(entry.startOffsets, entry.endOffsets);
    const endOffsets = entry.endOffsets.join(",");
    this.#driver.report("batch-planned", "info", `Batch ${batchId} planned: ${formatCount(records)} records`, {
      batchId,
      records,
      endOffsets,
    });
    checkpoint.offsets.purgeBelow(batchId - MIN_BATCHES_TO_RETAIN);
    checkpoint.commits.purgeBelow(batchId - MIN_BATCHES_TO_RETAIN);
    if (!this.#crashesAt(batchId, "offset-log")) this.#runBatch(entry, false);
  }

  #runBatch(entry: OffsetLogEntry, isReplay: boolean): void {
    this.#status = "running";
    const driver = this.#driver;
    // As Spark's triggerExecution: waiting for a partition's leader while planning is part of it.
    const startedAtUs = this.#triggeredAt;
    this.#batchStartedAtUs = startedAtUs;
    const execution = new BatchExecution(this.#nextBatchId, entry, {
      ...this.#deps,
      config: this.config,
      driver,
      crashesAt: (batchId, step) => this.#crashesAt(batchId, step),
      onFailed: (reason, facts) => this.#fail(reason, facts),
      onCommitted: (outcome) => {
        if (this.#progress.isFull) this.#progress.poll();
        this.#progress.offer({ ...outcome, isReplay, startedAtUs, endedAtUs: driver.now() });
        this.#startOffsets = entry.endOffsets;
        this.#nextBatchId = outcome.batchId + 1;
        this.#waitForTrigger(durationUs(0));
      },
    });
    execution.run();
  }

  /** `restUs` is the least pause where the trigger itself asks for none. */
  #waitForTrigger(restUs: DurationUs): void {
    const driver = this.#driver;
    const now = driver.now();
    const { trigger } = this.config;
    this.#status = "waiting";
    const intervalUs = trigger.kind === "processing-time" ? trigger.intervalUs : durationUs(0);
    const next = nextTriggerTime(this.#triggeredAt, now, intervalUs);
    driver.after(durationUs(intervalUs === 0 ? restUs : next - now), () => {
      this.#triggeredAt = driver.now();
      this.#plan();
    });
  }

  #fail(reason: string, facts: FailureFacts = {}): void {
    this.#driver.kill();
    this.#status = "failed";
    const message = `Query ${this.id} terminated with exception: ${reason}`;
    this.#driver.report("query-failed", "error", message, { reason, ...facts });
  }

  #crashesAt(batchId: number, step: string): boolean {
    const restartAfterUs = this.#deps.crashPoints.take(this.id, batchId, step);
    if (restartAfterUs !== undefined) this.crash(restartAfterUs);
    return restartAfterUs !== undefined;
  }
}

function betweenBatches(nextBatchId: number): string {
  return nextBatchId === 0 ? "before its first batch" : `between batches ${nextBatchId - 1} and ${nextBatchId}`;
}
