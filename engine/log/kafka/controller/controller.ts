import { assertDefined } from "../../../base/assert.ts";
import type { Probe } from "../../../base/probe.ts";
import type { RandomStream } from "../../../base/random-stream.ts";
import { durationUs } from "../../../base/time.ts";
import type { ClusterConfig } from "../kafka-config.ts";
import {
  type AlterPartitionItem,
  type AlterPartitionRequest,
  type AlterPartitionResult,
  type ControllerEndpoint,
  type MetadataSubscriber,
  PARTITION_OVERHEAD_BYTES,
  REQUEST_OVERHEAD_BYTES,
  type RegistrationResult,
} from "../messages.ts";
import type { Connection, Network } from "../network.ts";
import type { TopicPartition } from "../topic-partition.ts";
import type { BrokerRegistration } from "./broker-registration.ts";
import { ClusterReport } from "./cluster-report.ts";
import { HeartbeatTracker } from "./heartbeat-tracker.ts";
import { buildPartitionChange, type Election } from "./partition-change.ts";
import { applyPartitionChange, NO_LEADER, type PartitionRegistration } from "./partition-registration.ts";

/** Stale brokers are looked for this many times in a session timeout. As QuorumController.maybeFenceStaleBrokerPeriodNs. */
const FENCING_CHECKS_PER_SESSION = 8;

/** The pause of a periodic task that may not be done yet. As PeriodicTask.IMMEDIATE_PERIOD_NS. */
const IMMEDIATE_PERIOD_US = 10_000;

/** Nobody; broker ids start at 1. */
const NOBODY = -1;

type Subscription = { readonly subscriber: MetadataSubscriber; readonly connection: Connection };

/** What was decided and is not yet published. */
type Changes = {
  readonly partitions: { readonly partition: TopicPartition; readonly registration: PartitionRegistration }[];
  readonly brokers: BrokerRegistration[];
};

/**
 * The cluster's controller: one logical KRaft quorum that never fails. As QuorumController with ReplicationControlManager and
 * ClusterControlManager.
 *
 * Invariants: (1) only here do leaders, ISRs and epochs change; (2) one stale broker is fenced at a time, 10 ms apart; (3) every
 * subscriber gets every change in the order in which they were decided; (4) a decision is published and answered after one
 * round trip of the quorum.
 */
export class Controller implements ControllerEndpoint {
  readonly #config: ClusterConfig;
  readonly #network: Network;
  readonly #report: ClusterReport;
  readonly #heartbeats: HeartbeatTracker;
  readonly #partitions: { readonly partition: TopicPartition; registration: PartitionRegistration }[] = [];
  readonly #brokers = new Map<number, BrokerRegistration>();
  readonly #registrationOffsets = new Map<number, number>();
  readonly #subscriptions = new Map<number, Subscription>();
  #metadataOffset = 0;

  constructor(config: ClusterConfig, network: Network, probe: Probe) {
    this.#config = config;
    this.#network = network;
    this.#report = new ClusterReport(probe, network.scheduler);
    this.#heartbeats = new HeartbeatTracker(config.brokerSessionTimeoutUs);
  }

  /** What the controller knows of a partition now. */
  registrationOf(partition: TopicPartition): PartitionRegistration {
    return assertDefined(this.#partitions[partition.id], `no partition ${partition.label}`).registration;
  }

  /** Starts the periodic tasks at random phases. */
  startTasks(phases: RandomStream): void {
    const checkUs = Math.ceil(this.#config.brokerSessionTimeoutUs / FENCING_CHECKS_PER_SESSION);
    this.#every(checkUs, phases, () => this.#fenceOneStaleBroker());
    this.#every(this.#config.uncleanLeaderElectionIntervalUs, phases, () => {
      this.#electUncleanLeaders();
      return false;
    });
  }

  /** `act` says whether there may be more to do, which makes the next pause a short one. As PeriodicTaskControlManager. */
  #every(spanUs: number, phases: RandomStream, act: () => boolean): void {
    const { scheduler } = this.#network;
    const tick = () => {
      const mayHaveMore = act();
      scheduler.after(durationUs(mayHaveMore ? IMMEDIATE_PERIOD_US : spanUs), tick);
    };
    scheduler.after(durationUs(phases.nextBelow(spanUs) + 1), tick);
  }

  /** Takes in a broker that was registered and unfenced before the run began. */
  adopt(subscriber: MetadataSubscriber, connection: Connection): BrokerRegistration {
    const broker = { brokerId: subscriber.brokerId, brokerEpoch: this.#nextOffset(), isFenced: false };
    this.#brokers.set(broker.brokerId, broker);
    this.#registrationOffsets.set(broker.brokerId, broker.brokerEpoch);
    this.#heartbeats.touch(broker.brokerId, this.#nowUs());
    this.#subscriptions.set(broker.brokerId, { subscriber, connection });
    return broker;
  }

  /** Creates partitions led by the first of their replicas, with all of them in sync, and tells all brokers at once. */
  createPartitions(
    created: readonly { readonly partition: TopicPartition; readonly replicas: readonly number[] }[],
  ): void {
    const changes: Changes = { partitions: [], brokers: [...this.#brokers.values()] };
    for (const { partition, replicas } of created) {
      const registration: PartitionRegistration = {
        replicas,
        isr: replicas,
        leader: replicas[0] ?? NO_LEADER,
        leaderEpoch: 0,
        partitionEpoch: 0,
        leaderRecoveryState: "RECOVERED",
      };
      this.#partitions[partition.id] = { partition, registration };
      changes.partitions.push({ partition, registration });
      this.#report.gauges(partition, registration);
    }
    const delta = { offset: this.#nextOffset(), ...changes };
    for (const { subscriber } of this.#subscriptions.values()) subscriber.applyMetadata(delta);
  }

  /**
   * A process registers. As long as an earlier process of the same broker has a session it is refused; afterwards it comes in
   * fenced, and what the earlier one led goes to others. As ClusterControlManager.registerBroker.
   */
  register(
    subscriber: MetadataSubscriber,
    connection: Connection,
    respond: (result: RegistrationResult) => void,
  ): void {
    const { brokerId } = subscriber;
    const nowUs = this.#nowUs();
    const known = this.#brokers.get(brokerId);
    if (this.#heartbeats.hasValidSession(brokerId, nowUs)) {
      this.#commit(() => respond({ kind: "refused", error: "DUPLICATE_BROKER_REGISTRATION" }));
      return;
    }
    const changes = known !== undefined && !known.isFenced ? this.#fence(known) : noChanges();
    const brokerEpoch = this.#nextOffset();
    const broker = { brokerId, brokerEpoch, isFenced: true };
    this.#brokers.set(brokerId, broker);
    this.#registrationOffsets.set(brokerId, brokerEpoch);
    changes.brokers.push(broker);
    this.#publish(changes);
    this.#commit(() => {
      this.#subscriptions.set(brokerId, { subscriber, connection });
      this.#sendSnapshot(subscriber, connection);
      respond({ kind: "registered", brokerEpoch });
    });
  }

  #sendSnapshot(subscriber: MetadataSubscriber, connection: Connection): void {
    const partitions = this.#partitions.map(({ partition, registration }) => ({ partition, registration }));
    const delta = { offset: this.#metadataOffset, partitions, brokers: [...this.#brokers.values()] };
    const sizeBytes = REQUEST_OVERHEAD_BYTES + PARTITION_OVERHEAD_BYTES * partitions.length;
    connection.sendToClient(sizeBytes, () => subscriber.applyMetadata(delta));
  }

  /** A heartbeat: keeps the session, and unfences a broker that has applied the metadata up to its own registration. */
  heartbeat(brokerId: number, brokerEpoch: number, metadataOffset: number): "NONE" | "STALE_BROKER_EPOCH" {
    const broker = this.#brokers.get(brokerId);
    if (broker === undefined || broker.brokerEpoch !== brokerEpoch) return "STALE_BROKER_EPOCH";
    this.#heartbeats.touch(brokerId, this.#nowUs());
    const registeredAt = this.#registrationOffsets.get(brokerId) ?? 0;
    if (broker.isFenced && metadataOffset >= registeredAt) this.#unfence(broker);
    return "NONE";
  }

  /** As ReplicationControlManager.maybeFenceOneStaleBroker: each fencing is published before the next broker is looked at. */
  #fenceOneStaleBroker(): boolean {
    const active = [...this.#brokers.values()].filter((broker) => !broker.isFenced).map((broker) => broker.brokerId);
    const stale = this.#heartbeats.findStale(active, this.#nowUs());
    const broker = stale === undefined ? undefined : this.#brokers.get(stale);
    if (broker === undefined) return false;
    this.#publish(this.#fence(broker));
    return true;
  }

  /** As ReplicationControlManager.handleBrokerFenced: out of every ISR, and new leaders, in one go. */
  #fence(broker: BrokerRegistration): Changes {
    const { brokerId } = broker;
    this.#report.brokerFenced(brokerId, true, this.#heartbeats.silenceUs(brokerId, this.#nowUs()));
    const changes = noChanges();
    this.#updatePartitions(changes, { brokerToRemove: brokerId, brokerToAdd: NOBODY }, ({ isr }) =>
      isr.includes(brokerId),
    );
    changes.brokers.push(this.#setFenced(broker, true));
    return changes;
  }

  /** As ReplicationControlManager.handleBrokerUnfenced: partitions without a leader may get one. */
  #unfence(broker: BrokerRegistration): void {
    const { brokerId } = broker;
    this.#report.brokerFenced(brokerId, false, 0);
    const changes = noChanges();
    changes.brokers.push(this.#setFenced(broker, false));
    this.#updatePartitions(
      changes,
      { brokerToRemove: NOBODY, brokerToAdd: brokerId },
      ({ leader }) => leader === NO_LEADER,
    );
    this.#publish(changes);
  }

  #setFenced(broker: BrokerRegistration, isFenced: boolean): BrokerRegistration {
    const next = { ...broker, isFenced };
    this.#brokers.set(broker.brokerId, next);
    return next;
  }

  #electUncleanLeaders(): void {
    const changes = noChanges();
    this.#updatePartitions(changes, { brokerToRemove: NOBODY, brokerToAdd: NOBODY }, ({ leader }, partition) => {
      return leader === NO_LEADER && partition.spec.isUncleanLeaderElectionEnabled;
    });
    this.#publish(changes);
  }

  /** As ReplicationControlManager.generateLeaderAndIsrUpdates. */
  #updatePartitions(
    changes: Changes,
    who: { readonly brokerToRemove: number; readonly brokerToAdd: number },
    isConcerned: (registration: PartitionRegistration, partition: TopicPartition) => boolean,
  ): void {
    const isAcceptableLeader = (brokerId: number) =>
      brokerId !== who.brokerToRemove && (brokerId === who.brokerToAdd || this.#isActive(brokerId));
    for (const entry of this.#partitions) {
      const { partition, registration } = entry;
      if (!isConcerned(registration, partition)) continue;
      const change = buildPartitionChange({
        partition: registration,
        election: electionOf(partition),
        isAcceptableLeader,
        metadataVersion: this.#config.metadataVersion,
        targetIsr: registration.isr.filter((member) => member !== who.brokerToRemove),
      });
      if (change !== undefined) this.#replace(changes, entry, applyPartitionChange(registration, change));
    }
  }

  #replace(
    changes: Changes,
    entry: { readonly partition: TopicPartition; registration: PartitionRegistration },
    after: PartitionRegistration,
  ): void {
    const before = entry.registration;
    entry.registration = after;
    changes.partitions.push({ partition: entry.partition, registration: after });
    this.#report.partitionChanged(entry.partition, before, after);
  }

  #isActive(brokerId: number): boolean {
    return this.#brokers.get(brokerId)?.isFenced === false;
  }

  /** Leaders wish for other ISRs. As ReplicationControlManager.alterPartition. */
  alterPartition(request: AlterPartitionRequest, respond: (results: readonly AlterPartitionResult[]) => void): void {
    const changes = noChanges();
    const results = request.items.map((item) => this.#alterOne(changes, request, item));
    this.#publish(changes);
    this.#commit(() => respond(results));
  }

  #alterOne(changes: Changes, request: AlterPartitionRequest, item: AlterPartitionItem): AlterPartitionResult {
    const entry = assertDefined(this.#partitions[item.partition.id], `no partition ${item.partition.label}`);
    const { partition, registration } = entry;
    if (this.#brokers.get(request.brokerId)?.brokerEpoch !== request.brokerEpoch) {
      return { kind: "refused", error: "STALE_BROKER_EPOCH" };
    }
    if (registration.leader !== request.brokerId || item.leaderEpoch !== registration.leaderEpoch) {
      return { kind: "refused", error: "FENCED_LEADER_EPOCH" };
    }
    if (item.partitionEpoch !== registration.partitionEpoch)
      return { kind: "refused", error: "INVALID_UPDATE_VERSION" };
    const isEligible = item.newIsr.every(
      ({ brokerId, brokerEpoch }) =>
        this.#isActive(brokerId) && this.#brokers.get(brokerId)?.brokerEpoch === brokerEpoch,
    );
    if (!isEligible) return { kind: "refused", error: "INELIGIBLE_REPLICA" };
    const change = buildPartitionChange({
      partition: registration,
      election: electionOf(partition),
      isAcceptableLeader: (brokerId) => this.#isActive(brokerId),
      metadataVersion: this.#config.metadataVersion,
      targetIsr: item.newIsr.map(({ brokerId }) => brokerId),
      targetLeaderRecoveryState: "RECOVERED",
    });
    if (change !== undefined) this.#replace(changes, entry, applyPartitionChange(registration, change));
    return { kind: "altered", registration: entry.registration };
  }

  #publish(changes: Changes): void {
    if (changes.partitions.length === 0 && changes.brokers.length === 0) return;
    const delta = { offset: this.#nextOffset(), ...changes };
    const sizeBytes =
      REQUEST_OVERHEAD_BYTES + PARTITION_OVERHEAD_BYTES * (changes.partitions.length + changes.brokers.length);
    this.#commit(() => {
      for (const { subscriber, connection } of this.#subscriptions.values()) {
        connection.sendToClient(sizeBytes, () => subscriber.applyMetadata(delta));
      }
    });
  }

  /** A majority of the quorum has it one round trip later. */
  #commit(act: () => void): void {
    this.#network.scheduler.after(durationUs(2 * this.#config.networkLatencyUs), act);
  }

  #nextOffset(): number {
    this.#metadataOffset += 1;
    return this.#metadataOffset;
  }

  #nowUs(): number {
    return this.#network.scheduler.now();
  }
}

function noChanges(): Changes {
  return { partitions: [], brokers: [] };
}

function electionOf(partition: TopicPartition): Election {
  return partition.spec.isUncleanLeaderElectionEnabled ? "unclean" : "online";
}
