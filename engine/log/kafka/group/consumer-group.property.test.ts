import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ProbeEvent, SILENT_PROBE } from "../../../base/probe.ts";
import type { ServerAssignorName, TopicPartitions } from "./assignor/server-assignor.ts";
import type { GroupContext } from "./classic-rebalance.ts";
import { ConsumerGroup } from "./consumer-group.ts";
import type { ConsumerGroupHeartbeatResponse, ConsumerGroupRecord } from "./consumer-protocol.ts";
import { DEFAULT_GROUP_CONFIG } from "./group-config.ts";
import { RebalanceHistory } from "./rebalance-history.ts";

const SEED = 20_260_902;
const STEP_US = 500_000;
const HEARTBEAT_US = 5_000_000;
const REBALANCE_US = 30_000_000;
const TOPIC_SETS = [["alpha", "beta"], ["alpha"]];

type Counts = ReadonlyMap<string, number>;

function labelsOf(partitions: TopicPartitions): readonly string[] {
  return [...partitions].flatMap(([topic, list]) => list.map((partition) => `${topic}-${partition}`));
}

class Broker {
  nowUs = 0;
  counts: Counts = new Map([
    ["alpha", 5],
    ["beta", 3],
  ]);
  group: ConsumerGroup;
  readonly events: ProbeEvent[] = [];
  readonly history = new RebalanceHistory("group", { ...SILENT_PROBE, event: (event) => this.events.push(event) });
  readonly #context: GroupContext;
  #record: ConsumerGroupRecord | undefined;

  constructor() {
    this.#context = {
      groupId: "group",
      config: DEFAULT_GROUP_CONFIG,
      write: (entries, onDone) => {
        for (const { value } of entries) this.#record = value as ConsumerGroupRecord;
        onDone("NONE");
      },
      listener: this.history,
    };
    this.group = new ConsumerGroup(this.#context, this.counts, 0);
  }

  failOver(): void {
    this.group.unload();
    const record = structuredClone(this.#record);
    this.group =
      record === undefined
        ? new ConsumerGroup(this.#context, this.counts, this.nowUs)
        : ConsumerGroup.fromRecord(this.#context, record, this.counts, this.nowUs);
    const isSettled = this.group.state === "STABLE" || this.group.state === "EMPTY";
    this.history.moved(this.group.groupEpoch, isSettled, this.nowUs);
  }

  addPartition(topic: string): void {
    this.counts = new Map([...this.counts, [topic, (this.counts.get(topic) ?? 0) + 1]]);
    this.group.setTopics(this.counts);
  }
}

/** A consumer of the KIP-848 protocol: it gives up first, says so, and takes what it is assigned. */
class Client {
  readonly #broker: Broker;
  readonly #instanceId: string | undefined;
  readonly #assignor: ServerAssignorName;
  readonly #revokeSteps: number;
  memberId: string;
  topics: readonly string[];
  #epoch = 0;
  #owned: readonly string[] = [];
  #target: readonly string[] | undefined;
  #stepsLeft = 0;
  #nextUs = 0;
  #isSubscriptionNews = false;
  isAlive = true;

  constructor(
    broker: Broker,
    memberId: string,
    options: {
      readonly instanceId: string | undefined;
      readonly assignor: ServerAssignorName;
      readonly revokeSteps: number;
      readonly topics: readonly string[];
    },
  ) {
    this.#broker = broker;
    this.memberId = memberId;
    this.#instanceId = options.instanceId;
    this.#assignor = options.assignor;
    this.#revokeSteps = options.revokeSteps;
    this.topics = options.topics;
  }

  get owned(): readonly string[] {
    return this.#owned;
  }

  get instanceId(): string | undefined {
    return this.#instanceId;
  }

  step(): void {
    if (!this.isAlive) return;
    if (this.#target !== undefined) this.#reconcile();
    if (this.#broker.nowUs >= this.#nextUs) this.#heartbeat(this.#epoch);
  }

  subscribe(topics: readonly string[]): void {
    this.topics = topics;
    this.#isSubscriptionNews = true;
  }

  #reconcile(): void {
    if (this.#stepsLeft > 0) {
      this.#stepsLeft -= 1;
      return;
    }
    this.#own(this.#target ?? []);
    this.#target = undefined;
    this.#nextUs = this.#broker.nowUs;
  }

  #own(partitions: readonly string[]): void {
    const released = this.#owned.filter((partition) => !partitions.includes(partition));
    this.#broker.history.released(this.memberId, released, this.#broker.nowUs);
    const acquired = partitions.filter((partition) => !this.#owned.includes(partition));
    this.#broker.history.acquired(this.memberId, acquired, this.#broker.nowUs);
    this.#owned = partitions;
  }

  #heartbeat(memberEpoch: number): void {
    this.#nextUs = this.#broker.nowUs + HEARTBEAT_US;
    const isJoin = memberEpoch === 0;
    const says = isJoin || this.#isSubscriptionNews;
    this.#isSubscriptionNews = false;
    this.#broker.group.heartbeat(
      {
        groupId: "group",
        memberId: this.memberId,
        memberEpoch,
        instanceId: this.#instanceId,
        rebalanceTimeoutUs: isJoin ? REBALANCE_US : undefined,
        subscribedTopicNames: says ? this.topics : undefined,
        serverAssignor: isJoin ? this.#assignor : undefined,
        topicPartitions: isJoin ? new Map() : this.#ownedByTopic(),
      },
      this.#broker.nowUs,
      (response) => this.#heard(response),
    );
  }

  #ownedByTopic(): TopicPartitions {
    const byTopic = new Map<string, number[]>();
    for (const label of this.#owned) {
      const [topic = "", partition] = label.split("-");
      byTopic.set(topic, [...(byTopic.get(topic) ?? []), Number(partition)]);
    }
    return byTopic;
  }

  #heard({ error, memberEpoch, assignment }: ConsumerGroupHeartbeatResponse): void {
    if (!this.isAlive) return;
    if (error === "NONE") {
      this.#epoch = memberEpoch;
      if (assignment !== undefined) {
        this.#target = labelsOf(assignment);
        this.#stepsLeft = this.#revokeSteps;
      }
    } else if (error === "UNRELEASED_INSTANCE_ID") this.#nextUs = this.#broker.nowUs + HEARTBEAT_US;
    else {
      this.#own([]);
      this.#target = undefined;
      this.#epoch = 0;
      this.#nextUs = this.#broker.nowUs;
    }
  }

  crash(): void {
    this.#own([]);
    this.isAlive = false;
  }

  close(): void {
    this.crash();
    if (this.#epoch > 0) this.#heartbeat(this.#instanceId === undefined ? -1 : -2);
  }
}

type Action =
  | { readonly kind: "start"; readonly isStatic: boolean; readonly topics: number; readonly revokeSteps: number }
  | { readonly kind: "crash" | "close" | "restart"; readonly which: number }
  | { readonly kind: "subscribe"; readonly which: number; readonly topics: number }
  | { readonly kind: "wait"; readonly seconds: number }
  | { readonly kind: "fail-over" | "add-partition" };

const which = fc.nat(9);
const topics = fc.nat(1);
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("start" as const),
      isStatic: fc.boolean(),
      topics,
      revokeSteps: fc.nat(12),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("crash" as const, "close" as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart" as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("subscribe" as const), which, topics }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("fail-over" as const, "add-partition" as const) }) },
);

/** One broker, and clients that do what the schedule says. */
class Play {
  readonly broker = new Broker();
  readonly clients: Client[] = [];
  readonly #assignor: ServerAssignorName;

  constructor(assignor: ServerAssignorName) {
    this.#assignor = assignor;
  }

  get alive(): readonly Client[] {
    return this.clients.filter(({ isAlive }) => isAlive);
  }

  start(instanceId: string | undefined, topicSet: number, revokeSteps: number): void {
    const options = { instanceId, assignor: this.#assignor, revokeSteps, topics: TOPIC_SETS[topicSet] ?? [] };
    this.clients.push(new Client(this.broker, `member-${this.clients.length}`, options));
  }

  do(item: Action): void {
    const candidates = this.alive;
    const client = "which" in item ? candidates[item.which % Math.max(candidates.length, 1)] : undefined;
    if (item.kind === "start") {
      this.start(item.isStatic ? `instance-${this.clients.length}` : undefined, item.topics, item.revokeSteps);
    } else if (item.kind === "wait") this.wait(item.seconds);
    else if (item.kind === "fail-over") this.broker.failOver();
    else if (item.kind === "add-partition") this.broker.addPartition("alpha");
    else if (item.kind === "subscribe") client?.subscribe(TOPIC_SETS[item.topics] ?? []);
    else if (item.kind === "crash") client?.crash();
    else if (client !== undefined) {
      client.close();
      if (item.kind === "restart") this.start(client.instanceId, 0, 0);
    }
  }

  wait(seconds: number): void {
    for (let steps = 0; steps < seconds * 2; steps++) {
      this.broker.nowUs += STEP_US;
      this.broker.group.onTime(this.broker.nowUs);
      for (const client of this.clients) client.step();
      const { members, groupEpoch, targetAssignmentEpoch } = this.broker.group;
      if (targetAssignmentEpoch > groupEpoch) throw new Error("the target is ahead of the group");
      for (const { memberId, memberEpoch } of members) {
        if (memberEpoch > targetAssignmentEpoch) throw new Error(`${memberId} is ahead of the target`);
      }
    }
  }

  /** What somebody alive subscribes to. */
  get wanted(): readonly string[] {
    const subscribed = new Set(this.alive.flatMap((client) => client.topics));
    return [...this.broker.counts].flatMap(([topic, count]) =>
      subscribed.has(topic) ? Array.from({ length: count }, (_, index) => `${topic}-${index}`) : [],
    );
  }
}

const NAMES: readonly ServerAssignorName[] = ["uniform", "range"];

describe("a KIP-848 group under random members", () => {
  it.each(NAMES)(`%s, seed ${SEED}: no partition has two owners, and in the end each has one`, (assignor) => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 30 }), (schedule) => {
        const play = new Play(assignor);
        for (const item of schedule) play.do(item);
        if (play.alive.length === 0) play.start(undefined, 0, 0);
        play.wait(180);
        const { broker, alive } = play;
        expect(broker.events.filter(({ kind }) => kind === "partition-owned-twice")).toEqual([]);
        expect(broker.group.state).toBe("STABLE");
        expect(broker.group.members.map(({ memberId }) => memberId).sort()).toEqual(
          alive.map(({ memberId }) => memberId).sort(),
        );
        expect(alive.flatMap(({ owned }) => owned).sort()).toEqual(play.wanted.toSorted());
        for (const { owned, topics: subscribed } of alive) {
          for (const label of owned) expect(subscribed).toContain(label.split("-")[0]);
        }
        expect(broker.history.rebalances.at(-1)?.endedUs).toBeDefined();
      }),
      { seed: SEED, numRuns: 80 },
    );
  });

  it(`uniform, seed ${SEED}: who keeps a partition is never interrupted when a member joins`, () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), (before) => {
        const play = new Play("uniform");
        for (let index = 0; index < before; index++) play.start(undefined, 0, 0);
        play.wait(60);
        const owners = new Map(play.alive.map(({ memberId, owned }) => [memberId, new Set(owned)]));
        const joinedUs = play.broker.nowUs;
        play.start(undefined, 0, 0);
        play.wait(60);
        const moved = play.broker.history.rebalances.at(-1);
        expect(moved?.partitionsMoved).toBe(Math.floor(8 / (before + 1)));
        expect(moved?.unownedUs.size).toBe(moved?.partitionsMoved);
        for (const { memberId, owned } of play.alive.slice(0, before)) {
          for (const partition of owned) {
            expect(owners.get(memberId)?.has(partition)).toBe(true);
            expect(play.broker.history.intervalsOf(partition).at(-1)?.fromUs).toBeLessThan(joinedUs);
          }
        }
      }),
      { seed: SEED, numRuns: 4 },
    );
  });
});
