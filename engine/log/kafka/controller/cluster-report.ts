import type { Probe, Severity } from "../../../base/probe.ts";
import type { Scheduler } from "../../../base/scheduler.ts";
import { formatDuration } from "../../../base/time.ts";
import type { TopicPartition } from "../topic-partition.ts";
import { isReassigning, NO_LEADER, type PartitionRegistration } from "./partition-registration.ts";

/** Brokers beyond it have no bit that a double keeps exactly. */
const LAST_MASKED_BROKER = 52;

/** Which brokers are in sync, as a number: bit b - 1 stands for broker b; those beyond 52 are left out. */
export function isrMask(isr: readonly number[]): number {
  let mask = 0;
  for (let broker = Math.min(LAST_MASKED_BROKER, Math.max(0, ...isr)); broker > 0; broker--) {
    mask = mask * 2 + (isr.includes(broker) ? 1 : 0);
  }
  return mask;
}

/** Whose return would bring a partition back, in the words of its registration. */
function whoMayLead({ isr, elr }: PartitionRegistration): string {
  return isr.length > 0 || elr.length === 0 ? `ISR ${isr.join(", ")}` : `ELR ${elr.join(", ")}`;
}

/** Tells the probe what the controller decided, in the words of the trade. */
export class ClusterReport {
  readonly #probe: Probe;
  readonly #scheduler: Scheduler;

  constructor(probe: Probe, scheduler: Scheduler) {
    this.#probe = probe;
    this.#scheduler = scheduler;
  }

  /** The controller fenced a broker or let it in again. */
  brokerFenced(brokerId: number, isFenced: boolean, silenceUs: number): void {
    this.#probe.event({
      kind: isFenced ? "broker-fenced" : "broker-unfenced",
      atUs: this.#scheduler.now(),
      subject: `broker-${brokerId}`,
      severity: isFenced ? "warning" : "info",
      message: isFenced
        ? `The controller fenced broker ${brokerId}: its last heartbeat is ${formatDuration(silenceUs)} old`
        : `The controller unfenced broker ${brokerId}: it has caught up with the metadata`,
      fields: { broker: brokerId, ...(isFenced ? { silenceUs } : {}) },
    });
  }

  /** A partition's registration was replaced. */
  partitionChanged(partition: TopicPartition, before: PartitionRegistration, after: PartitionRegistration): void {
    if (after.leaderEpoch !== before.leaderEpoch) this.#leaderChanged(partition, before, after);
    this.#isrChanged(partition, before, after);
    this.#assignmentChanged(partition, before, after);
    this.gauges(partition, after);
  }

  /** The state of a partition, for the history. */
  gauges(partition: TopicPartition, after: PartitionRegistration): void {
    const atUs = this.#scheduler.now();
    this.#probe.gauge(`${partition.label}/leader`, atUs, after.leader);
    this.#probe.gauge(`${partition.label}/leader-epoch`, atUs, after.leaderEpoch);
    this.#probe.gauge(`${partition.label}/in-sync-replicas`, atUs, after.isr.length);
    this.#probe.gauge(`${partition.label}/isr-mask`, atUs, isrMask(after.isr));
  }

  #leaderChanged(partition: TopicPartition, before: PartitionRegistration, after: PartitionRegistration): void {
    const { label } = partition;
    const fields = { partition: label, from: before.leader, to: after.leader, epoch: after.leaderEpoch };
    if (after.leader === NO_LEADER) {
      const message = `${label} is offline: no in-sync replica is alive (${whoMayLead(after)})`;
      this.#event(partition, { kind: "partition-offline", severity: "error", message, fields });
      return;
    }
    const wasKnown = before.isr.includes(after.leader) || before.elr.includes(after.leader);
    // One that has just come into the in-sync set may lead when a reassignment ends with that, and recovers nothing.
    const isUnclean = !wasKnown && after.leaderRecoveryState === "RECOVERING";
    const message = isUnclean
      ? `Broker ${after.leader} leads ${label} in epoch ${after.leaderEpoch} by an unclean election: acknowledged records may be lost`
      : `Broker ${after.leader} leads ${label} in epoch ${after.leaderEpoch}`;
    const severity = isUnclean ? "error" : "info";
    this.#event(partition, { kind: "leader-elected", severity, message, fields: { ...fields, unclean: isUnclean } });
  }

  #isrChanged(partition: TopicPartition, before: PartitionRegistration, after: PartitionRegistration): void {
    const removed = before.isr.filter((member) => !after.isr.includes(member));
    const added = after.isr.filter((member) => !before.isr.includes(member));
    const isr = after.isr.join(", ");
    const fields = { partition: partition.label, isr, size: after.isr.length };
    if (removed.length > 0) {
      const message = `${partition.label}: broker ${removed.join(", ")} left the in-sync replicas, now ${isr}`;
      this.#event(partition, {
        kind: "isr-shrunk",
        severity: "warning",
        message,
        fields: { ...fields, removed: removed.join(", ") },
      });
    }
    if (added.length > 0) {
      const message = `${partition.label}: broker ${added.join(", ")} joined the in-sync replicas, now ${isr}`;
      this.#event(partition, {
        kind: "isr-expanded",
        severity: "info",
        message,
        fields: { ...fields, added: added.join(", ") },
      });
    }
    const minimum = partition.effectiveMinIsr;
    if (after.isr.length < minimum && before.isr.length >= minimum) {
      const message = `${partition.label} has ${after.isr.length} in-sync replicas, fewer than min.insync.replicas ${minimum}: acks=all is refused and the high watermark stands still`;
      this.#event(partition, { kind: "under-min-isr", severity: "warning", message, fields: { ...fields, minimum } });
    }
  }

  #assignmentChanged(partition: TopicPartition, before: PartitionRegistration, after: PartitionRegistration): void {
    if (before.replicas === after.replicas && isReassigning(before) === isReassigning(after)) return;
    const replicas = after.replicas.join(", ");
    if (isReassigning(after)) {
      const [adding, removing] = [after.addingReplicas.join(", "), after.removingReplicas.join(", ")];
      const message = `${partition.label} moves: broker ${adding || "none"} joins, broker ${removing || "none"} is to go`;
      const fields = { partition: partition.label, replicas, adding, removing };
      this.#event(partition, { kind: "reassignment-started", severity: "info", message, fields });
    } else {
      const message = `${partition.label} has moved to the brokers ${replicas}`;
      const fields = { partition: partition.label, replicas };
      this.#event(partition, { kind: "reassignment-completed", severity: "info", message, fields });
    }
  }

  #event(
    partition: TopicPartition,
    event: {
      readonly kind: string;
      readonly severity: Severity;
      readonly message: string;
      readonly fields: Readonly<Record<string, string | number | boolean>>;
    },
  ): void {
    this.#probe.event({ ...event, atUs: this.#scheduler.now(), subject: partition.label });
  }
}
