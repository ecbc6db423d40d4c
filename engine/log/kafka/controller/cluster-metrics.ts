import type { Probe } from "../../../base/probe.ts";
import type { Scheduler } from "../../../base/scheduler.ts";
import { effectiveMinIsr } from "../isr-state.ts";
import type { TopicPartition } from "../topic-partition.ts";
import type { BrokerRegistration } from "./broker-registration.ts";
import { hasPreferredLeader, NO_LEADER, type PartitionRegistration } from "./partition-registration.ts";

/** One metric of a broker or of the controller: its name in JMX, what it is, and its unit. */
export type ClusterMetricSpec = {
  readonly mbean: string;
  /** gauge: what is now. meter: counted from the start; JMX shows it as a rate. */
  readonly kind: "gauge" | "meter";
  readonly unit: "partitions" | "brokers" | "controllers" | "changes" | "elections";
  readonly description: string;
};

const replicaManager = (name: string) => `kafka.server:type=ReplicaManager,name=${name}`;
const controller = (name: string) => `kafka.controller:type=KafkaController,name=${name}`;
const controllerStats = (name: string) => `kafka.controller:type=ControllerStats,name=${name}`;

/** What each broker has, under `kafka/broker-<id>/<name>`. As ReplicaManager's metrics. */
export const BROKER_METRICS = {
  UnderReplicatedPartitions: {
    mbean: replicaManager("UnderReplicatedPartitions"),
    kind: "gauge",
    unit: "partitions",
    description: "partitions that the broker leads with fewer replicas in sync than assigned",
  },
  UnderMinIsrPartitionCount: {
    mbean: replicaManager("UnderMinIsrPartitionCount"),
    kind: "gauge",
    unit: "partitions",
    description: "partitions that the broker leads with fewer replicas in sync than min.insync.replicas",
  },
  LeaderCount: {
    mbean: replicaManager("LeaderCount"),
    kind: "gauge",
    unit: "partitions",
    description: "partitions that the broker leads",
  },
  PartitionCount: {
    mbean: replicaManager("PartitionCount"),
    kind: "gauge",
    unit: "partitions",
    description: "partitions of which the broker has a replica",
  },
  IsrShrinksPerSec: {
    mbean: replicaManager("IsrShrinksPerSec"),
    kind: "meter",
    unit: "changes",
    description: "times that the broker, as leader, had replicas taken out of an ISR; fencing does not count",
  },
  IsrExpandsPerSec: {
    mbean: replicaManager("IsrExpandsPerSec"),
    kind: "meter",
    unit: "changes",
    description: "times that the broker, as leader, had a replica taken into an ISR",
  },
} as const satisfies Readonly<Record<string, ClusterMetricSpec>>;

/** What the controller has, under `kafka/controller/<name>`. As ControllerMetadataMetrics and QuorumControllerMetrics. */
export const CONTROLLER_METRICS = {
  ActiveControllerCount: {
    mbean: controller("ActiveControllerCount"),
    kind: "gauge",
    unit: "controllers",
    description: "active controllers, summed over the quorum",
  },
  ActiveBrokerCount: {
    mbean: controller("ActiveBrokerCount"),
    kind: "gauge",
    unit: "brokers",
    description: "registered brokers that are not fenced",
  },
  FencedBrokerCount: {
    mbean: controller("FencedBrokerCount"),
    kind: "gauge",
    unit: "brokers",
    description: "registered brokers that are fenced",
  },
  GlobalPartitionCount: {
    mbean: controller("GlobalPartitionCount"),
    kind: "gauge",
    unit: "partitions",
    description: "partitions of all topics",
  },
  OfflinePartitionsCount: {
    mbean: controller("OfflinePartitionsCount"),
    kind: "gauge",
    unit: "partitions",
    description: "partitions without a leader",
  },
  PreferredReplicaImbalanceCount: {
    mbean: controller("PreferredReplicaImbalanceCount"),
    kind: "gauge",
    unit: "partitions",
    description: "partitions that another than the first of their replicas leads",
  },
  LeaderElectionRateAndTimeMs: {
    mbean: controllerStats("LeaderElectionRateAndTimeMs"),
    kind: "meter",
    unit: "elections",
    description: "partitions that got another leader; only their number",
  },
  UncleanLeaderElectionsPerSec: {
    mbean: controllerStats("UncleanLeaderElectionsPerSec"),
    kind: "meter",
    unit: "elections",
    description: "partitions that got a leader which may lack acknowledged records",
  },
} as const satisfies Readonly<Record<string, ClusterMetricSpec>>;

type BrokerMetric = keyof typeof BROKER_METRICS;
type ControllerMetric = keyof typeof CONTROLLER_METRICS;

/**
 * Keeps the cluster's metrics by what the controller decides, and tells the probe of those that have changed.
 *
 * Invariant: a change of one partition costs what that partition has, whatever the cluster's size.
 * Simplified: brokers' metrics follow the controller's decisions at once; a real broker's follow when it has heard of them.
 */
export class ClusterMetrics {
  readonly #probe: Probe;
  readonly #scheduler: Scheduler;
  readonly #values = new Map<string, number>();
  readonly #changed = new Set<string>();

  constructor(probe: Probe, scheduler: Scheduler) {
    this.#probe = probe;
    this.#scheduler = scheduler;
    for (const name of Object.keys(CONTROLLER_METRICS)) this.#add(`kafka/controller/${name}`, 0);
  }

  #add(name: string, amount: number): void {
    this.#values.set(name, (this.#values.get(name) ?? 0) + amount);
    this.#changed.add(name);
  }

  #ofBroker(brokerId: number, name: BrokerMetric, amount: number): void {
    if (brokerId !== NO_LEADER) this.#add(`kafka/broker-${brokerId}/${name}`, amount);
  }

  #ofController(name: ControllerMetric, amount: number): void {
    if (amount !== 0) this.#add(`kafka/controller/${name}`, amount);
  }

  /** A controller has taken the office over, or nobody has it now. */
  officeChanged(isActive: boolean): void {
    this.#ofController("ActiveControllerCount", isActive ? 1 : -1);
    this.tell();
  }

  /** A broker is registered, changed or gone. */
  brokerChanged(before: BrokerRegistration | undefined, after: BrokerRegistration | undefined): void {
    this.#countBroker(before, -1);
    this.#countBroker(after, 1);
    if (before !== undefined || after === undefined) return;
    for (const name of Object.keys(BROKER_METRICS)) this.#ofBroker(after.brokerId, name as BrokerMetric, 0);
  }

  #countBroker(broker: BrokerRegistration | undefined, amount: number): void {
    if (broker === undefined) return;
    this.#ofController(broker.isFenced ? "FencedBrokerCount" : "ActiveBrokerCount", amount);
  }

  /** A partition is new, or its registration was replaced. */
  partitionChanged(
    partition: TopicPartition,
    before: PartitionRegistration | undefined,
    after: PartitionRegistration,
  ): void {
    if (before !== undefined) this.#countPartition(partition, before, -1);
    this.#countPartition(partition, after, 1);
    if (before === undefined || after.leader === before.leader || after.leader === NO_LEADER) return;
    this.#ofController("LeaderElectionRateAndTimeMs", 1);
    const isClean = before.isr.includes(after.leader) || before.elr.includes(after.leader);
    if (!isClean) this.#ofController("UncleanLeaderElectionsPerSec", 1);
  }

  #countPartition({ spec }: TopicPartition, registration: PartitionRegistration, amount: number): void {
    const { leader, isr, replicas } = registration;
    const minimum = effectiveMinIsr(spec.minInSyncReplicas, replicas.length);
    for (const brokerId of replicas) this.#ofBroker(brokerId, "PartitionCount", amount);
    this.#ofBroker(leader, "LeaderCount", amount);
    if (isr.length < replicas.length) this.#ofBroker(leader, "UnderReplicatedPartitions", amount);
    if (isr.length < minimum) this.#ofBroker(leader, "UnderMinIsrPartitionCount", amount);
    this.#ofController("GlobalPartitionCount", amount);
    if (leader === NO_LEADER) this.#ofController("OfflinePartitionsCount", amount);
    if (!hasPreferredLeader(registration)) this.#ofController("PreferredReplicaImbalanceCount", amount);
  }

  /** A leader's wish for another ISR was granted. */
  isrAltered(leader: number, before: readonly number[], after: readonly number[]): void {
    if (before.some((member) => !after.includes(member))) this.#ofBroker(leader, "IsrShrinksPerSec", 1);
    if (after.some((member) => !before.includes(member))) this.#ofBroker(leader, "IsrExpandsPerSec", 1);
  }

  /** Tells the probe what has changed since it was told last. */
  tell(): void {
    if (this.#changed.size === 0) return;
    const atUs = this.#scheduler.now();
    for (const name of this.#changed) this.#probe.gauge(name, atUs, this.#values.get(name) ?? 0);
    this.#changed.clear();
  }
}
