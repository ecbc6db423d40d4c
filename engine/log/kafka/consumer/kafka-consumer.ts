import { assert } from "../../../base/assert.ts";
import type { EventHandle } from "../../../base/event-queue.ts";
import { RandomStream } from "../../../base/random-stream.ts";
import { timeUs } from "../../../base/time.ts";
import type { BrokerDirectory, MetadataView } from "../messages.ts";
import type { Network } from "../network.ts";
import type { MachineId } from "../network-links.ts";
import type { TopicPartition } from "../topic-partition.ts";
import type { ConsumerConfig } from "./consumer-config.ts";
import type { ConsumerFailure } from "./consumer-failure.ts";
import { ConsumerMetadata, type TopicCatalogue } from "./consumer-metadata.ts";
import { ConsumerMetrics, type ConsumerMetricValues } from "./consumer-metrics.ts";
import { ConsumerNetwork } from "./consumer-network.ts";
import { Fetcher, type FetchOutcome } from "./fetcher.ts";
import { GroupMember, type GroupSubscription } from "./group-member.ts";
import { type PositionChange, PositionLookup } from "./position-lookup.ts";
import { SubscriptionState } from "./subscription-state.ts";

/** What a consumer is made of. */
export type ConsumerOptions = {
  /** Unique in the cluster: the name of its random streams, too. */
  readonly clientId: string;
  /** How many processes of this client there were before: each has random streams of its own. */
  readonly incarnation?: number;
  readonly config: ConsumerConfig;
  readonly machineId: MachineId;
  readonly brokerIds: readonly number[];
  readonly network: Network;
  readonly directory: BrokerDirectory;
  readonly catalogue: TopicCatalogue;
  readonly seed: number;
  /** What it learnt of the leaders before its first poll. */
  readonly metadata: MetadataView;
  /** The group that it belongs to, undefined for partitions that it assigns itself. */
  readonly group?: GroupSubscription | undefined;
  /** A position was looked up, or fell back because records are gone. */
  readonly onPositionChange?: (change: PositionChange) => void;
};

/** A call of poll that has not returned. */
type PendingPoll = { readonly deadlineUs: number; readonly onReturn: (outcome: FetchOutcome) => void };

/** How long close waits for the last commit. As ConsumerUtils.DEFAULT_CLOSE_TIMEOUT_MS. */
const CLOSE_TIMEOUT_US = 30_000_000;

const NEVER = Number.POSITIVE_INFINITY;

/**
 * A client that reads partitions. `poll` returns by calling back, in the same event or a later one. As KafkaConsumer.
 *
 * Invariants: (1) at most one poll is under way; (2) records are fetched ahead only from within poll; (3) at most one timer is
 * armed, for the earliest instant at which there is something to do.
 */
export class KafkaConsumer {
  readonly #options: ConsumerOptions;
  readonly #subscription = new SubscriptionState();
  readonly #metrics: ConsumerMetrics;
  readonly #network: ConsumerNetwork;
  readonly #positions: PositionLookup;
  readonly #fetcher: Fetcher;
  readonly #member: GroupMember | undefined;
  #failure: ConsumerFailure | undefined;
  #poll: PendingPoll | undefined;
  #isSuspended = false;
  #isClosed = false;
  #isRunning = false;
  #mustRunAgain = false;
  #timer: { readonly handle: EventHandle; readonly atUs: number } | undefined;

  constructor(options: ConsumerOptions) {
    this.#options = options;
    const { clientId, config, network, directory, machineId, brokerIds, seed } = options;
    const nowUs = () => network.scheduler.now();
    const streamOf = (name: string) =>
      new RandomStream(seed, `kafka/consumer/${clientId}/${options.incarnation ?? 0}/${name}`);
    const metadata = new ConsumerMetadata(options.catalogue, options.metadata);
    this.#metrics = new ConsumerMetrics(nowUs);
    this.#network = new ConsumerNetwork({
      config,
      network,
      directory,
      machineId,
      brokerIds,
      metadata,
      streamOf,
      wake: () => this.#run(),
    });
    const onFailure = (failure: ConsumerFailure) => {
      this.#failure = failure;
    };
    const shared = { config, network: this.#network, metadata, subscription: this.#subscription, nowUs };
    this.#positions = new PositionLookup({
      ...shared,
      onChange: (change) => options.onPositionChange?.(change),
      onFailure,
    });
    this.#fetcher = new Fetcher({ ...shared, clientId, metrics: this.#metrics });
    if (options.group === undefined) return;
    const isPolling = () => this.#poll !== undefined;
    const { group } = options;
    this.#member = new GroupMember({
      ...shared,
      clientId,
      group,
      metrics: this.#metrics,
      streamOf,
      isPolling,
      onFailure,
    });
  }

  /** Reads these partitions, without a group: positions come from `seek` or auto.offset.reset. */
  assign(partitions: readonly TopicPartition[]): void {
    this.#subscription.assign(partitions);
    this.#run();
  }

  /** The next offset that poll returns of a partition. */
  seek(partition: TopicPartition, offset: number): void {
    this.#subscription.seek(partition, { offset, leaderEpoch: -1 });
    this.#run();
  }

  /** The next offset of a partition, undefined while it has none. */
  position(partition: TopicPartition): number | undefined {
    const position = this.#subscription.of(partition)?.position ?? -1;
    return position < 0 ? undefined : position;
  }

  /** As the metric records-lag of a partition. */
  lagOf(partition: TopicPartition): number | undefined {
    return this.#subscription.lagOf(partition, this.#options.config.isolationLevel);
  }

  /** All metrics now, by their names in JMX. */
  get metrics(): ConsumerMetricValues {
    const lags = this.#subscription.partitions.flatMap((partition) => this.lagOf(partition) ?? []);
    const recordsLagMax = lags.length === 0 ? undefined : Math.max(...lags);
    return this.#metrics.read({ recordsLagMax, assignedPartitions: this.#subscription.size });
  }

  /** Returns at most max.poll.records as soon as there are any, none after `timeoutUs`, or what went wrong. */
  poll(timeoutUs: number, onReturn: (outcome: FetchOutcome) => void): void {
    assert(this.#poll === undefined && !this.#isClosed, "a consumer is polled by one thread, until it is closed");
    this.#metrics.pollStarted();
    this.#poll = { deadlineUs: this.#options.network.scheduler.now() + timeoutUs, onReturn };
    this.#run();
  }

  /** The member of the group; undefined for a consumer without one. */
  get member(): GroupMember | undefined {
    return this.#member;
  }

  /** The partitions that it reads now. */
  get assignment(): readonly TopicPartition[] {
    return this.#subscription.partitions;
  }

  /** Wakes the consumer: something was asked of its member that it is to do now. */
  wakeup(): void {
    this.#run();
  }

  /** Commits if auto commit is on and leaves the group, then is no more. `onClosed` runs when that has been said, not answered. */
  close(onClosed: () => void): void {
    this.#poll = undefined;
    const end = () => {
      // What has been sent still arrives: the machine closes the connection in order.
      this.kill();
      onClosed();
    };
    if (this.#member === undefined) end();
    else this.#member.close(CLOSE_TIMEOUT_US, end);
    this.#run();
  }

  /** The process stands still, heartbeats included, as in a long garbage collection. */
  suspend(): void {
    this.#isSuspended = true;
    this.#network.suspend();
  }

  /** The process goes on where it stood. */
  resume(): void {
    this.#isSuspended = false;
    this.#network.resume();
    this.#run();
  }

  /** The process is gone: nothing of it acts any more. */
  kill(): void {
    this.#isClosed = true;
    this.#poll = undefined;
    this.#network.close();
  }

  #run(): void {
    if (this.#isRunning) {
      this.#mustRunAgain = true;
      return;
    }
    if (this.#isSuspended || this.#isClosed) return;
    this.#isRunning = true;
    let nextUs: number;
    do {
      this.#mustRunAgain = false;
      nextUs = this.#runOnce();
    } while (this.#mustRunAgain && !this.#isClosed);
    this.#isRunning = false;
    this.#arm(nextUs);
  }

  #runOnce(): number {
    const networkUs = this.#network.run();
    const memberUs = this.#member?.run() ?? NEVER;
    return Math.min(networkUs, memberUs, this.#tryPoll());
  }

  /** One round of poll's loop. As ClassicKafkaConsumer.poll. */
  #tryPoll(): number {
    const poll = this.#poll;
    if (poll === undefined) return NEVER;
    const memberUs = this.#member?.poll() ?? NEVER;
    if (this.#member === undefined) this.#resetWithoutGroup();
    const positionsUs = this.#positions.run();
    const failure = this.#takeFailure();
    const outcome = failure ?? this.#fetcher.collect();
    // Fetches for the next poll go out before this one returns.
    const fetchesUs = this.#fetcher.send();
    const isOver = poll.deadlineUs <= this.#options.network.scheduler.now();
    if (outcome.kind === "failed" || outcome.count > 0 || isOver) {
      this.#poll = undefined;
      this.#metrics.pollEnded();
      poll.onReturn(outcome);
      return NEVER;
    }
    return Math.min(memberUs, positionsUs, fetchesUs, poll.deadlineUs);
  }

  #takeFailure(): FetchOutcome | undefined {
    const failure = this.#failure ?? this.#member?.failure;
    this.#failure = undefined;
    return failure === undefined ? undefined : { kind: "failed", ...failure };
  }

  #resetWithoutGroup(): void {
    const { autoOffsetReset } = this.#options.config;
    for (const assigned of this.#subscription.assigned) {
      if (assigned.status !== "initializing") continue;
      if (autoOffsetReset.kind !== "none") this.#subscription.requestReset(assigned, autoOffsetReset);
      else this.#failure = { error: "NO_OFFSET_FOR_PARTITION", subject: assigned.partition.label };
    }
  }

  #arm(atUs: number): void {
    const { scheduler } = this.#options.network;
    if (!Number.isFinite(atUs) || this.#isClosed) return;
    const dueUs = Math.max(atUs, scheduler.now());
    if (this.#timer !== undefined) {
      // A timer that fires too early only looks again.
      if (this.#timer.atUs <= dueUs) return;
      scheduler.cancel(this.#timer.handle);
    }
    const handle = scheduler.at(timeUs(dueUs), () => {
      this.#timer = undefined;
      this.#run();
    });
    this.#timer = { handle, atUs: dueUs };
  }
}
