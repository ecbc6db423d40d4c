import { AssertionError, assertDefined } from "../base/assert.ts";
import type { ChaosTargets, KinesisTargets } from "../chaos/fault-holds.ts";
import type { KafkaCluster } from "../log/kafka/cluster.ts";
import type { MicroBatchJob } from "../stream/micro-batch-job.ts";
import type { GroupRun } from "./group-run.ts";
import type { ProducerApp } from "./producer-app.ts";

/** What the faults of a recipe can befall. */
export type Breakable = {
  readonly cluster: KafkaCluster;
  readonly jobs: ReadonlyMap<string, MicroBatchJob>;
  /** By source. */
  readonly apps: ReadonlyMap<string, ProducerApp>;
  readonly groups: ReadonlyMap<string, GroupRun>;
  readonly kinesis: KinesisTargets;
};

/** What the faults of a recipe act on: brokers, the drivers of jobs, the applications of sources. `latencyUs` is a link's own latency. */
export function chaosTargets({ cluster, jobs, apps, groups, kinesis }: Breakable, latencyUs: number): ChaosTargets {
  const groupOf = (id: string): GroupRun => assertDefined(groups.get(id), `no group is called ${id}`);
  return {
    ...kinesis,
    stopBroker: (broker, kind) => cluster.crashBroker(broker, kind === "shutdown" ? "process-kill" : kind),
    restorePower: (broker) => cluster.restorePower(broker),
    startBroker: (broker) => cluster.restartBroker(broker),
    replaceDisk: () => notWired("replaceDisk"),
    setLinkLatency: (from, to, slowUs) =>
      cluster.slowLink(from, to, slowUs === undefined ? undefined : Math.max(0, slowUs - latencyUs)),
    setFetchDelay: (broker, delayUs) => cluster.slowFollower(broker, delayUs),
    setWriteDelay: () => notWired("setWriteDelay"),
    setDiskFull: () => notWired("setDiskFull"),
    setCut: () => notWired("setCut"),
    stopController: () => notWired("stopController"),
    addBroker: () => notWired("addBroker"),
    decommissionBroker: () => notWired("decommissionBroker"),
    reassign: () => notWired("reassign"),
    addPartitions: () => notWired("addPartitions"),
    electPreferredLeaders: () => notWired("electPreferredLeaders"),
    stopDriver: (job, restartAfterUs) => assertDefined(jobs.get(job), `no job is called ${job}`).crash(restartAfterUs),
    sendPoison: (source, poison) => assertDefined(apps.get(source), `no source is called ${source}`).sendPoison(poison),
    stopProducer: () => notWired("stopProducer"),
    startProducer: () => notWired("startProducer"),
    stopMember: (id, member, stop) => {
      const { group } = groupOf(id);
      if (member > group.memberCount) return;
      if (stop === "crash") group.crashMember(member);
      else if (stop === "stall") group.stallMember(member);
      else group.pauseMember(member);
    },
    startMember: (id, member, stop) => {
      const { group } = groupOf(id);
      if (member > group.memberCount) return;
      if (stop === "crash") group.restartMember(member);
      else group.resumeMember(member);
    },
    addMembers: (id, members) => groupOf(id).group.addMembers(members),
    removeMembers: (id, members) => groupOf(id).group.removeMembers(members),
  };
}

/** The lead wires these as the rooms behind them land. */
function notWired(act: string): never {
  throw new AssertionError(`${act} is not wired yet`);
}
