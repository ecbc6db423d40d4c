import { assertDefined } from "../base/assert.ts";
import type { ChaosTargets } from "../chaos/fault-holds.ts";
import type { KafkaCluster } from "../log/kafka/cluster.ts";
import type { MicroBatchJob } from "../stream/micro-batch-job.ts";

/** What the faults of a recipe act on: the brokers of a cluster and the drivers of the jobs. `latencyUs` is a link's own latency. */
export function chaosTargets(
  cluster: KafkaCluster,
  jobs: ReadonlyMap<string, MicroBatchJob>,
  latencyUs: number,
): ChaosTargets {
  return {
    stopBroker: (broker, kind) => cluster.crashBroker(broker, kind),
    restorePower: (broker) => cluster.restorePower(broker),
    startBroker: (broker) => cluster.restartBroker(broker),
    setLinkLatency: (from, to, slowUs) =>
      cluster.slowLink(from, to, slowUs === undefined ? undefined : Math.max(0, slowUs - latencyUs)),
    setFetchDelay: (broker, delayUs) => cluster.slowFollower(broker, delayUs),
    stopDriver: (job, restartAfterUs) => assertDefined(jobs.get(job), `no job is called ${job}`).crash(restartAfterUs),
  };
}
