import { assert, assertDefined } from "../../../base/assert.ts";
import type { Probe, Severity } from "../../../base/probe.ts";
import { RandomStream } from "../../../base/random-stream.ts";
import type { Scheduler } from "../../../base/scheduler.ts";
import type { FanOutConsumer } from "../fan-out.ts";
import type { KinesisStream } from "../kinesis-stream.ts";
import { type ShardSlice, shardIdOf } from "../shard.ts";
import { ApplicationProgress } from "./application-progress.ts";
import type { KclConfig, ProcessorConfig } from "./kcl-config.ts";
import { KclWorker, type WorkerListener } from "./kcl-worker.ts";
import { type Checkpoint, type Lease, LeaseTable } from "./lease-table.ts";

/** Whose record processor has processed records, and of which shard; workers are counted from 1. */
export type ProcessedAt = { readonly worker: number; readonly shard: number };

/** What the user's own code is told of: records that a record processor has processed, in their order. */
export type RecordsListener = (slice: ShardSlice, at: ProcessedAt) => void;

/** What an application is made of. */
export type KclApplicationOptions = {
  readonly applicationName: string;
  readonly stream: KinesisStream;
  readonly workerCount: number;
  readonly config: KclConfig;
  readonly processor: ProcessorConfig;
  readonly scheduler: Scheduler;
  readonly probe: Probe;
  readonly seed: number;
  readonly onRecords?: RecordsListener;
};

/** What an application's metrics say now; sums since the start under the library's own names. */
export type KclReading = {
  readonly RecordsProcessed: number;
  readonly DataBytesProcessed: number;
  readonly MillisBehindLatest: number;
  readonly TotalLeases: number;
  readonly CurrentLeases: readonly number[];
  readonly LostLeases: number;
};

/** Events that are more than information. */
const SEVERITIES: Readonly<Record<string, Severity>> = {
  "worker-crashed": "error",
  "worker-paused": "warning",
  "lease-lost": "warning",
};

/** A worker, and how often a process was started for it. */
type WorkerPlace = { process: KclWorker | undefined; starts: number };

/**
 * An application made with the Kinesis Client Library: workers 1 to n that share the shards of a stream by leases. Faults strike
 * workers: they crash, come back as another process, or stand still. Records are processed at least once: again from the last
 * checkpoint after a crash, and twice where a lease changes hands while its old owner still works.
 */
export class KclApplication {
  readonly applicationName: string;
  readonly #options: KclApplicationOptions;
  readonly #table = new LeaseTable();
  readonly #progress: ApplicationProgress;
  readonly #workers: WorkerPlace[];
  readonly #fanOut: FanOutConsumer | undefined;
  #isStarted = false;
  #lostLeases = 0;

  constructor(options: KclApplicationOptions) {
    this.applicationName = options.applicationName;
    this.#options = options;
    this.#progress = new ApplicationProgress(options.stream);
    this.#workers = Array.from({ length: options.workerCount }, () => ({ process: undefined, starts: 0 }));
    this.#fanOut = this.#registerConsumer();
  }

  #registerConsumer(): FanOutConsumer | undefined {
    const { config, stream, applicationName } = this.#options;
    if (config.retrievalMode === "POLLING") return undefined;
    const consumer = stream.registerStreamConsumer(applicationName);
    assert(consumer.ok, `${applicationName} cannot be a consumer of ${stream.spec.name}`);
    return consumer.value;
  }

  get isStarted(): boolean {
    return this.#isStarted;
  }

  get workerCount(): number {
    return this.#workers.length;
  }

  /** What it has processed. */
  get progress(): ApplicationProgress {
    return this.#progress;
  }

  /** The rows of its lease table. */
  get leases(): readonly Lease[] {
    return this.#table.list();
  }

  /** Starts all workers. */
  start(): void {
    this.#isStarted = true;
    for (let worker = 1; worker <= this.#workers.length; worker++) this.#startProcess(worker);
  }

  /** A worker's process dies. */
  crashWorker(worker: number): void {
    const place = this.#place(worker);
    if (place.process === undefined) return;
    this.#report("worker-crashed", place.process.workerIdentifier, `crashed with ${place.process.leaseCount} leases`);
    place.process.crash();
    place.process = undefined;
  }

  /** A worker that crashed is started again: another process, with an identifier of its own and without leases. */
  restartWorker(worker: number): void {
    if (this.#place(worker).process !== undefined) return;
    this.#startProcess(worker);
    this.#report("worker-restarted", this.#place(worker).process?.workerIdentifier ?? "", "was started again");
  }

  /** A worker's process stands still. */
  pauseWorker(worker: number): void {
    const { process } = this.#place(worker);
    if (process === undefined || process.isPaused) return;
    process.pause();
    this.#report("worker-paused", process.workerIdentifier, `stands still with ${process.leaseCount} leases`);
  }

  /** A worker's process goes on, and works on what it had until it learns that its leases are gone. */
  resumeWorker(worker: number): void {
    const { process } = this.#place(worker);
    if (process === undefined || !process.isPaused) return;
    this.#report("worker-resumed", process.workerIdentifier, "goes on");
    process.resume();
  }

  /** Is a worker's process there, even if it stands still? */
  isWorkerUp(worker: number): boolean {
    return this.#place(worker).process !== undefined;
  }

  /** How many records wait that it will process: by shard. */
  lagByShard(): readonly number[] {
    return this.#options.stream.shards.map(({ number }) => (this.#willRead(number) ? this.#progress.lagOf(number) : 0));
  }

  /** How long the record has waited that has waited longest, in microseconds; 0 when none waits. */
  iteratorAgeUs(nowUs: number): number {
    let most = 0;
    for (const { number } of this.#options.stream.shards) {
      if (this.#willRead(number)) most = Math.max(most, this.#progress.ageOf(number, nowUs));
    }
    return most;
  }

  /** Has it begun with every shard that it has a lease for, and processed all that is there? */
  get isCaughtUp(): boolean {
    if (this.#table.isEmpty) return false;
    const isBegun = ({ leaseKey, checkpoint }: Lease) =>
      checkpoint.kind === "SHARD_END" || this.#progress.hasBegun(leaseKey);
    return this.leases.every(isBegun) && this.lagByShard().every((lag) => lag === 0);
  }

  /** What the metrics say now. */
  metrics(): KclReading {
    const processes = this.#workers.map(({ process }) => process);
    return {
      RecordsProcessed: this.#progress.recordsProcessed,
      DataBytesProcessed: this.#progress.bytesProcessed,
      MillisBehindLatest: Math.max(0, ...processes.map((process) => process?.behindLatestUs ?? 0)) / 1_000,
      TotalLeases: this.leases.length,
      CurrentLeases: processes.map((process) => process?.leaseCount ?? 0),
      LostLeases: this.#lostLeases,
    };
  }

  /** From the trim horizon, every shard. From the latest, what has a lease, and what came out of that. */
  #willRead(shard: number): boolean {
    if (this.#options.config.initialPositionInStream === "TRIM_HORIZON") return true;
    if (this.#progress.hasBegun(shard)) return true;
    if (this.#table.get(shard) !== undefined) return this.#table.get(shard)?.checkpoint.kind !== "LATEST";
    const { parent } = this.#options.stream.shards[shard]?.origin ?? {};
    return parent !== undefined && this.#willRead(parent);
  }

  #place(worker: number): WorkerPlace {
    return assertDefined(this.#workers[worker - 1], `${this.applicationName} has no worker ${worker}`);
  }

  #startProcess(worker: number): void {
    const { applicationName, stream, config, processor, scheduler, seed } = this.#options;
    const place = this.#place(worker);
    place.starts += 1;
    const name = `worker-${worker}`;
    const workerIdentifier = place.starts === 1 ? name : `${name}.${place.starts}`;
    place.process = new KclWorker({
      workerIdentifier,
      stream,
      table: this.#table,
      config,
      processor,
      fanOut: this.#fanOut,
      scheduler,
      random: new RandomStream(seed, `kinesis/kcl/${applicationName}/${workerIdentifier}`),
      listener: this.#listener(worker),
    });
    place.process.start();
  }

  #listener(number: number): WorkerListener {
    return {
      leaseTaken: (worker, { leaseKey, leaseOwner, checkpoint }) => {
        const from = leaseOwner === undefined ? "" : `, which was ${leaseOwner}'s`;
        const message = `took the lease of ${shardIdOf(leaseKey)}${from}, at ${describeCheckpoint(checkpoint)}`;
        this.#report("lease-taken", worker, message, { shard: leaseKey, from: leaseOwner ?? "" });
      },
      leaseLost: (worker, shard) => {
        this.#lostLeases += 1;
        this.#report("lease-lost", worker, `lost the lease of ${shardIdOf(shard)}`, { shard });
      },
      shardEnded: (worker, shard) => {
        this.#report("shard-end", worker, `has processed all of ${shardIdOf(shard)}`, { shard });
      },
      began: (shard, sequenceNumber) => this.#progress.begin(shard, sequenceNumber),
      processed: (shard, slice) => {
        this.#progress.processed(shard, slice);
        this.#options.onRecords?.(slice, { worker: number, shard });
      },
    };
  }

  #report(kind: string, worker: string, message: string, fields: Readonly<Record<string, number | string>> = {}): void {
    const { applicationName, probe, scheduler } = this.#options;
    probe.event({
      kind,
      atUs: scheduler.now(),
      subject: applicationName,
      severity: SEVERITIES[kind] ?? "info",
      message: `${worker} of ${applicationName} ${message}`,
      fields: { worker, ...fields },
    });
  }
}

function describeCheckpoint(checkpoint: Checkpoint): string {
  return checkpoint.kind === "SEQUENCE_NUMBER" ? `sequence number ${checkpoint.sequenceNumber}` : checkpoint.kind;
}
