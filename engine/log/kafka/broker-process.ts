import { assertDefined } from "../../base/assert.ts";
import type { Probe } from "../../base/probe.ts";
import { RandomStream } from "../../base/random-stream.ts";
import { durationUs } from "../../base/time.ts";
import { AlterPartitionChannel } from "./alter-partition-channel.ts";
import type { ApiName, ApiRequest, ApiResponse } from "./api/kafka-api.ts";
import { BrokerLifecycle } from "./broker-lifecycle.ts";
import type { BrokerService, ServiceFactory, ServiceHost } from "./broker-service.ts";
import { NO_LEADER, type PartitionRegistration } from "./controller/partition-registration.ts";
import { FetchService } from "./fetch-service.ts";
import { FollowerFetcher } from "./follower-fetcher.ts";
import type { ClusterConfig } from "./kafka-config.ts";
import type {
  AlterPartitionItem,
  BrokerDirectory,
  BrokerEndpoint,
  ControllerEndpoint,
  FetchRequest,
  MetadataDelta,
  MetadataSubscriber,
  MetadataView,
  ProduceRequest,
  ProduceResult,
} from "./messages.ts";
import { MetadataImage } from "./metadata-image.ts";
import type { Connection, Network } from "./network.ts";
import { type LeaderHost, PartitionLeader } from "./partition-leader.ts";
import { ProduceService, type ProduceServiceHost } from "./produce-service.ts";
import { RequestDispatcher } from "./request-dispatcher.ts";
import { LogManager } from "./storage/log-manager.ts";
import type { LogRecords } from "./storage/log-validator.ts";
import { ReplicaLog } from "./storage/replica-log.ts";
import type { TopicPartition } from "./topic-partition.ts";
import { TransactionVerifier } from "./transaction/transaction-verifier.ts";

/** As producer.id.expiration.check.interval.ms. */
const PRODUCER_EXPIRATION_CHECK_US = 600_000_000;

/** How long a coordinator waits for the in-sync replicas. As offsets.commit.timeout.ms. */
const COORDINATOR_WRITE_TIMEOUT_US = 5_000_000;

/** What all brokers of a cluster share. */
export type BrokerContext = {
  readonly config: ClusterConfig;
  readonly network: Network;
  readonly probe: Probe;
  readonly controller: ControllerEndpoint;
  readonly directory: BrokerDirectory;
  /** Hands out producer ids, unique in the cluster. As the ProducerIdsBlock that brokers take from the controller. */
  readonly nextProducerId: () => number;
  /** The partitions of a topic, none as long as there is no such topic. */
  readonly partitionsOf: (topic: string) => readonly TopicPartition[];
  readonly makeServices: ServiceFactory;
  readonly records: LogRecords;
  /** For what differs from log to log by chance. */
  readonly seed: number;
};

/** The part of a broker that outlives its process. */
export type BrokerDisk = { readonly logs: Map<number, ReplicaLog>; fetchDelayUs: number };

/**
 * One run of one broker's process, from its start to its death: it leads some partitions, follows others and forgets all of
 * that when it dies, except the logs. As KafkaServer's BrokerServer with its ReplicaManager.
 *
 * Invariants: (1) a partition is either led or followed here, never both; (2) roles follow the metadata that the broker has
 * applied, in the order of its offsets; (3) after `stop` nothing here acts any more.
 */
export class BrokerProcess implements BrokerEndpoint, MetadataSubscriber {
  readonly brokerId: number;
  readonly lifecycle: BrokerLifecycle;
  readonly #context: BrokerContext;
  readonly #disk: BrokerDisk;
  readonly #image = new MetadataImage();
  readonly #leaders: (PartitionLeader | undefined)[] = [];
  readonly #fetchers = new Map<number, FollowerFetcher>();
  /** By partition id: the leader epoch in which it is followed. */
  readonly #followedEpochs = new Map<number, number>();
  readonly #fetches: FetchService;
  readonly #produces: ProduceService;
  readonly #alterations: AlterPartitionChannel;
  readonly #leaderHost: LeaderHost;
  readonly #services: readonly BrokerService[];
  readonly #dispatcher: RequestDispatcher;
  readonly #logs: LogManager;
  #isRunning = true;

  constructor(brokerId: number, context: BrokerContext, disk: BrokerDisk) {
    this.brokerId = brokerId;
    this.#context = context;
    this.#disk = disk;
    const isRunning = () => this.#isRunning;
    const leaderOf = (partitionId: number) => this.#leaders[partitionId];
    const { config, network, controller } = context;
    const { scheduler } = network;
    this.lifecycle = new BrokerLifecycle({
      config,
      network,
      controller,
      isRunning,
      subscriber: this,
      previousBrokerEpoch: -1,
      metadataOffset: () => this.#image.offset,
    });
    this.#fetches = new FetchService({ config, scheduler, isRunning, leaderOf });
    const serviceHost = this.#makeServiceHost();
    const verifier = new TransactionVerifier(serviceHost);
    const verify: ProduceServiceHost["verify"] = (transaction, onDone) => verifier.verify(transaction, onDone);
    this.#produces = new ProduceService({ scheduler, isRunning, leaderOf, verify }, this.#fetches);
    this.#alterations = new AlterPartitionChannel({
      brokerId,
      controller,
      isRunning,
      brokerEpoch: () => this.lifecycle.brokerEpoch,
      controllerConnection: () => this.lifecycle.connection,
    });
    this.#logs = new LogManager({
      brokerId,
      config: config.storage,
      scheduler,
      probe: context.probe,
      records: context.records,
      isRunning,
      logs: () => disk.logs.values(),
    });
    this.#leaderHost = this.#makeLeaderHost();
    this.#services = context.makeServices(serviceHost);
    this.#dispatcher = new RequestDispatcher(this.#services, isRunning);
  }

  #makeServiceHost(): ServiceHost {
    const { config, network, probe, directory, partitionsOf, nextProducerId } = this.#context;
    return {
      brokerId: this.brokerId,
      config,
      network,
      scheduler: network.scheduler,
      probe,
      directory,
      isRunning: () => this.#isRunning,
      leaderOf: (partition) => this.#leaders[partition.id],
      partitionsOf,
      newProducerId: nextProducerId,
      knownLeaderOf: (partition) => this.#image.leaderOf(partition.id),
      append: (partition, batch, onDone) =>
        this.#produces.appendLocally(
          { timeoutUs: COORDINATOR_WRITE_TIMEOUT_US, batches: [{ partition, batch }] },
          ([result]) => onDone(assertDefined(result, "one batch has one result")),
        ),
    };
  }

  #makeLeaderHost(): LeaderHost {
    return {
      brokerId: this.brokerId,
      replicaLagTimeMaxUs: this.#context.config.replicaLagTimeMaxUs,
      nowUs: () => this.#context.network.scheduler.now(),
      brokerEpochOf: (brokerId) => {
        if (brokerId === this.brokerId) return this.lifecycle.brokerEpoch;
        return this.#image.brokerOf(brokerId)?.brokerEpoch ?? -1;
      },
      isIsrEligible: (brokerId, brokerEpoch) => {
        const known = this.#image.brokerOf(brokerId);
        return known !== undefined && !known.isFenced && known.brokerEpoch === brokerEpoch;
      },
      submitAlterPartition: (leader: PartitionLeader, item: AlterPartitionItem) =>
        this.#alterations.submit(leader, item),
      advanced: (leader: PartitionLeader) => {
        for (const service of this.#services) service.advanced?.(leader);
      },
    };
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** The partition as this broker leads it, if it does. */
  leaderOf(partition: TopicPartition): PartitionLeader | undefined {
    return this.#leaders[partition.id];
  }

  /** Starts the periodic tasks at random phases, as on machines that were not started together. */
  startTasks(phases: RandomStream): void {
    const { config } = this.#context;
    this.#every(config.replicaLagTimeMaxUs / 2, phases, () => this.#shrinkIsrs());
    this.#every(config.highWatermarkCheckpointIntervalUs, phases, () => this.#checkpointHighWatermarks());
    this.#every(config.diskFlushIntervalUs, phases, () => this.#flush());
    this.#every(PRODUCER_EXPIRATION_CHECK_US, phases, () => this.#expireProducers());
    this.#logs.startTasks();
  }

  #every(spanUs: number, phases: RandomStream, act: () => void): void {
    const { scheduler } = this.#context.network;
    const interval = durationUs(Math.ceil(spanUs));
    const tick = () => {
      if (!this.#isRunning) return;
      act();
      scheduler.after(interval, tick);
    };
    scheduler.after(durationUs(phases.nextBelow(interval) + 1), tick);
  }

  #shrinkIsrs(): void {
    for (const leader of this.#leaders) leader?.maybeShrinkIsr();
  }

  #checkpointHighWatermarks(): void {
    for (const log of this.#disk.logs.values()) log.checkpointHighWatermark();
  }

  #flush(): void {
    for (const log of this.#disk.logs.values()) log.flush();
  }

  #expireProducers(): void {
    const nowUs = this.#context.network.scheduler.now();
    for (const log of this.#disk.logs.values()) log.producers.removeExpiredProducers(nowUs);
  }

  /** The process is gone, with everything but its disk. */
  stop(): void {
    this.#isRunning = false;
  }

  produce(
    request: ProduceRequest,
    connection: Connection,
    onResponse: (results: readonly ProduceResult[]) => void,
  ): void {
    this.#produces.produce(request, connection, onResponse);
  }

  fetch(request: FetchRequest): void {
    this.#fetches.fetch(request);
  }

  metadataView(): MetadataView {
    return this.#image.view();
  }

  initProducerId(): number {
    return this.#context.nextProducerId();
  }

  handle<A extends ApiName>(
    api: A,
    request: ApiRequest<A>,
    connection: Connection,
    onResponse: (response: ApiResponse<A>) => void,
  ): void {
    this.#dispatcher.dispatch(api, request, connection, onResponse);
  }

  /** Takes up the roles that the metadata gives this broker: leaders first. As ReplicaManager.applyDelta. */
  applyMetadata(delta: MetadataDelta): void {
    // A snapshot already holds what was decided before it and published after it.
    if (!this.#isRunning || delta.offset <= this.#image.offset) return;
    this.#image.apply(delta);
    const mine = delta.partitions.filter(({ registration }) => registration.replicas.includes(this.brokerId));
    for (const { partition, registration } of mine) {
      if (registration.leader === this.brokerId) this.#lead(partition, registration);
    }
    for (const { partition, registration } of mine) {
      if (registration.leader !== this.brokerId) this.#follow(partition, registration);
    }
  }

  #lead(partition: TopicPartition, registration: PartitionRegistration): void {
    const present = this.#leaders[partition.id];
    if (present?.leaderEpoch === registration.leaderEpoch) {
      present.updateRegistration(registration);
      return;
    }
    this.#unfollow(partition);
    const leader = new PartitionLeader(this.#leaderHost, partition, this.#logOf(partition), registration);
    this.#leaders[partition.id] = leader;
    if (present !== undefined) {
      leader.inheritWaiters(present);
      this.#fetches.wake(present);
    }
    for (const service of this.#services) service.leading?.(leader);
  }

  #follow(partition: TopicPartition, registration: PartitionRegistration): void {
    this.#resign(partition);
    if (this.#followedEpochs.get(partition.id) === registration.leaderEpoch) return;
    this.#unfollow(partition);
    this.#followedEpochs.set(partition.id, registration.leaderEpoch);
    if (registration.leader === NO_LEADER) return;
    this.#fetcherFor(registration.leader).follow(partition, registration.leaderEpoch);
  }

  #unfollow(partition: TopicPartition): void {
    this.#followedEpochs.delete(partition.id);
    for (const fetcher of this.#fetchers.values()) fetcher.unfollow(partition);
  }

  #resign(partition: TopicPartition): void {
    const leader = this.#leaders[partition.id];
    if (leader === undefined) return;
    this.#leaders[partition.id] = undefined;
    leader.resign();
    this.#fetches.wake(leader);
    for (const service of this.#services) service.resigned?.(partition);
  }

  #fetcherFor(leaderId: number): FollowerFetcher {
    let fetcher = this.#fetchers.get(leaderId);
    if (fetcher === undefined) {
      const { config, network, directory, probe } = this.#context;
      fetcher = new FollowerFetcher(
        {
          brokerId: this.brokerId,
          config,
          network,
          directory,
          probe,
          isRunning: () => this.#isRunning,
          brokerEpoch: () => this.lifecycle.brokerEpoch,
          fetchDelayUs: () => this.#disk.fetchDelayUs,
          logOf: (partition) => this.#logOf(partition),
        },
        leaderId,
      );
      this.#fetchers.set(leaderId, fetcher);
    }
    return fetcher;
  }

  #logOf(partition: TopicPartition): ReplicaLog {
    let log = this.#disk.logs.get(partition.id);
    if (log === undefined) {
      const { config, network, records, seed } = this.#context;
      log = new ReplicaLog(config.producerIdExpirationUs, {
        settings: partition.spec.log,
        label: partition.label,
        records,
        random: new RandomStream(seed, `kafka/broker-${this.brokerId}/${partition.label}/segment-jitter`),
        createdUs: network.scheduler.now(),
      });
      this.#disk.logs.set(partition.id, log);
      this.#logs.adopt(log);
    }
    return log;
  }
}
