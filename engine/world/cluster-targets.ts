import { assertDefined } from "../base/assert.ts";
import type { Probe } from "../base/probe.ts";
import type { Scheduler } from "../base/scheduler.ts";
import type { AdminTargets, BrokerTargets, Cut, CutEnd } from "../chaos/fault-holds.ts";
import type { KafkaCluster } from "../log/kafka/cluster.ts";
import type { KafkaErrorName } from "../log/kafka/kafka-error.ts";
import { CONTROLLER_MACHINE } from "../log/kafka/network.ts";
import type { MachineSet, NetworkCut } from "../log/kafka/network-links.ts";

/** What a slow disk still writes: its latency is what the fault is about. */
const SLOW_DISK_BYTES_PER_SECOND = 100_000_000;

/** The brokers, their disks, the controllers and the network, as faults act on them. `latencyUs` is a link's own latency. */
export function brokerTargets({ faults }: KafkaCluster, latencyUs: number): BrokerTargets {
  return {
    stopBroker: (broker, kind) => {
      if (kind === "shutdown") faults.stopBroker(broker);
      else faults.crashBroker(broker, kind);
    },
    restorePower: (broker) => faults.restorePower(broker),
    startBroker: (broker) => faults.restartBroker(broker),
    replaceDisk: (broker) => faults.replaceDisk(broker),
    setLinkLatency: (from, to, slowUs) =>
      faults.slowLink(from, to, slowUs === undefined ? undefined : Math.max(0, slowUs - latencyUs)),
    setFetchDelay: (broker, delayUs) => faults.slowFollower(broker, delayUs),
    setWriteDelay: (broker, delayUs) => {
      const speed = { writeLatencyUs: delayUs ?? 0, bytesPerSecond: SLOW_DISK_BYTES_PER_SECOND };
      faults.slowDisk(broker, delayUs === undefined ? undefined : speed);
    },
    setDiskFull: (broker, isFull) => {
      if (isFull) faults.fillDisk(broker);
      else {
        faults.freeDisk(broker);
        faults.restartBroker(broker);
      }
    },
    setCut: (cut, isCut) => {
      for (const part of partsOf(cut)) {
        if (isCut) faults.cutNetwork(part);
        else faults.healNetwork(part);
      }
    },
    stopController: () => {
      const machine = faults.crashController();
      return () => faults.restartController(machine);
    },
  };
}

/** Clients are a set of their own: a cut that names them beside brokers is two. */
function partsOf({ from, to, isOneWay }: Cut): readonly NetworkCut[] {
  return setsOf(from).flatMap((one) => setsOf(to).map((other) => ({ from: one, to: other, isOneWay })));
}

function setsOf(ends: readonly CutEnd[]): readonly MachineSet[] {
  const machines = ends.flatMap((end) => (end === "clients" ? [] : [end === "controller" ? CONTROLLER_MACHINE : end]));
  return [...(machines.length > 0 ? [machines] : []), ...(ends.includes("clients") ? (["clients"] as const) : [])];
}

/** What an administrator does, and whom the answer is told. */
export type AdminRooms = {
  readonly cluster: KafkaCluster;
  /** The topics of the pipeline. */
  readonly topics: readonly string[];
  readonly racks: readonly string[];
  readonly scheduler: Scheduler;
  readonly probe: Probe;
};

/** The acts of an administrator; one that the cluster refuses is told of. */
export function adminTargets({ cluster, topics, racks, scheduler, probe }: AdminRooms): AdminTargets {
  const { admin } = cluster;
  const tell = (what: string, error: KafkaErrorName): void => {
    if (error === "NONE") return;
    const message = `The cluster refuses it: ${what} (${error})`;
    probe.event({
      kind: "request-refused",
      atUs: scheduler.now(),
      subject: "chaos",
      severity: "warning",
      message,
      fields: { error },
    });
  };
  return {
    addBroker: (broker) => admin.addBroker(broker, racks.length === 0 ? undefined : racks[(broker - 1) % racks.length]),
    decommissionBroker: (broker, throttle) =>
      tell(`broker ${broker} is taken out`, admin.decommission(broker, throttle)),
    reassign: ({ topic, partition, replicas, throttle }) => {
      const at = assertDefined(cluster.partitionsOf(topic)[partition], `${topic} has no partition ${partition}`);
      const [error = "NONE"] = admin.reassign([{ partition: at, replicas }], throttle);
      tell(`${at.label} moves to ${replicas.join(", ")}`, error);
    },
    addPartitions: (topic, partitions) => admin.addPartitions(topic, partitions),
    electPreferredLeaders: () => {
      const partitions = topics.flatMap((topic) => cluster.partitionsOf(topic));
      for (const [index, error] of admin.electPreferred(partitions).entries()) {
        // A partition that its preferred leader leads already needs none.
        if (error !== "ELECTION_NOT_NEEDED") tell(`${partitions[index]?.label} goes to its preferred leader`, error);
      }
    },
  };
}
