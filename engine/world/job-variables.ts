import type { Probe, ProbeEvent } from "../base/probe.ts";
import type { TimeUs } from "../base/time.ts";
import type { MetricStore } from "../metrics/metric-store.ts";
import { variableName } from "../pipeline/state-variables.ts";
import { committedLatency } from "../stream/batch-execution.ts";
import type { MicroBatchJob } from "../stream/micro-batch-job.ts";

/** The variable `state` of a job. */
const JOB_STATE = { notStarted: 0, running: 1, driverDown: 2, stopped: 3, failed: 4 } as const;

/** Writes the state of a micro-batch job into the history. */
export class JobVariables {
  readonly #job: MicroBatchJob;
  readonly #metrics: MetricStore;
  readonly #probe: Probe;
  #recordsRead = 0;

  constructor(job: MicroBatchJob, metrics: MetricStore, probe: Probe) {
    this.#job = job;
    this.#metrics = metrics;
    this.#probe = probe;
  }

  /** What is true before the query starts. */
  start(atUs: TimeUs): void {
    this.sample(atUs);
    this.#record("records-read", atUs, 0);
    this.#record("is-running-batch", atUs, 0);
  }

  /** Writes down whether the job runs. */
  sample(atUs: TimeUs): void {
    this.#record("state", atUs, stateOf(this.#job));
  }

  /** Something happened to the job. */
  event({ kind, atUs, fields }: ProbeEvent): void {
    switch (kind) {
      case "batch-planned":
      case "batch-replayed":
        this.#record("is-running-batch", atUs, 1);
        return;
      case "batch-committed":
        this.#committed(atUs, Number(fields["batchId"]), Number(fields["records"]));
        return;
      case "driver-restarted":
        this.#record("state", atUs, JOB_STATE.running);
        return;
      case "driver-crashed":
      case "query-failed":
      case "query-finished":
        this.#record("state", atUs, stateOf(this.#job));
        this.#record("is-running-batch", atUs, 0);
        return;
    }
  }

  #committed(atUs: TimeUs, batchId: number, records: number): void {
    this.#recordsRead += records;
    this.#record("batch", atUs, batchId);
    this.#record("records-read", atUs, this.#recordsRead);
    this.#record("batch-records", atUs, records);
    this.#record("batch-duration-us", atUs, atUs - this.#job.batchStartedAtUs);
    this.#record("is-running-batch", atUs, 0);
    const latency = this.#metrics.histogram(committedLatency(this.#job.id));
    if (latency !== undefined) this.#record("latency-p95-us", atUs, latency.quantile(0.95));
  }

  #record(key: string, atUs: TimeUs, value: number): void {
    this.#probe.gauge(variableName(this.#job.id, key), atUs, value);
  }
}

function stateOf({ isStarted, status }: MicroBatchJob): number {
  if (!isStarted) return JOB_STATE.notStarted;
  switch (status) {
    case "crashed":
      return JOB_STATE.driverDown;
    case "stopped":
      return JOB_STATE.stopped;
    case "failed":
      return JOB_STATE.failed;
    case "planning":
    case "running":
    case "waiting":
      return JOB_STATE.running;
  }
}
