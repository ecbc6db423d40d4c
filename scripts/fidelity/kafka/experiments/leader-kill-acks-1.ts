import type { SendResult } from "../client.ts";
import { compareWithReads, type ReadRecord } from "../deliveries.ts";
import type { Experiment, Run } from "../experiment.ts";
import { SimulatedScene } from "../simulated-scene.ts";
import { pause } from "../wait.ts";

const BEFORE = 10;
const UNREPLICATED = 20;
const AFTER = 5;

type Seen = {
  readonly deliveries: readonly SendResult[];
  readonly reads: readonly ReadRecord[];
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly latest: number;
  readonly oldLeaderReads: readonly ReadRecord[];
  readonly electionMs: number;
};

function runOf({ deliveries, reads, leader, leaderEpoch, latest, oldLeaderReads, electionMs }: Seen): Run {
  const { lost, duplicated, failed } = compareWithReads(deliveries, reads);
  return {
    facts: {
      "records acknowledged": deliveries.length - failed.length,
      "acknowledged records lost": lost.length,
      "first and last of them": [lost[0] ?? "", lost.at(-1) ?? ""],
      "records read twice": duplicated.length,
      "leader after the kill": leader,
      "its epoch": leaderEpoch,
      "offset of the first record after the kill": deliveries.at(-AFTER)?.offset ?? -1,
      "log end": latest,
      "the old leader's log is the new one's when it leads again":
        JSON.stringify(oldLeaderReads) === JSON.stringify(reads),
    },
    timingsMs: { "kill to new leader": electionMs },
  };
}

/** The leader's process is killed with records that no follower has. */
export const leaderKillAcks1: Experiment = {
  name: "leader-kill-acks-1",
  title: "kill -9 of the leader, acks=1",
  course: `${BEFORE} records are replicated. Then the followers stand still, ${UNREPLICATED} records are acknowledged by the leader alone, and its process is killed. The followers go on; ${AFTER} more records are sent to the new leader. The old leader starts again, catches up, and is made leader by a kill of the new one.`,
  settings: {},
  isProxied: false,
  async real(lab) {
    const topic = await lab.createTopic();
    const producer = await lab.openProducer(topic, { acks: "1", "enable.idempotence": false });
    const values = (from: number, count: number): string[] =>
      Array.from({ length: count }, (_, index) => `${from + index}`);
    const deliveries = [...(await producer.send(values(0, BEFORE)))];
    await pause(3_000 + 2_000 * Math.random());
    for (const follower of [2, 3]) lab.cluster.signalBroker(follower, "SIGSTOP");
    // A fetch that waits at the leader would still bring the records; it is answered after replica.fetch.wait.max.ms.
    await pause(1_000);
    deliveries.push(...(await producer.send(values(BEFORE, UNREPLICATED))));
    const killedMs = await lab.cluster.kill(1);
    for (const follower of [2, 3]) lab.cluster.signalBroker(follower, "SIGCONT");
    const elected = await lab.untilPartition(topic, "new leader", ({ leader }) => leader > 1);
    deliveries.push(...(await producer.send(values(BEFORE + UNREPLICATED, AFTER))));
    await lab.untilReadable(topic, BEFORE + AFTER);
    const { latest, leaderEpoch } = await lab.offsets(topic);
    const reads = await lab.readAll(topic);
    await lab.bringBack([1], topic);
    await lab.cluster.kill(elected.view.leader);
    await lab.untilPartition(topic, "old leader leading", ({ leader }) => leader === 1);
    await lab.untilReadable(topic, BEFORE + AFTER);
    const oldLeaderReads = await lab.readAll(topic);
    await lab.bringBack([elected.view.leader], topic);
    const { leader } = elected.view;
    return runOf({
      deliveries,
      reads,
      leader,
      leaderEpoch,
      latest,
      oldLeaderReads,
      electionMs: elected.atMs - killedMs,
    });
  },
  simulate(seed) {
    const scene = new SimulatedScene({ seed, producer: { acks: 1, isIdempotent: false } });
    scene.at(1, () => scene.producer.send(BEFORE));
    for (const follower of [2, 3]) scene.at(4, () => scene.cluster.slowFollower(follower, 600_000_000));
    scene.at(5, () => scene.producer.send(UNREPLICATED));
    scene.at(5.1, () => {
      scene.cluster.crashBroker(1, "process-kill");
      for (const follower of [2, 3]) scene.cluster.slowFollower(follower, undefined);
    });
    scene.at(20, () => scene.producer.send(AFTER));
    scene.runTo(25);
    const { leader, leaderEpoch } = scene.partition();
    const reads = scene.readAll();
    const latest = scene.latest() ?? -1;
    const electionMs = scene.firstMs("leader-elected", 5) - 5_100;
    scene.cluster.restartBroker(1);
    scene.runTo(60);
    scene.cluster.crashBroker(leader, "process-kill");
    scene.runTo(80);
    const oldLeaderReads = scene.partition().leader === 1 ? scene.readAll() : [];
    return runOf({ deliveries: scene.deliveries, reads, leader, leaderEpoch, latest, oldLeaderReads, electionMs });
  },
};
