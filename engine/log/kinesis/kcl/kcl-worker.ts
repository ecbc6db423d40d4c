import type { RandomStream } from "../../../base/random-stream.ts";
import type { Scheduler } from "../../../base/scheduler.ts";
import { type DurationUs, durationUs, SECOND } from "../../../base/time.ts";
import type { FanOutConsumer } from "../fan-out.ts";
import type { KinesisStream } from "../kinesis-stream.ts";
import type { ShardSlice } from "../shard.ts";
import { FanOutPublisher } from "./fan-out-publisher.ts";
import { type HeldLease, HeldLeases } from "./held-leases.ts";
import { type KclConfig, type ProcessorConfig, renewerIntervalOf, takerIntervalOf } from "./kcl-config.ts";
import type { Lease, LeaseTable } from "./lease-table.ts";
import { LeaseTaker } from "./lease-taker.ts";
import { PollingPublisher } from "./polling-publisher.ts";
import type { RecordsPublisher } from "./records-publisher.ts";
import { ShardConsumer } from "./shard-consumer.ts";
import { WorkerClock } from "./worker-clock.ts";

/** A worker that finds no leases makes them after a while of 1 to 30 s, so that not all do. As Scheduler.initialize. */
const LEAST_SYNC_WAIT_US = SECOND;
const SYNC_WAIT_SPAN_US = 29 * SECOND;
const SYNC_CHECK_INTERVAL: DurationUs = durationUs(3 * SECOND);

/** Whom a worker tells what it does. */
export interface WorkerListener {
  leaseTaken(worker: string, before: Lease): void;
  leaseLost(worker: string, shard: number): void;
  shardEnded(worker: string, shard: number): void;
  began(shard: number, sequenceNumber: number): void;
  processed(shard: number, slice: ShardSlice): void;
}

/** What a worker works with. */
export type WorkerParts = {
  readonly workerIdentifier: string;
  readonly stream: KinesisStream;
  readonly table: LeaseTable;
  readonly config: KclConfig;
  readonly processor: ProcessorConfig;
  /** With enhanced fan-out: the application's registered consumer. */
  readonly fanOut: FanOutConsumer | undefined;
  readonly scheduler: Scheduler;
  readonly random: RandomStream;
  readonly listener: WorkerListener;
};

/**
 * A process of an application: it takes leases, renews them, and has a consumer for each. As Scheduler with
 * DynamoDBLeaseCoordinator.
 *
 * Invariants: (1) a consumer belongs to one holding of one lease; (2) after its death a worker does nothing.
 * Simplified: shards are found when leases are first made and at the ends of their parents, without the audit every two minutes;
 * every shard has a thread of its own.
 */
export class KclWorker {
  readonly #parts: WorkerParts;
  readonly #clock: WorkerClock;
  readonly #held: HeldLeases;
  readonly #taker: LeaseTaker;
  readonly #consumers = new Map<number, ShardConsumer>();

  constructor(parts: WorkerParts) {
    this.#parts = parts;
    this.#clock = new WorkerClock(parts.scheduler);
    this.#held = new HeldLeases(parts.table, parts.config.failoverTimeUs);
    this.#taker = new LeaseTaker(parts.workerIdentifier, parts.table, parts.config, parts.random);
  }

  get workerIdentifier(): string {
    return this.#parts.workerIdentifier;
  }

  /** How many leases it believes to have. As the metric CurrentLeases. */
  get leaseCount(): number {
    return this.#held.size;
  }

  get isPaused(): boolean {
    return this.#clock.isPaused;
  }

  /** The most that a consumer's last batch was behind the newest record of its shard. */
  get behindLatestUs(): number {
    let most = 0;
    for (const { state, behindLatestUs } of this.#consumers.values()) {
      if (state === "processing") most = Math.max(most, behindLatestUs);
    }
    return most;
  }

  /** Starts the process. */
  start(): void {
    const waitUs = LEAST_SYNC_WAIT_US + this.#parts.random.nextBelow(SYNC_WAIT_SPAN_US);
    this.#awaitLeases(this.#clock.now() + waitUs);
  }

  /** The process stands still; it knows nothing of that when it goes on. */
  pause(): void {
    this.#clock.pause();
  }

  /** The process goes on where it stood. */
  resume(): void {
    this.#clock.resume();
  }

  /** The process dies; its leases stay as they are. */
  crash(): void {
    this.#clock.kill();
    for (const consumer of this.#consumers.values()) consumer.abandon();
  }

  #awaitLeases(untilUs: number): void {
    if (this.#parts.table.isEmpty) {
      const leftUs = untilUs - this.#clock.now();
      if (leftUs > 0) {
        this.#clock.after(durationUs(Math.min(SYNC_CHECK_INTERVAL, leftUs)), () => this.#awaitLeases(untilUs));
        return;
      }
      this.#makeLeases();
    }
    this.#takeLeases();
    this.#renewLeases();
    this.#dispatch();
  }

  /** From the trim horizon: for the shards without parents, the others follow. From the latest: for the open ones. */
  #makeLeases(): void {
    const { stream, table, config } = this.#parts;
    const { initialPositionInStream } = config;
    for (const { number, isClosed, origin } of stream.shards) {
      const isWanted = initialPositionInStream === "LATEST" ? !isClosed : origin.parent === undefined;
      if (!isWanted) continue;
      const checkpoint = { kind: initialPositionInStream } as const;
      table.createIfNotExists({ leaseKey: number, checkpoint, parentShardIds: this.#parentsOf(number) });
    }
  }

  #parentsOf(shard: number): readonly number[] {
    const { parent, adjacentParent } = this.#parts.stream.shards[shard]?.origin ?? {};
    return [parent, adjacentParent].filter((number) => number !== undefined);
  }

  #takeLeases(): void {
    const { listener, config, workerIdentifier } = this.#parts;
    const nowUs = this.#clock.now();
    for (const { before, taken } of this.#taker.takeLeases(nowUs)) {
      this.#held.add(taken, nowUs);
      listener.leaseTaken(workerIdentifier, before);
    }
    this.#clock.after(takerIntervalOf(config), () => this.#takeLeases());
  }

  #renewLeases(): void {
    const { listener, config, workerIdentifier } = this.#parts;
    for (const shard of this.#held.renewAll(this.#clock.now())) listener.leaseLost(workerIdentifier, shard);
    this.#clock.after(renewerIntervalOf(config), () => this.#renewLeases());
  }

  /** Makes a consumer for every new holding and stops those whose holding is over. As Scheduler.runProcessLoop. */
  #dispatch(): void {
    const current = new Map(this.#held.current(this.#clock.now()).map((held) => [held.lease.leaseKey, held]));
    for (const [shard, consumer] of this.#consumers) {
      if (current.get(shard)?.token === consumer.token) continue;
      consumer.loseLease();
      this.#consumers.delete(shard);
    }
    for (const [shard, held] of current) if (!this.#consumers.has(shard)) this.#consume(shard, held);
    this.#clock.after(this.#parts.config.shardConsumerDispatchPollIntervalUs, () => this.#dispatch());
  }

  #consume(shard: number, { lease, token }: HeldLease): void {
    const { table, config, processor, listener, workerIdentifier } = this.#parts;
    const consumer = new ShardConsumer(
      {
        table,
        held: this.#held,
        config,
        processor,
        clock: this.#clock,
        parentsOf: (child) => this.#parentsOf(child),
        listener: {
          processed: (_shard, { slice }) => listener.processed(shard, slice),
          shardEnded: (_shard, children, isNews) => {
            if (isNews) listener.shardEnded(workerIdentifier, shard);
            this.#cleanUpLater(shard, children);
          },
          leaseLost: () => listener.leaseLost(workerIdentifier, shard),
        },
      },
      { leaseKey: shard, token },
      (onInput) => this.#publisherOf(shard, onInput),
    );
    this.#consumers.set(shard, consumer);
    consumer.start(lease);
  }

  #publisherOf(shard: number, onInput: () => void): RecordsPublisher {
    const { stream, config, fanOut, listener } = this.#parts;
    const onStart = (sequenceNumber: number) => listener.began(shard, sequenceNumber);
    const parts = { shard, stream, config, clock: this.#clock, onStart, onInput };
    return fanOut === undefined ? new PollingPublisher(parts) : new FanOutPublisher(parts, fanOut);
  }

  /** The lease of a finished shard goes when all its children are being worked on. As LeaseCleanupManager. */
  #cleanUpLater(shard: number, children: readonly number[]): void {
    this.#clock.after(this.#parts.config.completedLeaseCleanupIntervalUs, () => {
      const isBegun = (child: number): boolean => {
        const checkpoint = this.#parts.table.get(child)?.checkpoint.kind;
        return checkpoint !== undefined && checkpoint !== "TRIM_HORIZON";
      };
      if (!children.every(isBegun)) {
        this.#cleanUpLater(shard, children);
        return;
      }
      this.#parts.table.delete(shard);
      this.#held.drop(shard);
    });
  }
}
