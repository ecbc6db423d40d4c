import type { PartitionView, SendResult } from "../client.ts";
import { compareWithReads, longestSilenceMs, type ReadRecord } from "../deliveries.ts";
import type { Experiment, Run } from "../experiment.ts";
import { SimulatedScene } from "../simulated-scene.ts";
import { pause } from "../wait.ts";

const TOPIC = { "min.insync.replicas": 2 };
const EVERY_MS = 20;

type Seen = {
  readonly deliveries: readonly SendResult[];
  readonly reads: readonly ReadRecord[];
  readonly after: PartitionView;
  readonly leaderEpoch: number;
  readonly back: PartitionView;
  readonly electionMs: number;
};

function runOf({ deliveries, reads, after, leaderEpoch, back, electionMs }: Seen): Run {
  const { lost, duplicated, failed } = compareWithReads(deliveries, reads);
  return {
    facts: {
      "leader after the kill": after.leader,
      "its epoch": leaderEpoch,
      "in sync after the kill": after.isr,
      "acknowledged records lost": lost.length,
      "records read twice": duplicated.length,
      "records failed": failed.length,
      "leader when broker 1 is in sync again": back.leader,
      "in sync then": back.isr,
    },
    timingsMs: {
      "kill to new leader": electionMs,
      "longest time without an acknowledgement": longestSilenceMs(deliveries),
    },
  };
}

/** The leader's process is killed under a producer with acks=all. */
export const leaderKillAcksAll: Experiment = {
  name: "leader-kill-acks-all",
  title: "kill -9 of the leader, acks=all",
  course:
    "Three replicas, `min.insync.replicas` 2, a record every 20 ms. The leader's process is killed; later it starts again.",
  // Leadership goes back to broker 1 at an instant that has nothing to do with the rest.
  settings: { "auto.leader.rebalance.enable": false },
  isProxied: false,
  async real(lab) {
    const topic = await lab.createTopic(TOPIC);
    const producer = await lab.openProducer(topic, { acks: "all" });
    await producer.startStream(EVERY_MS);
    await pause(3_000 + 2_000 * Math.random());
    const killedMs = await lab.cluster.kill(1);
    const elected = await lab.untilPartition(topic, "new leader", ({ leader }) => leader > 1);
    await pause(3_000);
    const deliveries = await producer.stopStream();
    const { leaderEpoch } = await lab.offsets(topic);
    const after = await lab.partition(topic);
    const reads = await lab.readAll(topic);
    const back = await lab.bringBack([1], topic);
    return runOf({ deliveries, reads, after, leaderEpoch, back, electionMs: elected.atMs - killedMs });
  },
  simulate(seed) {
    const config = { isAutoLeaderRebalanceEnabled: false };
    const scene = new SimulatedScene({ seed, config, topic: { minInSyncReplicas: 2 } });
    scene.stream(0, 25, EVERY_MS);
    scene.at(5, () => scene.cluster.crashBroker(1, "process-kill"));
    scene.runTo(30);
    const { leaderEpoch, ...after } = scene.partition();
    const reads = scene.readAll();
    scene.cluster.restartBroker(1);
    scene.runTo(60);
    const electionMs = scene.firstMs("leader-elected", 5) - 5_000;
    return runOf({ deliveries: scene.deliveries, reads, after, leaderEpoch, back: scene.partition(), electionMs });
  },
};
