import { AssertionError, assertDefined } from "../base/assert.ts";
import type { ChaosTargets, KinesisTargets } from "../chaos/fault-holds.ts";
import type { KafkaCluster } from "../log/kafka/cluster.ts";
import type { MicroBatchJob } from "../stream/micro-batch-job.ts";
import type { ProducerApp } from "./producer-app.ts";

/** What the faults of a recipe can befall. */
export type Breakable = {
  readonly cluster: KafkaCluster;
  readonly jobs: ReadonlyMap<string, MicroBatchJob>;
  /** By source. */
  readonly apps: ReadonlyMap<string, ProducerApp>;
  readonly kinesis: KinesisTargets;
};

/** What the faults of a recipe act on: brokers, the drivers of jobs, the applications of sources. `latencyUs` is a link's own latency. */
export function chaosTargets({ cluster, jobs, apps, kinesis }: Breakable, latencyUs: number): ChaosTargets {
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
    stopMember: () => notWired("stopMember"),
    startMember: () => notWired("startMember"),
    addMembers: () => notWired("addMembers"),
    removeMembers: () => notWired("removeMembers"),
  };
}

/** The lead wires these as the rooms behind them land. */
function notWired(act: string): never {
  throw new AssertionError(`${act} is not wired yet`);
}
