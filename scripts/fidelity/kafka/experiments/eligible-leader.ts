import type { PartitionView } from "../client.ts";
import type { Experiment, Run } from "../experiment.ts";
import { SimulatedScene } from "../simulated-scene.ts";
import { pause } from "../wait.ts";

const RECORDS = 10;

type Seen = {
  readonly twoStopped: PartitionView;
  readonly oneBack: PartitionView;
  readonly leaderEpoch: number;
  readonly allBack: PartitionView;
  readonly latest: number;
};

function runOf({ twoStopped, oneBack, leaderEpoch, allBack, latest }: Seen): Run {
  return {
    facts: {
      "two stopped: in sync": twoStopped.isr,
      "two stopped: eligible": twoStopped.elr,
      "broker 2 back: leader": oneBack.leader,
      "broker 2 back: in sync": oneBack.isr,
      "broker 2 back: eligible": oneBack.elr,
      "broker 2 back: its epoch": leaderEpoch,
      "all back: leader": allBack.leader,
      "all back: in sync": allBack.isr,
      "all back: eligible": allBack.elr,
      "high watermark": latest,
    },
    timingsMs: {},
  };
}

/** A replica that left the in-sync set below its minimum is elected cleanly: nobody wrote without it (KIP-966). */
export const eligibleLeader: Experiment = {
  name: "eligible-leader",
  title: "An eligible leader replica is elected",
  course: `\`min.insync.replicas\` 2; ${RECORDS} records. Brokers 3 and 2 are stopped in good order (SIGTERM), then broker 1 is killed. Broker 2 starts alone, then the others.`,
  // Leadership goes back to broker 1 at an instant that has nothing to do with the rest.
  settings: { "auto.leader.rebalance.enable": false },
  isProxied: false,
  async real(lab) {
    const topic = await lab.createTopic({ "min.insync.replicas": 2 });
    const producer = await lab.openProducer(topic, { acks: "all" });
    await producer.send(Array.from({ length: RECORDS }, (_, index) => String(index)));
    await lab.cluster.stopBroker(3);
    await lab.untilPartition(topic, "two in sync", ({ isr }) => isr.length === 2);
    await lab.cluster.stopBroker(2);
    const { view: twoStopped } = await lab.untilPartition(topic, "one in sync", ({ isr }) => isr.length === 1);
    await lab.cluster.kill(1);
    // No broker is left that could say so, but the controller has fenced broker 1 by then.
    await pause(12_000);
    lab.cluster.start([2]);
    const { view: oneBack } = await lab.untilPartition(topic, "leader 2", ({ leader }) => leader === 2);
    const { leaderEpoch } = await lab.offsets(topic);
    const allBack = await lab.bringBack([1, 3], topic);
    await lab.untilReadable(topic, RECORDS);
    const { latest } = await lab.offsets(topic);
    return runOf({ twoStopped, oneBack, leaderEpoch, allBack, latest });
  },
  simulate(seed) {
    const config = { isAutoLeaderRebalanceEnabled: false };
    const scene = new SimulatedScene({ seed, config, topic: { minInSyncReplicas: 2 } });
    const { faults } = scene.cluster;
    scene.at(1, () => scene.producer.send(RECORDS));
    scene.at(3, () => faults.stopBroker(3));
    scene.at(8, () => faults.stopBroker(2));
    scene.runTo(13);
    const twoStopped = scene.partition();
    faults.crashBroker(1, "process-kill");
    scene.runTo(30);
    faults.restartBroker(2);
    scene.runTo(50);
    const { leaderEpoch, ...oneBack } = scene.partition();
    for (const broker of [1, 3]) faults.restartBroker(broker);
    scene.runTo(80);
    return runOf({ twoStopped, oneBack, leaderEpoch, allBack: scene.partition(), latest: scene.latest() ?? -1 });
  },
};
