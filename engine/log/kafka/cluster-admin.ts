import { durationUs } from "../../base/time.ts";
import type { BrokerContext } from "./broker-context.ts";
import type { BrokerMachines } from "./broker-machines.ts";
import type { Controller } from "./controller/controller.ts";
import type { PartitionRegistration } from "./controller/partition-registration.ts";
import type { KafkaErrorName } from "./kafka-error.ts";
import type { TopicPartition } from "./topic-partition.ts";
import type { TopicRegistry } from "./topic-registry.ts";

/** How often an administrator looks whether a broker is drained. */
const VERIFY_US = 1_000_000;

/** A partition and the brokers that hold it afterwards, the preferred leader first; without replicas a move is given up. */
export type ReassignmentWish = { readonly partition: TopicPartition; readonly replicas: readonly number[] | undefined };

/** What the administrator works with. */
export type ClusterAdminParts = {
  readonly context: BrokerContext;
  readonly controller: Controller;
  readonly machines: BrokerMachines;
  readonly topics: TopicRegistry;
  /** Where the brokers stand that were added. */
  readonly racks: Map<number, string>;
};

/**
 * What an administrator does to a running cluster. As Admin with kafka-reassign-partitions, kafka-leader-election and
 * kafka-cluster unregister.
 */
export class ClusterAdmin {
  readonly #parts: ClusterAdminParts;

  constructor(parts: ClusterAdminParts) {
    this.#parts = parts;
  }

  /**
   * Moves partitions; with a throttle the copies of a broker together take at most so many bytes a second, until each move is
   * done. By partition: NONE, or why it was refused (ReplicationControl.reassign). As Admin.alterPartitionReassignments.
   */
  reassign(wishes: readonly ReassignmentWish[], throttleBytesPerSecond?: number): readonly KafkaErrorName[] {
    const { controller, context } = this.#parts;
    const { throttles } = context;
    if (throttleBytesPerSecond !== undefined) {
      for (const { partition, replicas = [] } of wishes) {
        const present = controller.registrationOf(partition).replicas;
        const followers = replicas.filter((brokerId) => !present.includes(brokerId));
        throttles.limit(partition.id, { leaders: present, followers }, throttleBytesPerSecond);
      }
    }
    const errors = controller.reassign(wishes);
    for (const [index, error] of errors.entries()) {
      if (error !== "NONE") throttles.lift((wishes[index] as ReassignmentWish).partition.id);
    }
    return errors;
  }

  /** A new broker joins the cluster with an empty disk; it gets replicas by reassignment. */
  addBroker(brokerId: number, rack?: string): void {
    if (rack !== undefined) this.#parts.racks.set(brokerId, rack);
    this.#parts.machines.add(brokerId);
  }

  /** As TopicRegistry.grow. */
  addPartitions(topic: string, partitions: number): void {
    this.#parts.topics.grow(topic, partitions);
    const { network, probe } = this.#parts.context;
    const fields = { topic, partitions };
    const message = `${topic} has ${partitions} partitions now`;
    probe.event({
      kind: "partitions-added",
      atUs: network.scheduler.now(),
      subject: topic,
      severity: "info",
      message,
      fields,
    });
  }

  /** Hands partitions back to their preferred leaders now. As Admin.electLeaders(PREFERRED). */
  electPreferred(partitions: readonly TopicPartition[]): readonly KafkaErrorName[] {
    return this.#parts.controller.electPreferred(partitions);
  }

  /**
   * Takes a broker out of the cluster: its replicas move to the others, one each to the broker with the fewest that has none of the
   * partition, in another rack than the rest where there is one; then it is stopped in order and unregistered. Error:
   * INVALID_REPLICATION_FACTOR when there are too few other brokers for a partition; nothing happens then.
   */
  decommission(brokerId: number, throttleBytesPerSecond?: number): KafkaErrorName {
    const wishes = this.#planDrain(brokerId);
    if (wishes === undefined) return "INVALID_REPLICATION_FACTOR";
    this.#event(brokerId, "broker-draining", `Broker ${brokerId} is drained: ${wishes.length} replicas move away`);
    this.reassign(wishes, throttleBytesPerSecond);
    this.#verifyDrained(brokerId);
    return "NONE";
  }

  #planDrain(brokerId: number): readonly ReassignmentWish[] | undefined {
    const { controller, topics } = this.#parts;
    const load = new Map<number, number>();
    for (const { brokerId: other } of controller.brokers) if (other !== brokerId) load.set(other, 0);
    for (const partition of topics.partitions) {
      for (const replica of controller.registrationOf(partition).replicas) {
        const count = load.get(replica);
        if (count !== undefined) load.set(replica, count + 1);
      }
    }
    const wishes: ReassignmentWish[] = [];
    for (const partition of topics.partitions) {
      const registration = controller.registrationOf(partition);
      const staying = registration.replicas.filter((replica) => !registration.removingReplicas.includes(replica));
      if (!staying.includes(brokerId)) continue;
      const heir = this.#heirOf(brokerId, registration, load);
      if (heir === undefined) return undefined;
      load.set(heir, (load.get(heir) ?? 0) + 1);
      wishes.push({ partition, replicas: staying.map((replica) => (replica === brokerId ? heir : replica)) });
    }
    return wishes;
  }

  #heirOf(
    brokerId: number,
    { replicas }: PartitionRegistration,
    load: ReadonlyMap<number, number>,
  ): number | undefined {
    const { brokers } = this.#parts.controller;
    const rackOf = (id: number) => brokers.find((broker) => broker.brokerId === id)?.rack;
    const rest = replicas.filter((replica) => replica !== brokerId).map(rackOf);
    const isInUsedRack = (id: number) => (rackOf(id) !== undefined && rest.includes(rackOf(id)) ? 1 : 0);
    const candidates = [...load.keys()].filter((id) => !replicas.includes(id));
    candidates.sort((a, b) => isInUsedRack(a) - isInUsedRack(b) || (load.get(a) ?? 0) - (load.get(b) ?? 0) || a - b);
    return candidates[0];
  }

  /** Looks again and again: first whether the replicas have moved, then whether the broker has stopped. */
  #verifyDrained(brokerId: number): void {
    const { context, controller, machines } = this.#parts;
    context.network.scheduler.after(durationUs(VERIFY_US), () => {
      if (controller.replicasOn(brokerId) > 0) this.#verifyDrained(brokerId);
      else if (machines.processOf(brokerId) !== undefined) {
        machines.stop(brokerId);
        this.#verifyDrained(brokerId);
      } else if (controller.unregister(brokerId)) {
        this.#event(brokerId, "broker-unregistered", `Broker ${brokerId} is not part of the cluster any more`);
      } else this.#verifyDrained(brokerId);
    });
  }

  #event(brokerId: number, kind: string, message: string): void {
    const { network, probe } = this.#parts.context;
    const subject = `broker-${brokerId}`;
    probe.event({
      kind,
      atUs: network.scheduler.now(),
      subject,
      severity: "info",
      message,
      fields: { broker: brokerId },
    });
  }
}
