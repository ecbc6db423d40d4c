import { describe, expect, it } from "vitest";
import { KafkaScene } from "../../../testing/kafka-scene.ts";
import { BROKER_METRICS, CONTROLLER_METRICS } from "./cluster-metrics.ts";

/** A cluster of three brokers with six partitions on all of them, and its metrics by name. */
class MetricsScene extends KafkaScene {
  constructor() {
    super({ config: { isAutoLeaderRebalanceEnabled: false }, topic: { partitions: 6, minInSyncReplicas: 3 } });
  }

  controller(): Record<string, number | undefined> {
    return Object.fromEntries(
      Object.keys(CONTROLLER_METRICS).map((name) => [name, this.gauges.get(`kafka/controller/${name}`)]),
    );
  }

  broker(id: number): Record<string, number | undefined> {
    return Object.fromEntries(
      Object.keys(BROKER_METRICS).map((name) => [name, this.gauges.get(`kafka/broker-${id}/${name}`)]),
    );
  }
}

const QUIET = { UnderReplicatedPartitions: 0, UnderMinIsrPartitionCount: 0, IsrShrinksPerSec: 0, IsrExpandsPerSec: 0 };

describe("the cluster's metrics", () => {
  it("say that all is well", () => {
    const scene = new MetricsScene();
    scene.runTo(1);
    expect(scene.controller()).toEqual({
      ActiveControllerCount: 1,
      ActiveBrokerCount: 3,
      FencedBrokerCount: 0,
      GlobalPartitionCount: 6,
      OfflinePartitionsCount: 0,
      PreferredReplicaImbalanceCount: 0,
      LeaderElectionRateAndTimeMs: 0,
      UncleanLeaderElectionsPerSec: 0,
    });
    for (const id of [1, 2, 3]) expect(scene.broker(id)).toEqual({ ...QUIET, LeaderCount: 2, PartitionCount: 6 });
  });

  it("follow a broker that dies, is fenced and comes back", () => {
    const scene = new MetricsScene();
    scene.cluster.crashBroker(2, "process-kill");
    scene.runTo(20);
    expect(scene.controller()).toMatchObject({
      ActiveBrokerCount: 2,
      FencedBrokerCount: 1,
      PreferredReplicaImbalanceCount: 2,
      LeaderElectionRateAndTimeMs: 2,
      UncleanLeaderElectionsPerSec: 0,
    });
    // Partitions 1 and 4 go to broker 3; fencing is no shrink of the leader's.
    const under = { UnderReplicatedPartitions: 4, UnderMinIsrPartitionCount: 4, IsrShrinksPerSec: 0 };
    expect(scene.broker(3)).toMatchObject({ ...under, LeaderCount: 4 });
    expect(scene.broker(2)).toMatchObject({ LeaderCount: 0, PartitionCount: 6, UnderReplicatedPartitions: 0 });
    scene.cluster.restartBroker(2);
    scene.runTo(60);
    expect(scene.broker(3)).toMatchObject({ UnderReplicatedPartitions: 0, UnderMinIsrPartitionCount: 0 });
    expect(scene.broker(3)["IsrExpandsPerSec"]).toBe(4);
    expect(scene.controller()).toMatchObject({ ActiveBrokerCount: 3, FencedBrokerCount: 0 });
  });

  it("count partitions without a leader, and controllers without an office", () => {
    const scene = new MetricsScene();
    for (const id of [1, 2, 3]) scene.cluster.crashBroker(id, "process-kill");
    scene.runTo(20);
    expect(scene.controller()).toMatchObject({ OfflinePartitionsCount: 6, FencedBrokerCount: 3 });
    scene.cluster.faults.crashController();
    scene.runTo(21);
    expect(scene.controller()["ActiveControllerCount"]).toBe(0);
  });

  it("have the names that JMX gives them", () => {
    const names = [...Object.entries(BROKER_METRICS), ...Object.entries(CONTROLLER_METRICS)];
    for (const [name, { mbean }] of names) {
      expect(mbean).toMatch(
        /^kafka\.(server:type=ReplicaManager|controller:type=(KafkaController|ControllerStats)),name=/,
      );
      expect(mbean.endsWith(`,name=${name}`)).toBe(true);
    }
  });
});
