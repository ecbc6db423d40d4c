import type { PartitionView, SendResult, Settings } from "../client.ts";
import { compareWithReads, longestSilenceMs, type ReadRecord } from "../deliveries.ts";
import type { Experiment, Run } from "../experiment.ts";
import { SimulatedScene } from "../simulated-scene.ts";
import { pause } from "../wait.ts";

const EVERY_MS = 20;
const STOPPED = 3;

type Seen = {
  readonly deliveries: readonly SendResult[];
  readonly reads: readonly ReadRecord[];
  readonly after: PartitionView;
  readonly leaderEpoch: number;
  readonly shrinkMs: number;
};

function runOf({ deliveries, reads, after, leaderEpoch, shrinkMs }: Seen): Run {
  const { lost, duplicated, failed } = compareWithReads(deliveries, reads);
  return {
    facts: {
      "in sync after the stop": after.isr,
      leader: after.leader,
      "its epoch": leaderEpoch,
      "acknowledged records lost": lost.length,
      "records read twice": duplicated.length,
      "records failed": failed.length,
    },
    timingsMs: {
      "stop to smaller in-sync set": shrinkMs,
      "longest time without an acknowledgement": longestSilenceMs(deliveries),
    },
  };
}

type Wishes = Pick<Experiment, "name" | "title" | "course"> & {
  readonly settings: Settings;
  readonly sessionTimeoutUs: number;
  /** The stop falls anywhere in a span this long: the timer that finds it is not to be met at the same phase each time. */
  readonly phaseMs: number;
};

function followerStop({ name, title, course, settings, sessionTimeoutUs, phaseMs }: Wishes): Experiment {
  return {
    name,
    title,
    course,
    settings,
    isProxied: false,
    async real(lab) {
      const topic = await lab.createTopic({ "min.insync.replicas": 2 });
      const producer = await lab.openProducer(topic, { acks: "all" });
      await producer.startStream(EVERY_MS);
      await pause(2_000 + phaseMs * Math.random());
      const stoppedMs = lab.cluster.signalBroker(STOPPED, "SIGSTOP");
      const shrunk = await lab.untilPartition(topic, "smaller in-sync set", ({ isr }) => isr.length === 2);
      await pause(2_000);
      const deliveries = await producer.stopStream();
      const { leaderEpoch } = await lab.offsets(topic);
      const reads = await lab.readAll(topic);
      lab.cluster.signalBroker(STOPPED, "SIGCONT");
      await lab.untilPartition(topic, "full in-sync set", ({ isr }) => isr.length === 3);
      return runOf({ deliveries, reads, after: shrunk.view, leaderEpoch, shrinkMs: shrunk.atMs - stoppedMs });
    },
    simulate(seed) {
      const config = { brokerSessionTimeoutUs: sessionTimeoutUs };
      const scene = new SimulatedScene({ seed, config, topic: { minInSyncReplicas: 2 } });
      scene.stream(0, 65, EVERY_MS);
      // To everybody else a stopped process is a machine that no longer answers.
      scene.at(5, () => scene.cluster.crashBroker(STOPPED, "power-loss"));
      scene.runTo(70);
      const { leaderEpoch, ...after } = scene.partition();
      const shrinkMs = scene.firstMs("isr-shrunk", 5) - 5_000;
      return runOf({ deliveries: scene.deliveries, reads: scene.readAll(), after, leaderEpoch, shrinkMs });
    },
  };
}

/** A follower's process is stopped; its heartbeats are missed first. */
export const followerStopSession = followerStop({
  name: "follower-stop-session",
  title: "SIGSTOP of a follower, found by its missing heartbeats",
  course:
    "Three replicas, `min.insync.replicas` 2, acks=all, a record every 20 ms. A follower's process is stopped where it stands. The controller fences it after `broker.session.timeout.ms`, long before `replica.lag.time.max.ms`.",
  settings: {},
  sessionTimeoutUs: 9_000_000,
  phaseMs: 2_000,
});

/** A follower's process is stopped; the leader finds it lagging, as its session is long. */
export const followerStopLag = followerStop({
  name: "follower-stop-lag",
  title: "SIGSTOP of a follower, found by its lag",
  course:
    "The same with a session that outlives the lag: the leader takes the follower out after `replica.lag.time.max.ms` (30 s), looked at every half of it.",
  settings: { "broker.session.timeout.ms": 120_000 },
  sessionTimeoutUs: 120_000_000,
  phaseMs: 15_000,
});
