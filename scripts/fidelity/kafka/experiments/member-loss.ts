import type { ClientAssignorName } from "../../../../engine/log/kafka/group/assignor/client-assignor.ts";
import type { RebalanceEvent, Settings } from "../client.ts";
import type { Experiment, Run } from "../experiment.ts";
import { givenUp, isShared, longestUnownedMs, shares } from "../ownership.ts";
import { BROKER_IDS } from "../real-cluster.ts";
import { SimulatedGroup } from "../simulated-group.ts";
import { SimulatedScene } from "../simulated-scene.ts";
import { pause, until } from "../wait.ts";

const PARTITIONS = 6;
const MEMBERS = ["m1", "m2", "m3"] as const;
const SURVIVORS = ["m1", "m2"] as const;

/** The default of heartbeat.interval.ms. */
const HEARTBEAT_SECONDS = 3;

/** So many seeds go through a heartbeat's interval once. */
const PHASES = 9;

type Protocol = {
  readonly name: string;
  readonly title: string;
  readonly assignor: string;
  readonly simulatedAssignor: ClientAssignorName;
};

const COOPERATIVE: Protocol = {
  name: "cooperative",
  title: "cooperative-sticky",
  assignor: "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
  simulatedAssignor: "cooperative-sticky",
};
const EAGER: Protocol = {
  name: "eager",
  title: "eager range",
  assignor: "org.apache.kafka.clients.consumer.RangeAssignor",
  simulatedAssignor: "range",
};

function runOf(events: readonly RebalanceEvent[], killedMs: number): Run {
  const after = events.filter(({ member }) => member !== "m3");
  const lastMs = Math.max(...after.map(({ atMs }) => atMs));
  return {
    facts: {
      "partitions of each survivor before": shares(
        after.filter(({ atMs }) => atMs < killedMs),
        SURVIVORS,
      ),
      "partitions of each survivor after": shares(after, SURVIVORS),
      "partitions that survivors gave up": givenUp(after, SURVIVORS, killedMs),
      // Both are told in step, since their heartbeats are: what they gave up they have again at once.
      "they were without them for": longestUnownedMs(after, killedMs) < 1_000 ? "less than 1 s" : "1 s or more",
    },
    timingsMs: { "kill to all partitions owned": lastMs - killedMs },
  };
}

function memberLoss(protocol: Protocol, sessionTimeoutMs: number, settings: Settings): Experiment {
  const { name, title, assignor } = protocol;
  return {
    name: `member-loss-${name}-${sessionTimeoutMs / 1_000}s`,
    title: `A group loses a member: ${title}, session ${sessionTimeoutMs / 1_000} s`,
    course: `${MEMBERS.length} members share ${PARTITIONS} partitions. The process of one is killed; nobody says goodbye to the coordinator.`,
    settings: {},
    isProxied: false,
    async real(lab) {
      const topic = await lab.createTopic(
        {},
        Array.from({ length: PARTITIONS }, () => BROKER_IDS),
      );
      const group = lab.newName("group");
      const [steady, doomed] = [lab.cluster.newClient(), lab.cluster.newClient()];
      const events = (): RebalanceEvent[] =>
        [...steady.rebalances, ...doomed.rebalances].sort((a, b) => a.atMs - b.atMs);
      for (const member of MEMBERS) {
        const client = member === "m3" ? doomed : steady;
        const own = { ...settings, "partition.assignment.strategy": assignor };
        await client.call("join", { member, group, topic, settings: own });
      }
      await until(() => isShared(events(), MEMBERS, PARTITIONS) || undefined, { forWhat: "group of three" });
      await pause(4_000 + 3_000 * Math.random());
      const killedMs = await doomed.kill();
      await until(() => isShared(steady.rebalances, SURVIVORS, PARTITIONS) || undefined, { forWhat: "group of two" });
      for (const member of SURVIVORS) await steady.call("leave", { member });
      // Leaving revokes as well: what counts ends with the last assignment.
      const lastAssigned = steady.rebalances.findLastIndex(({ event }) => event === "assigned");
      const seen = steady.rebalances.slice(0, lastAssigned + 1);
      await steady.kill();
      return runOf(seen, killedMs);
    },
    simulate(seed) {
      const scene = new SimulatedScene({ seed, topic: { partitions: PARTITIONS } });
      const { group, rebalances } = new SimulatedGroup(scene, {
        partitionAssignmentStrategy: [protocol.simulatedAssignor],
        sessionTimeoutUs: sessionTimeoutMs * 1_000,
      });
      scene.at(1, () => group.addMembers(MEMBERS.length));
      // Heartbeats come at the same instants in every simulated run: it is the kill that is at another one.
      const killedAt = 15 + (HEARTBEAT_SECONDS * seed) / PHASES;
      scene.at(killedAt, () => group.crashMember(MEMBERS.length));
      scene.runTo(100);
      return runOf(rebalances, killedAt * 1_000);
    },
  };
}

/** A member's process dies, with the default session timeout and a short one, under both kinds of protocol. */
export const MEMBER_LOSSES: readonly Experiment[] = [COOPERATIVE, EAGER].flatMap((protocol) => [
  memberLoss(protocol, 10_000, { "session.timeout.ms": 10_000 }),
  memberLoss(protocol, 45_000, {}),
]);
