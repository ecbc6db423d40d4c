import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClientAssignorName, GroupAssignment, MemberSubscription } from "./client-assignor.ts";
import { CLIENT_ASSIGNORS } from "./client-assignors.ts";
import { PartitionIndex, type PartitionName } from "./partition-index.ts";
import type { ServerAssignorName, ServerMember, TopicPartitions } from "./server-assignor.ts";
import { SERVER_ASSIGNORS } from "./server-assignors.ts";
import { stickyAssign } from "./sticky-assignor.ts";

const SEED = 20_260_811;
const TOPICS = ["alpha", "beta", "gamma"];
const CLIENT_NAMES: readonly ClientAssignorName[] = ["range", "roundrobin", "sticky", "cooperative-sticky"];
const SERVER_NAMES: readonly ServerAssignorName[] = ["uniform", "range"];

type Group = {
  readonly counts: ReadonlyMap<string, number>;
  readonly members: readonly MemberSubscription[];
};

const counts = fc
  .tuple(...TOPICS.map(() => fc.integer({ min: 0, max: 9 })))
  .map((sizes) => new Map(TOPICS.map((topic, place) => [topic, sizes[place] ?? 0])));
const owned = fc.array(fc.record({ topic: fc.constantFrom(...TOPICS), partition: fc.integer({ min: 0, max: 10 }) }), {
  maxLength: 12,
});
const claims = fc.record({
  topics: fc.subarray(TOPICS),
  instanceId: fc.option(fc.string({ minLength: 1, maxLength: 4 }), { nil: undefined }),
  ownedPartitions: owned,
  generation: fc.integer({ min: -1, max: 3 }),
});
const group: fc.Arbitrary<Group> = fc
  .tuple(counts, fc.array(claims, { minLength: 1, maxLength: 7 }), fc.boolean())
  .map(([topics, members, isEqual]) => ({
    counts: topics,
    members: members.map((member, place) => ({
      ...member,
      memberId: `member-${place * 7}`,
      topics: isEqual ? TOPICS : member.topics,
    })),
  }));

const keyOf = ({ topic, partition }: PartitionName) => `${topic}-${partition}`;

/** Everything that somebody subscribes to. */
function wanted({ counts: sizes, members }: Group): readonly string[] {
  const topics = TOPICS.filter((topic) => members.some((member) => member.topics.includes(topic)));
  return new PartitionIndex(topics, sizes).partitions.map(keyOf);
}

function given(assignment: GroupAssignment): readonly string[] {
  return [...assignment.values()].flatMap((partitions) => partitions.map(keyOf));
}

function expectSubscribed({ members }: Group, assignment: GroupAssignment): void {
  for (const { memberId, topics } of members) {
    for (const { topic } of assignment.get(memberId) ?? []) expect(topics).toContain(topic);
  }
}

function spread(sizes: readonly number[]): number {
  return Math.max(...sizes) - Math.min(...sizes);
}

/** What the members would say after this assignment, one generation later. */
function afterwards({ members }: Group, assignment: GroupAssignment): readonly MemberSubscription[] {
  return members.map((member) => ({
    ...member,
    ownedPartitions: assignment.get(member.memberId) ?? [],
    generation: 4,
  }));
}

describe("client-side assignors", () => {
  it.each(CLIENT_NAMES)(`%s, seed ${SEED}: every partition has one owner, who subscribes to it`, (name) => {
    fc.assert(
      fc.property(group, (sample) => {
        const assignment = CLIENT_ASSIGNORS[name].assign(sample.counts, sample.members);
        expect([...assignment.keys()].sort()).toEqual(sample.members.map(({ memberId }) => memberId).sort());
        expectSubscribed(sample, assignment);
        const partitions = given(assignment);
        expect(new Set(partitions).size).toBe(partitions.length);
        if (name !== "cooperative-sticky") expect(partitions.toSorted()).toEqual(wanted(sample).toSorted());
      }),
      { seed: SEED, numRuns: 400 },
    );
  });

  it(`sticky, seed ${SEED}: equal subscriptions are balanced within one partition`, () => {
    fc.assert(
      fc.property(group, (sample) => {
        const members = sample.members.map((member) => ({ ...member, topics: TOPICS }));
        const { assignment } = stickyAssign(sample.counts, members);
        expect(spread([...assignment.values()].map((partitions) => partitions.length))).toBeLessThanOrEqual(1);
      }),
      { seed: SEED, numRuns: 400 },
    );
  });

  it(`sticky, seed ${SEED}: nobody has two more than a member that could take one`, () => {
    fc.assert(
      fc.property(group, (sample) => {
        const { assignment } = stickyAssign(sample.counts, afterwards(sample, new Map()));
        for (const { memberId, topics } of sample.members) {
          const size = assignment.get(memberId)?.length ?? 0;
          for (const others of assignment.values()) {
            if (others.some(({ topic }) => topics.includes(topic))) expect(others.length - size).toBeLessThanOrEqual(1);
          }
        }
      }),
      { seed: SEED, numRuns: 400 },
    );
  });

  it(`sticky, seed ${SEED}: an assignment that is asked for again stays as it is`, () => {
    fc.assert(
      fc.property(group, (sample) => {
        const first = stickyAssign(sample.counts, sample.members).assignment;
        const second = stickyAssign(sample.counts, afterwards(sample, first));
        expect(second.partitionsTransferringOwnership).toEqual([]);
        for (const [memberId, partitions] of first) {
          expect((second.assignment.get(memberId) ?? []).map(keyOf).sort()).toEqual(partitions.map(keyOf).sort());
        }
      }),
      { seed: SEED, numRuns: 400 },
    );
  });

  it(`cooperative-sticky, seed ${SEED}: nothing goes to a member while another one holds it, and two rounds hand out all`, () => {
    fc.assert(
      fc.property(group, fc.constantFrom(0, 1, 2), (sample, leavers) => {
        const { cooperativeSticky, held } = {
          cooperativeSticky: CLIENT_ASSIGNORS["cooperative-sticky"],
          held: new Map(),
        };
        const start = stickyAssign(sample.counts, afterwards(sample, new Map())).assignment;
        const staying = afterwards(sample, start).slice(Math.min(leavers, sample.members.length - 1));
        for (const { memberId, ownedPartitions } of staying) {
          for (const partition of ownedPartitions) held.set(keyOf(partition), memberId);
        }
        const first = cooperativeSticky.assign(sample.counts, staying);
        for (const [memberId, partitions] of first) {
          for (const partition of partitions) expect(held.get(keyOf(partition)) ?? memberId).toBe(memberId);
        }
        const stayers = { ...sample, members: staying };
        const second = cooperativeSticky.assign(sample.counts, afterwards(stayers, first));
        expect(given(second).toSorted()).toEqual(wanted(stayers).toSorted());
      }),
      { seed: SEED, numRuns: 400 },
    );
  });

  it("deals 1,000 partitions to 100 members in less than a second, whatever they subscribe to", () => {
    const topics = new Map(Array.from({ length: 20 }, (_, index) => [`topic-${index}`, 50] as const));
    const names = [...topics.keys()];
    const members = Array.from({ length: 100 }, (_, index) => ({
      memberId: `consumer-${index}`,
      instanceId: undefined,
      topics: index % 3 === 0 ? names : names.slice(index % 15),
      ownedPartitions: index < 50 ? [{ topic: "topic-19", partition: index }] : [],
      generation: 1,
    }));
    for (const name of CLIENT_NAMES) {
      const began = performance.now();
      const assignment = CLIENT_ASSIGNORS[name].assign(topics, members);
      expect(given(assignment).length).toBeGreaterThan(900);
      expect(performance.now() - began).toBeLessThan(1_000);
    }
  });
});

type ServerSample = { readonly members: readonly ServerMember[]; readonly counts: ReadonlyMap<string, number> };

/** Members of a server-side group whose target so far is valid: no partition twice, none that does not exist. */
const serverGroup: fc.Arbitrary<ServerSample> = group.map(({ counts: sizes, members }) => {
  const taken = new Set<string>();
  return {
    counts: sizes,
    members: members.map(({ memberId, instanceId, topics, ownedPartitions }) => {
      const assigned = new Map<string, number[]>();
      for (const { topic, partition } of ownedPartitions) {
        const key = `${topic}-${partition}`;
        if (taken.has(key) || partition >= (sizes.get(topic) ?? 0)) continue;
        taken.add(key);
        assigned.set(topic, [...(assigned.get(topic) ?? []), partition]);
      }
      return { memberId, instanceId, topics, assigned };
    }),
  };
});

function assignOnServer(name: ServerAssignorName, { members, counts: sizes }: ServerSample) {
  const isSame = members.every(({ topics }) => topics.join() === members[0]?.topics.join());
  const subscriptionType = isSame ? ("HOMOGENEOUS" as const) : ("HETEROGENEOUS" as const);
  const result = SERVER_ASSIGNORS[name].assign({ subscriptionType, members, partitionsPerTopic: sizes });
  if (!result.ok) throw new Error(result.error);
  return { target: result.value, isSame };
}

function partitionsOf(assigned: TopicPartitions | undefined): readonly string[] {
  return [...(assigned ?? [])].flatMap(([topic, partitions]) => partitions.map((partition) => `${topic}-${partition}`));
}

describe("server-side assignors", () => {
  it.each(SERVER_NAMES)(`%s, seed ${SEED}: every partition has one owner, who subscribes to it`, (name) => {
    fc.assert(
      fc.property(serverGroup, (sample) => {
        const { target } = assignOnServer(name, sample);
        const all = sample.members.flatMap(({ memberId, topics }) => {
          for (const topic of target.get(memberId)?.keys() ?? []) expect(topics).toContain(topic);
          return partitionsOf(target.get(memberId));
        });
        expect(all.toSorted()).toEqual(wanted({ ...sample, members: asSubscriptions(sample) }).toSorted());
      }),
      { seed: SEED, numRuns: 400 },
    );
  });

  it(`uniform, seed ${SEED}: equal subscriptions are balanced within one partition, and each member keeps its share`, () => {
    fc.assert(
      fc.property(serverGroup, (sample) => {
        const { target, isSame } = assignOnServer("uniform", sample);
        if (!isSame || sample.members[0]?.topics.length === 0) return;
        const sizes = sample.members.map(({ memberId }) => partitionsOf(target.get(memberId)).length);
        expect(spread(sizes)).toBeLessThanOrEqual(1);
        for (const { memberId, topics, assigned } of sample.members) {
          const before = partitionsOf(new Map([...assigned].filter(([topic]) => topics.includes(topic))));
          const kept = partitionsOf(target.get(memberId)).filter((partition) => before.includes(partition));
          expect(kept.length).toBeGreaterThanOrEqual(Math.min(before.length, Math.min(...sizes)));
        }
      }),
      { seed: SEED, numRuns: 400 },
    );
  });

  it.each(SERVER_NAMES)(`%s, seed ${SEED}: a target that is asked for again stays as it is`, (name) => {
    fc.assert(
      fc.property(serverGroup, (sample) => {
        const { target } = assignOnServer(name, sample);
        const members = sample.members.map((member) => ({
          ...member,
          assigned: target.get(member.memberId) ?? new Map(),
        }));
        const again = assignOnServer(name, { ...sample, members }).target;
        for (const { memberId } of members) {
          expect(partitionsOf(again.get(memberId)).toSorted()).toEqual(partitionsOf(target.get(memberId)).toSorted());
        }
      }),
      { seed: SEED, numRuns: 400 },
    );
  });

  it("refuses a subscription to a topic that does not exist", () => {
    for (const name of SERVER_NAMES) {
      const member = { memberId: "a", instanceId: undefined, topics: ["nowhere"], assigned: new Map() };
      const spec = { subscriptionType: "HETEROGENEOUS" as const, members: [member], partitionsPerTopic: new Map() };
      expect(SERVER_ASSIGNORS[name].assign(spec)).toMatchObject({
        ok: false,
        error: expect.stringContaining("nowhere"),
      });
    }
  });
});

function asSubscriptions({ members }: ServerSample): readonly MemberSubscription[] {
  return members.map((member) => ({ ...member, ownedPartitions: [], generation: -1 }));
}
