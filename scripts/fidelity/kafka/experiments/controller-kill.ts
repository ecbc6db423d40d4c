import type { PartitionView, SendResult } from "../client.ts";
import { compareWithReads, longestSilenceMs, type ReadRecord } from "../deliveries.ts";
import type { Experiment, Run } from "../experiment.ts";
import { SimulatedScene } from "../simulated-scene.ts";
import { pause } from "../wait.ts";

const EVERY_MS = 20;

type Seen = {
  readonly deliveries: readonly SendResult[];
  readonly reads: readonly ReadRecord[];
  readonly after: PartitionView;
  readonly leaderEpoch: number;
  readonly electionMs: number;
};

function runOf({ deliveries, reads, after, leaderEpoch, electionMs }: Seen): Run {
  const { lost, duplicated, failed } = compareWithReads(deliveries, reads);
  return {
    facts: {
      "leader after the kills": after.leader,
      "its epoch": leaderEpoch,
      "in sync after the kills": after.isr,
      "acknowledged records lost": lost.length,
      "records read twice": duplicated.length,
      "records failed": failed.length,
    },
    timingsMs: {
      "kills to new leader": electionMs,
      "longest time without an acknowledgement": longestSilenceMs(deliveries),
    },
  };
}

/** A new controller gives every broker a fresh session, so that the dead one is found later. */
export const controllerKill: Experiment = {
  name: "controller-kill",
  title: "kill -9 of the active controller and the leader at once",
  course:
    "Three controllers, three replicas, `min.insync.replicas` 2, acks=all, a record every 20 ms. Both are killed together: first a controller has to be elected, then the broker's session to end.",
  settings: {},
  controllers: 3,
  isProxied: false,
  async real(lab) {
    const topic = await lab.createTopic({ "min.insync.replicas": 2 });
    const producer = await lab.openProducer(topic, { acks: "all" });
    await producer.startStream(EVERY_MS);
    await pause(3_000 + 2_000 * Math.random());
    const controller = await lab.client.call("activeController", {});
    const [killedMs] = await Promise.all([lab.cluster.kill(controller), lab.cluster.kill(1)]);
    const elected = await lab.untilPartition(topic, "new leader", ({ leader }) => leader > 1);
    await pause(3_000);
    const deliveries = await producer.stopStream();
    const { leaderEpoch } = await lab.offsets(topic);
    const after = await lab.partition(topic);
    const reads = await lab.readAll(topic);
    lab.cluster.start([controller]);
    await lab.bringBack([1], topic);
    return runOf({ deliveries, reads, after, leaderEpoch, electionMs: elected.atMs - killedMs });
  },
  simulate(seed) {
    const scene = new SimulatedScene({ seed, config: { controllerCount: 3 }, topic: { minInSyncReplicas: 2 } });
    scene.stream(0, 35, EVERY_MS);
    scene.runTo(5);
    const { faults } = scene.cluster;
    if (faults.activeController !== undefined) faults.crashController(faults.activeController);
    faults.crashBroker(1, "process-kill");
    scene.runTo(40);
    const { leaderEpoch, ...after } = scene.partition();
    const electionMs = scene.firstMs("leader-elected", 5) - 5_000;
    return runOf({ deliveries: scene.deliveries, reads: scene.readAll(), after, leaderEpoch, electionMs });
  },
};
