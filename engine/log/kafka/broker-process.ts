import { assertDefined } from "../../base/assert.ts";
import type { RandomStream } from "../../base/random-stream.ts";
import { durationUs } from "../../base/time.ts";
import { AlterPartitionChannel } from "./alter-partition-channel.ts";
import type { ApiName, ApiRequest, ApiResponse } from "./api/kafka-api.ts";
import type { BrokerContext } from "./broker-context.ts";
import type { BrokerDisk } from "./broker-disk.ts";
import { BrokerLifecycle } from "./broker-lifecycle.ts";
import type { BrokerService, ServiceHost } from "./broker-service.ts";
import { isActiveBroker } from "./controller/broker-registration.ts";
import { FetchService } from "./fetch-service.ts";
import { isInMaximalIsr } from "./isr-state.ts";
import type {
  AlterPartitionItem,
  BrokerEndpoint,
  FetchRequest,
  MetadataDelta,
  MetadataSubscriber,
  MetadataView,
  ProduceRequest,
  ProduceResult,
} from "./messages.ts";
import { MetadataImage } from "./metadata-image.ts";
import type { Connection } from "./network.ts";
import type { LeaderHost, PartitionLeader } from "./partition-leader.ts";
import { ProduceService, type ProduceServiceHost } from "./produce-service.ts";
import { ClientQuotaManager } from "./quota/client-quota-manager.ts";
import { ReplicaManager } from "./replica-manager.ts";
import { RequestDispatcher } from "./request-dispatcher.ts";
import { RequestHandlerPool } from "./request-handler-pool.ts";
import { LogManager } from "./storage/log-manager.ts";
import type { TopicPartition } from "./topic-partition.ts";
import { TransactionVerifier } from "./transaction/transaction-verifier.ts";

/** As producer.id.expiration.check.interval.ms. */
const PRODUCER_EXPIRATION_CHECK_US = 600_000_000;

/** How long a coordinator waits for the in-sync replicas. As offsets.commit.timeout.ms. */
const COORDINATOR_WRITE_TIMEOUT_US = 5_000_000;

/**
 * One run of one broker's process, from its start to its death: it leads some partitions, follows others and forgets all of
 * that when it dies, except the logs. As BrokerServer.
 *
 * Invariants: (1) roles follow the metadata that the broker has applied, in the order of its offsets; (2) after `stop` nothing here
 * acts any more.
 */
export class BrokerProcess implements BrokerEndpoint, MetadataSubscriber {
  readonly brokerId: number;
  readonly lifecycle: BrokerLifecycle;
  readonly #context: BrokerContext;
  readonly #disk: BrokerDisk;
  readonly #image = new MetadataImage();
  readonly #replicas: ReplicaManager;
  readonly #handlers: RequestHandlerPool;
  readonly #fetches: FetchService;
  readonly #produces: ProduceService;
  readonly #verifier: TransactionVerifier;
  readonly #alterations: AlterPartitionChannel;
  readonly #services: readonly BrokerService[];
  readonly #dispatcher: RequestDispatcher;
  readonly #logs: LogManager;
  #isRunning = true;

  constructor(brokerId: number, context: BrokerContext, disk: BrokerDisk) {
    this.brokerId = brokerId;
    this.#context = context;
    this.#disk = disk;
    const isRunning = () => this.#isRunning;
    const { config, network, controllers, throttles } = context;
    const { scheduler } = network;
    this.#handlers = new RequestHandlerPool(disk, scheduler, isRunning);
    this.#replicas = new ReplicaManager({
      brokerId,
      context,
      disk,
      leaderHost: this.#makeLeaderHost(),
      isRunning,
      brokerEpoch: () => this.lifecycle.brokerEpoch,
      fetches: () => this.#fetches,
      made: (log) => this.#logs.adopt(log),
      services: () => this.#services,
      write: (sizeBytes, done) => {
        if (sizeBytes === 0) done();
        else if (this.#canWrite()) disk.write(sizeBytes, scheduler, done);
      },
    });
    const leaderOf = (partitionId: number) => this.#replicas.leaderOf(partitionId);
    this.lifecycle = new BrokerLifecycle({
      config,
      network,
      controllers,
      isRunning,
      subscriber: this,
      previousBrokerEpoch: disk.takeCleanShutdownMark(),
      rack: context.rackOf(brokerId),
      metadataOffset: () => this.#image.offset,
    });
    this.#fetches = new FetchService({
      config,
      scheduler,
      isRunning,
      leaderOf,
      mustThrottle: ({ partition, isr }, followerId) =>
        !isInMaximalIsr(isr, followerId) && throttles.mustWait("leader", brokerId, partition.id, scheduler.now()),
      sent: ({ partition, isr }, followerId, bytes) => {
        if (isInMaximalIsr(isr, followerId)) return;
        throttles.record("leader", brokerId, partition.id, { bytes, nowUs: scheduler.now() });
      },
    });
    const serviceHost = this.#makeServiceHost();
    this.#verifier = new TransactionVerifier(serviceHost);
    const verify = serviceHost.verifyTransaction;
    const write: ProduceServiceHost["write"] = (sizeBytes, work) => {
      if (this.#canWrite()) this.#handlers.write(sizeBytes, work);
    };
    const quota = new ClientQuotaManager(config.quotas, "producerByteRate");
    this.#produces = new ProduceService({ scheduler, isRunning, leaderOf, verify, write, quota }, this.#fetches);
    this.#alterations = new AlterPartitionChannel({
      brokerId,
      network,
      isRunning,
      channel: this.lifecycle.channel,
      brokerEpoch: () => this.lifecycle.brokerEpoch,
    });
    this.#logs = new LogManager({
      leads: (log) => this.#replicas.leaders.some((leader) => leader.log === log),
      brokerId,
      config: config.storage,
      scheduler,
      probe: context.probe,
      records: context.records,
      isRunning,
      logs: () => disk.logs.values(),
    });
    this.#services = context.makeServices(serviceHost);
    this.#dispatcher = new RequestDispatcher(this.#services, isRunning);
  }

  /** A write to a full disk takes the log directory offline, and a broker without any stops. As LogDirFailureHandler. */
  #canWrite(): boolean {
    if (this.#disk.isFull) this.#context.storageFailed(this.brokerId);
    return this.#isRunning;
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
      leaderOf: (partition) => this.#replicas.leaderOf(partition.id),
      partitionsOf,
      verifyTransaction: (transaction, onDone) => this.#verifier.verify(transaction, onDone),
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
        return isActiveBroker(known) && known?.brokerEpoch === brokerEpoch;
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
    return this.#replicas.leaderOf(partition.id);
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
    for (const leader of this.#replicas.leaders) leader.maybeShrinkIsr();
  }

  #checkpointHighWatermarks(): void {
    if (!this.#canWrite()) return;
    for (const log of this.#disk.logs.values()) log.checkpointHighWatermark();
  }

  #flush(): void {
    for (const log of this.#disk.logs.values()) log.flush();
  }

  #expireProducers(): void {
    const nowUs = this.#context.network.scheduler.now();
    for (const log of this.#disk.logs.values()) log.producers.removeExpiredProducers(nowUs);
  }

  /** Stops in order: leaderships are moved away first, then everything is written down. `onStopped` may take up to 5 minutes. */
  shutDown(onStopped: () => void): void {
    this.lifecycle.beginControlledShutdown(() => {
      this.writeDown();
      onStopped();
    });
  }

  /** Everything that only memory holds goes to disk, with the mark of a clean shutdown. As LogManager.shutdown. */
  writeDown(): void {
    this.#flush();
    this.#checkpointHighWatermarks();
    this.#disk.markCleanShutdown(this.lifecycle.brokerEpoch);
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
    this.#handlers.run(() => this.#fetches.fetch(request));
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
    this.#handlers.run(() => this.#dispatcher.dispatch(api, request, connection, onResponse));
  }

  /** Takes up the roles that the metadata gives this broker: leaders first. As ReplicaManager.applyDelta. */
  applyMetadata(delta: MetadataDelta): void {
    // A snapshot already holds what was decided before it and published after it.
    if (!this.#isRunning || delta.offset <= this.#image.offset) return;
    this.#image.apply(delta);
    this.#replicas.applyDelta(delta);
  }
}
