import type { Probe } from "../../../base/probe.ts";
import type { RandomStream } from "../../../base/random-stream.ts";
import { durationUs } from "../../../base/time.ts";
import type { ClusterConfig } from "../kafka-config.ts";
import type { KafkaErrorName } from "../kafka-error.ts";
import type {
  AlterPartitionRequest,
  AlterPartitionResult,
  BrokerRegistrant,
  ControllerEndpoint,
  HeartbeatResult,
  MetadataSubscriber,
  RegistrationResult,
} from "../messages.ts";
import type { Connection, Network } from "../network.ts";
import type { TopicPartition } from "../topic-partition.ts";
import type { BrokerRegistration } from "./broker-registration.ts";
import { type BrokerControlState, type BrokerHeartbeat, ClusterControl } from "./cluster-control.ts";
import { ClusterMetrics } from "./cluster-metrics.ts";
import { ClusterReport } from "./cluster-report.ts";
import { MetadataChanges, type PartitionState } from "./metadata-changes.ts";
import { MetadataLog, type Replicate } from "./metadata-log.ts";
import { isReassigning, newPartition, type PartitionRegistration } from "./partition-registration.ts";
import { ReplicationControl } from "./replication-control.ts";

/** Stale brokers are looked for this many times in a session timeout. As QuorumController.maybeFenceStaleBrokerPeriodNs. */
const FENCING_CHECKS_PER_SESSION = 8;

/** The pause of a periodic task that may not be done yet. As PeriodicTask.IMMEDIATE_PERIOD_NS. */
const IMMEDIATE_PERIOD_US = 10_000;

/** Partitions to create, each with its replicas, the first of which leads. */
export type PartitionPlacement = { readonly partition: TopicPartition; readonly replicas: readonly number[] };

/** What the controller is made of. */
export type ControllerOptions = {
  readonly config: ClusterConfig;
  readonly network: Network;
  readonly probe: Probe;
  /** How the quorum commits; without it a decision takes one round trip of the network. */
  readonly replicate?: Replicate;
  /** The replicas of a partition are where they were to be, or the move was given up. */
  readonly reassigned?: (partition: TopicPartition) => void;
};

/**
 * The cluster's active controller: what every event makes of the metadata. As QuorumController over ClusterControlManager and
 * ReplicationControlManager.
 *
 * Invariants: (1) only here does metadata change; (2) one stale broker is fenced at a time, 10 ms apart; (3) a decision is
 * published and answered when the quorum has committed it; (4) without its office it decides nothing.
 */
export class Controller implements ControllerEndpoint {
  readonly #config: ClusterConfig;
  readonly #network: Network;
  readonly #report: ClusterReport;
  readonly #metrics: ClusterMetrics;
  readonly #cluster: ClusterControl;
  readonly #replication: ReplicationControl;
  readonly #log: MetadataLog;
  #isActive = true;
  /** Partitions whose creation was not committed: whoever asked for them asks again. */
  #uncreated: readonly PartitionState[] = [];

  constructor({ config, network, probe, replicate, reassigned }: ControllerOptions) {
    this.#config = config;
    this.#network = network;
    const report = new ClusterReport(probe, network.scheduler);
    this.#report = report;
    const metrics = new ClusterMetrics(probe, network.scheduler);
    this.#metrics = metrics;
    metrics.officeChanged(true);
    this.#cluster = new ClusterControl(config.brokerSessionTimeoutUs, (before, after) =>
      metrics.brokerChanged(before, after),
    );
    this.#replication = new ReplicationControl({
      cluster: this.#cluster,
      metadataVersion: config.metadataVersion,
      elrRules: config.elrRules,
      isrAltered: (leader, before, after) => metrics.isrAltered(leader, before, after),
      replaced: (partition, before, after) => {
        metrics.partitionChanged(partition, before, after);
        if (before === undefined) report.gauges(partition, after);
        else report.partitionChanged(partition, before, after);
        if (before !== undefined && isReassigning(before) && !isReassigning(after)) reassigned?.(partition);
      },
    });
    const roundTripUs = durationUs(2 * config.networkLatencyUs);
    this.#log = new MetadataLog(replicate ?? ((act) => void network.scheduler.after(roundTripUs, act)));
  }

  /** What the controller knows of a partition now. */
  registrationOf(partition: TopicPartition): PartitionRegistration {
    return this.#replication.registrationOf(partition);
  }

  /** What the controller knows of its brokers now. */
  get brokers(): readonly BrokerRegistration[] {
    return this.#cluster.brokers;
  }

  /** Starts the periodic tasks at random phases. */
  startTasks(phases: RandomStream): void {
    const config = this.#config;
    const checkUs = Math.ceil(config.brokerSessionTimeoutUs / FENCING_CHECKS_PER_SESSION);
    this.#every(checkUs, phases, () => this.#fenceOneStaleBroker());
    this.#every(config.uncleanLeaderElectionIntervalUs, phases, () => {
      this.#decide((changes) => this.#replication.electUncleanLeaders(changes));
      return false;
    });
    if (!config.isAutoLeaderRebalanceEnabled) return;
    this.#every(config.leaderImbalanceCheckIntervalUs, phases, () =>
      this.#decide((changes) => this.#replication.balanceLeaders(changes)),
    );
  }

  /** `act` says whether there may be more to do, which makes the next pause a short one. As PeriodicTaskControlManager. */
  #every(spanUs: number, phases: RandomStream, act: () => boolean): void {
    const { scheduler } = this.#network;
    const tick = () => {
      const mayHaveMore = this.#isActive && act();
      scheduler.after(durationUs(mayHaveMore ? IMMEDIATE_PERIOD_US : spanUs), tick);
    };
    scheduler.after(durationUs(phases.nextBelow(spanUs) + 1), tick);
  }

  /** One event of the controller: what it decides is appended to the metadata log as one piece. */
  #decide<T>(act: (changes: MetadataChanges) => T): T {
    const changes = new MetadataChanges();
    const result = act(changes);
    this.#log.append(changes);
    this.#metrics.tell();
    return result;
  }

  /** Takes in a broker that was registered and unfenced before the run began. */
  adopt(subscriber: MetadataSubscriber, connection: Connection, rack?: string): BrokerRegistration {
    const { brokerId } = subscriber;
    const brokerEpoch = this.#log.nextOffset();
    const broker = this.#cluster.put({
      brokerId,
      brokerEpoch,
      isFenced: false,
      ...(rack === undefined ? {} : { rack }),
    });
    this.#cluster.touch({ brokerId, brokerEpoch, metadataOffset: brokerEpoch, wantsShutDown: false }, this.#nowUs());
    this.#log.subscribe(subscriber, connection);
    return broker;
  }

  /** Partitions that are there from the start, with everybody in sync: all brokers know them at once. */
  createPartitions(created: readonly PartitionPlacement[]): void {
    const changes = new MetadataChanges();
    changes.brokers.push(...this.#cluster.brokers);
    this.#create(changes, created);
    this.#log.appendAtOnce(changes);
    this.#metrics.tell();
  }

  /** Partitions that come while the cluster runs. As createPartitions and createTopics. */
  addPartitions(created: readonly PartitionPlacement[]): void {
    this.#decide((changes) => this.#create(changes, created));
  }

  #create(changes: MetadataChanges, created: readonly PartitionPlacement[]): void {
    for (const { partition, replicas } of created) {
      const registration = newPartition(replicas);
      changes.partitions.push({ partition, registration });
      this.#replication.put(partition, registration);
    }
  }

  /**
   * A process registers. As long as an earlier process of the same broker has a session it is refused, unless that one was shutting
   * down; otherwise it comes in fenced, and what the earlier one led goes to others. As ClusterControlManager.registerBroker.
   */
  register(registrant: BrokerRegistrant, connection: Connection, respond: (result: RegistrationResult) => void): void {
    const { subscriber, previousBrokerEpoch, rack } = registrant;
    const { brokerId } = subscriber;
    const known = this.#cluster.registrationOf(brokerId);
    const hasSession = this.#cluster.heartbeats.hasValidSession(brokerId, this.#nowUs());
    if (hasSession && known?.isInControlledShutdown !== true) {
      this.#log.whenCommitted(() => respond({ kind: "refused", error: "DUPLICATE_BROKER_REGISTRATION" }));
      return;
    }
    const brokerEpoch = this.#decide((changes) => {
      if (known !== undefined) this.#endProcess(changes, known, previousBrokerEpoch === known.brokerEpoch);
      const epoch = this.#log.nextOffset();
      const base = { brokerId, brokerEpoch: epoch, isFenced: true };
      changes.brokers.push(this.#cluster.put(rack === undefined ? base : { ...base, rack }));
      return epoch;
    });
    this.#log.whenCommitted(() => {
      this.#log.subscribe(subscriber, connection);
      this.#log.sendSnapshot(subscriber, connection);
      respond({ kind: "registered", brokerEpoch });
    });
  }

  /** The registered process of a broker is no more; unless it left the mark of a clean shutdown, its logs are not trusted. */
  #endProcess(changes: MetadataChanges, known: BrokerRegistration, isCleanShutdown: boolean): void {
    if (!known.isFenced) this.#reportFenced(known.brokerId, true);
    if (isCleanShutdown) this.#replication.brokerLeaves(changes, known.brokerId);
    else this.#replication.brokerWasUnclean(changes, known.brokerId);
    if (!known.isFenced) changes.brokers.push(this.#setFenced(known, true));
  }

  /** A broker that is registered has a new way to this controller: it hears of everything that it does not know yet. */
  subscribe(subscriber: MetadataSubscriber, connection: Connection, metadataOffset: number): void {
    if (this.#cluster.registrationOf(subscriber.brokerId) === undefined) return;
    this.#log.subscribe(subscriber, connection);
    if (metadataOffset < this.#log.committedOffset) this.#log.sendSnapshot(subscriber, connection);
  }

  /** A heartbeat: keeps the session, and moves the broker from one state to the next. As processBrokerHeartbeat. */
  heartbeat(heartbeat: BrokerHeartbeat, respond: (result: HeartbeatResult) => void): void {
    const { brokerId } = heartbeat;
    if (!this.#cluster.touch(heartbeat, this.#nowUs())) {
      const isKnown = this.#cluster.registrationOf(brokerId) !== undefined;
      respond({ error: isKnown ? "STALE_BROKER_EPOCH" : "BROKER_ID_NOT_REGISTERED", mayShutDown: false });
      return;
    }
    const state = this.#cluster.nextState(heartbeat, this.#replication.index.ledBy(brokerId) > 0);
    const isChange = this.#decide((changes) => {
      this.#moveTo(changes, brokerId, state);
      return !changes.isEmpty;
    });
    const answer = () => respond({ error: "NONE", mayShutDown: state === "shutdown-now" });
    // The answer to a broker that is going down waits for the records; who stays does not look at its answer.
    if (isChange && heartbeat.wantsShutDown) this.#log.whenCommitted(answer);
    else answer();
  }

  #moveTo(changes: MetadataChanges, brokerId: number, state: BrokerControlState): void {
    const broker = this.#cluster.registrationOf(brokerId);
    if (broker === undefined) return;
    if (state === "unfenced" && broker.isFenced) this.#unfence(changes, broker);
    else if (state === "controlled-shutdown") this.#beginControlledShutdown(changes, broker);
    else if (state === "shutdown-now" && !broker.isFenced) {
      this.#fence(changes, broker);
      this.#cluster.heartbeats.forget(brokerId);
    }
  }

  /** As ReplicationControlManager.handleBrokerInControlledShutdown. */
  #beginControlledShutdown(changes: MetadataChanges, broker: BrokerRegistration): void {
    const { brokerId } = broker;
    if (broker.isInControlledShutdown !== true) {
      changes.brokers.push(this.#cluster.put({ ...broker, isInControlledShutdown: true }));
    }
    this.#replication.brokerLeaves(changes, brokerId);
    this.#cluster.beginControlledShutdown(brokerId, this.#log.endOffset + 1);
  }

  /** As ReplicationControlManager.maybeFenceOneStaleBroker: each fencing is published before the next broker is looked at. */
  #fenceOneStaleBroker(): boolean {
    const stale = this.#cluster.findStale(this.#nowUs());
    if (stale === undefined) return false;
    this.#decide((changes) => this.#fence(changes, stale));
    return true;
  }

  #fence(changes: MetadataChanges, broker: BrokerRegistration): void {
    this.#reportFenced(broker.brokerId, true);
    this.#replication.brokerLeaves(changes, broker.brokerId);
    changes.brokers.push(this.#setFenced(broker, true));
  }

  #unfence(changes: MetadataChanges, broker: BrokerRegistration): void {
    this.#reportFenced(broker.brokerId, false);
    changes.brokers.push(this.#setFenced(broker, false));
    this.#replication.brokerReturns(changes, broker.brokerId);
  }

  #reportFenced(brokerId: number, isFenced: boolean): void {
    const silenceUs = isFenced ? this.#cluster.heartbeats.silenceUs(brokerId, this.#nowUs()) : 0;
    this.#report.brokerFenced(brokerId, isFenced, silenceUs);
  }

  #setFenced(broker: BrokerRegistration, isFenced: boolean): BrokerRegistration {
    return this.#cluster.put({ ...broker, isFenced });
  }

  /** Leaders wish for other ISRs. As ReplicationControlManager.alterPartition. */
  alterPartition(request: AlterPartitionRequest, respond: (results: readonly AlterPartitionResult[]) => void): void {
    const results = this.#decide((changes) =>
      request.items.map((item) => this.#replication.alterPartition(changes, request, item)),
    );
    this.#log.whenCommitted(() => respond(results));
  }

  /** Hands partitions back to their preferred leaders now. As Admin.electLeaders(PREFERRED); by partition as electPreferred there. */
  electPreferred(partitions: readonly TopicPartition[]): readonly KafkaErrorName[] {
    return this.#decide((changes) =>
      partitions.map((partition) => this.#replication.electPreferred(changes, partition)),
    );
  }

  /** As ReplicationControl.reassign, for several partitions at once; without replicas a move is given up. */
  reassign(
    moves: readonly { readonly partition: TopicPartition; readonly replicas: readonly number[] | undefined }[],
  ): readonly KafkaErrorName[] {
    return this.#decide((changes) =>
      moves.map(({ partition, replicas }) => this.#replication.reassign(changes, partition, replicas)),
    );
  }

  /** How many replicas a broker has, those on the move included. */
  replicasOn(brokerId: number): number {
    return this.#replication.index.replicasOn(brokerId);
  }

  /** Takes a broker out of the cluster's metadata; false while nobody can decide. As unregisterBroker. */
  unregister(brokerId: number): boolean {
    if (!this.#isActive) return false;
    this.#decide((changes) => {
      this.#replication.brokerUnregistered(changes, brokerId);
      this.#cluster.drop(brokerId);
      changes.removedBrokers.push(brokerId);
    });
    return true;
  }

  /**
   * The controller has lost its office: what it had not committed is void, and nothing is decided until another one is elected.
   * As QuorumController.renounce.
   */
  resign(): void {
    if (!this.#isActive) return;
    this.#isActive = false;
    this.#metrics.officeChanged(false);
    const { before, uncreated } = this.#log.dropUncommitted();
    for (const { partition, registration } of before.partitions) this.#replication.put(partition, registration);
    for (const broker of before.brokers) this.#cluster.put(broker);
    for (const brokerId of before.removedBrokers) this.#cluster.drop(brokerId);
    this.#uncreated = uncreated;
  }

  /** A controller has been elected and takes the office over; every unfenced broker has a fresh session. As QuorumController.claim. */
  activate(): void {
    this.#isActive = true;
    this.#metrics.officeChanged(true);
    this.#cluster.activate(this.#nowUs());
    this.#decide((changes) => void changes.partitions.push(...this.#uncreated));
    this.#uncreated = [];
  }

  #nowUs(): number {
    return this.#network.scheduler.now();
  }
}
