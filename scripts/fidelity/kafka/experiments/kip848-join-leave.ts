import type { RebalanceEvent } from "../client.ts";
import type { Experiment, Run } from "../experiment.ts";
import { givenUp, isShared, longestUnownedMs, shares } from "../ownership.ts";
import { BROKER_IDS } from "../real-cluster.ts";
import { SimulatedGroup } from "../simulated-group.ts";
import { SimulatedScene } from "../simulated-scene.ts";
import { pause, until } from "../wait.ts";

const PARTITIONS = 6;
const TWO = ["m1", "m2"] as const;
const THREE = [...TWO, "m3"] as const;

type Instants = {
  readonly joinedMs: number;
  readonly sharedMs: number;
  readonly leftMs: number;
  readonly lastMs: number;
};

function runOf(events: readonly RebalanceEvent[], { joinedMs, sharedMs, leftMs, lastMs }: Instants): Run {
  const whileJoining = events.filter(({ atMs }) => atMs <= sharedMs);
  const leaving = events.filter(({ atMs }) => atMs <= lastMs);
  return {
    facts: {
      "partitions of each before": shares(
        events.filter(({ atMs }) => atMs < joinedMs),
        TWO,
      ),
      "partitions of each after the join": shares(whileJoining, THREE),
      "partitions given up for the newcomer": givenUp(whileJoining, TWO, joinedMs),
      "partitions of each after the leave": shares(leaving, TWO),
      "partitions that the others gave up at the leave": givenUp(leaving, TWO, leftMs),
    },
    timingsMs: {
      "join to its share": sharedMs - joinedMs,
      "longest time a partition was nobody's on its way": longestUnownedMs(whileJoining, joinedMs),
      "leave to all partitions owned": lastMs - leftMs,
    },
  };
}

/** A member joins and leaves in good order under the protocol of KIP-848. */
export const kip848JoinAndLeave: Experiment = {
  name: "kip848-join-leave",
  title: "KIP-848: a member joins and leaves",
  course: `Two members with \`group.protocol\` = consumer share ${PARTITIONS} partitions. A third joins; when everybody has two partitions it closes its consumer.`,
  settings: {},
  isProxied: false,
  async real(lab) {
    const topic = await lab.createTopic(
      {},
      Array.from({ length: PARTITIONS }, () => BROKER_IDS),
    );
    const group = lab.newName("group");
    const client = lab.cluster.newClient();
    const join = (member: string) =>
      client.call("join", { member, group, topic, settings: { "group.protocol": "consumer" } });
    for (const member of TWO) await join(member);
    await until(() => isShared(client.rebalances, TWO, PARTITIONS) || undefined, { forWhat: "group of two" });
    await pause(6_000 + 5_000 * Math.random());
    const joinedMs = Date.now();
    await join("m3");
    await until(() => isShared(client.rebalances, THREE, PARTITIONS) || undefined, { forWhat: "group of three" });
    const sharedMs = client.rebalances.at(-1)?.atMs ?? Number.NaN;
    await pause(6_000 + 5_000 * Math.random());
    const leftMs = Date.now();
    await client.call("leave", { member: "m3" });
    await until(() => isShared(client.rebalances, TWO, PARTITIONS) || undefined, { forWhat: "group of two again" });
    const lastMs = client.rebalances.at(-1)?.atMs ?? Number.NaN;
    await client.kill();
    return runOf(client.rebalances, { joinedMs, sharedMs, leftMs, lastMs });
  },
  simulate(seed) {
    const scene = new SimulatedScene({ seed, topic: { partitions: PARTITIONS } });
    const { group, rebalances } = new SimulatedGroup(scene, { groupProtocol: "consumer" });
    // The members' heartbeats come at the same instants in every simulated run: join and leave do not.
    const [first, second, joined, left] = [1, 1 + 0.1 * (seed % 7), 30 + seed / 5, 60 + seed / 4];
    scene.at(first, () => group.addMembers(1));
    scene.at(second, () => group.addMembers(1));
    scene.at(joined, () => group.addMembers(1));
    scene.runTo(left);
    const sharedMs = rebalances.at(-1)?.atMs ?? Number.NaN;
    group.closeMember(3);
    scene.runTo(90);
    const lastMs = rebalances.at(-1)?.atMs ?? Number.NaN;
    return runOf(rebalances, { joinedMs: joined * 1_000, sharedMs, leftMs: left * 1_000, lastMs });
  },
};
