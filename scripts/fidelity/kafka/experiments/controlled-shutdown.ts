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
};

function runOf({ deliveries, reads, after, leaderEpoch }: Seen): Run {
  const { lost, duplicated, failed } = compareWithReads(deliveries, reads);
  return {
    facts: {
      "leader after the stop": after.leader,
      "its epoch": leaderEpoch,
      "in sync after the stop": after.isr,
      "acknowledged records lost": lost.length,
      "records read twice": duplicated.length,
      "records failed": failed.length,
      // A busy machine takes its time to move a leader; what counts is that nobody waits for a session of 9 s.
      "longest time without an acknowledgement": longestSilenceMs(deliveries) < 5_000 ? "less than 5 s" : "5 s or more",
    },
    timingsMs: {},
  };
}

/** The leader ends in good order: it hands over first, so nobody waits for a session to expire. */
export const controlledShutdown: Experiment = {
  name: "controlled-shutdown",
  title: "SIGTERM of the leader",
  course:
    "Three replicas, `min.insync.replicas` 2, acks=all, a record every 20 ms. The leader is stopped in good order.",
  settings: {},
  isProxied: false,
  async real(lab) {
    const topic = await lab.createTopic({ "min.insync.replicas": 2 });
    const producer = await lab.openProducer(topic, { acks: "all" });
    await producer.startStream(EVERY_MS);
    await pause(3_000);
    await lab.cluster.stopBroker(1);
    const { view: after } = await lab.untilPartition(
      topic,
      "leader 2",
      ({ leader, isr }) => leader === 2 && isr.length === 2,
    );
    await pause(2_000);
    const deliveries = await producer.stopStream();
    const { leaderEpoch } = await lab.offsets(topic);
    const reads = await lab.readAll(topic);
    await lab.bringBack([1], topic);
    return runOf({ deliveries, reads, after, leaderEpoch });
  },
  simulate(seed) {
    const scene = new SimulatedScene({ seed, topic: { minInSyncReplicas: 2 } });
    scene.stream(0, 10, EVERY_MS);
    scene.at(5, () => scene.cluster.faults.stopBroker(1));
    scene.runTo(15);
    const { leaderEpoch, ...after } = scene.partition();
    return runOf({ deliveries: scene.deliveries, reads: scene.readAll(), after, leaderEpoch });
  },
};
