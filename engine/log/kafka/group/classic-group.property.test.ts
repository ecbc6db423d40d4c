import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ProbeEvent } from "../../../base/probe.ts";
import { SILENT_PROBE } from "../../../base/probe.ts";
import type { ClientAssignorName, MemberSubscription } from "./assignor/client-assignor.ts";
import { CLIENT_ASSIGNORS } from "./assignor/client-assignors.ts";
import type { PartitionName } from "./assignor/partition-index.ts";
import { ClassicGroup } from "./classic-group.ts";
import type { ClassicGroupRecord, JoinGroupResponse, SyncGroupResponse } from "./classic-protocol.ts";
import type { GroupContext } from "./classic-rebalance.ts";
import { DEFAULT_GROUP_CONFIG } from "./group-config.ts";
import { RebalanceHistory } from "./rebalance-history.ts";

const SEED = 20_260_901;
const STEP_US = 500_000;
const HEARTBEAT_US = 3_000_000;
const SESSION_US = 45_000_000;
const REBALANCE_US = 60_000_000;
const COUNTS = new Map([
  ["alpha", 5],
  ["beta", 3],
]);
const TOPICS = [...COUNTS.keys()];
const ALL = TOPICS.flatMap((topic) =>
  Array.from({ length: COUNTS.get(topic) ?? 0 }, (_, index) => `${topic}-${index}`),
);

const labelOf = ({ topic, partition }: PartitionName) => `${topic}-${partition}`;

/** The group's broker and its clock. */
class Broker {
  nowUs = 0;
  group: ClassicGroup;
  readonly events: ProbeEvent[] = [];
  readonly history = new RebalanceHistory("group", { ...SILENT_PROBE, event: (event) => this.events.push(event) });
  readonly #context: GroupContext;
  #record: ClassicGroupRecord | undefined;
  #ids = 0;

  constructor() {
    this.#context = {
      groupId: "group",
      config: DEFAULT_GROUP_CONFIG,
      write: (entries, onDone) => {
        for (const { value } of entries) this.#record = value as ClassicGroupRecord;
        onDone("NONE");
      },
      listener: this.history,
    };
    this.group = new ClassicGroup(this.#context, 0);
  }

  nextMemberId(client: string): string {
    this.#ids += 1;
    return `${client}-${this.#ids}`;
  }

  /** Another broker takes over with what was written. */
  failOver(): void {
    const old = this.group;
    const record = structuredClone(this.#record);
    this.group =
      record === undefined
        ? new ClassicGroup(this.#context, this.nowUs)
        : ClassicGroup.fromRecord(this.#context, record, this.nowUs);
    old.unload(this.nowUs);
    this.history.moved(this.group.generationId, this.group.state === "STABLE", this.nowUs);
  }
}

/** A consumer of the classic protocol as far as its coordinator can tell: it heartbeats, rejoins, assigns as leader. */
class Client {
  readonly #broker: Broker;
  readonly #assignor: ClientAssignorName;
  readonly #name: string;
  readonly #instanceId: string | undefined;
  #memberId = "";
  #generation = -1;
  #owned: readonly PartitionName[] = [];
  #phase: "idle" | "waiting" | "stable" = "idle";
  #nextUs = 0;
  isAlive = true;

  constructor(broker: Broker, assignor: ClientAssignorName, name: string, instanceId: string | undefined) {
    this.#broker = broker;
    this.#assignor = assignor;
    this.#name = name;
    this.#instanceId = instanceId;
  }

  get owned(): readonly string[] {
    return this.#owned.map(labelOf);
  }

  step(): void {
    if (!this.isAlive || this.#broker.nowUs < this.#nextUs) return;
    if (this.#phase === "idle") this.#join();
    else if (this.#phase === "stable") this.#heartbeat();
  }

  #heartbeat(): void {
    this.#nextUs = this.#broker.nowUs + HEARTBEAT_US;
    const { group, nowUs } = this.#broker;
    const request = { groupId: "group", memberId: this.#memberId, instanceId: this.#instanceId };
    const error = group.heartbeat({ ...request, generationId: this.#generation }, nowUs);
    if (error === "REBALANCE_IN_PROGRESS") this.#join();
    else if (error !== "NONE") this.#reset(error);
  }

  #reset(error: string): void {
    this.#take([]);
    this.#generation = -1;
    this.#phase = "idle";
    if (error === "UNKNOWN_MEMBER_ID") this.#memberId = "";
    if (error === "FENCED_INSTANCE_ID") this.isAlive = false;
  }

  #join(): void {
    const isEager = CLIENT_ASSIGNORS[this.#assignor].rebalanceProtocol === "EAGER";
    const before = this.#owned;
    if (isEager) this.#take([]);
    // StickyAssignor sends what it last had as user data; the others say only what they still own.
    const claimed = this.#assignor === "sticky" ? before : this.#owned;
    this.#phase = "waiting";
    const metadata = { topics: TOPICS, ownedPartitions: claimed, generation: this.#generation };
    const { group, nowUs } = this.#broker;
    group.join(
      {
        groupId: "group",
        memberId: this.#memberId,
        instanceId: this.#instanceId,
        clientId: this.#name,
        sessionTimeoutUs: SESSION_US,
        rebalanceTimeoutUs: REBALANCE_US,
        protocolType: "consumer",
        protocols: [{ name: this.#assignor, metadata }],
      },
      this.#broker.nextMemberId(this.#name),
      nowUs,
      (response) => this.#joined(response),
    );
  }

  #joined(response: JoinGroupResponse): void {
    if (!this.isAlive) return;
    if (response.error !== "NONE") {
      if (response.error === "MEMBER_ID_REQUIRED") {
        this.#memberId = response.memberId;
        this.#phase = "idle";
      } else this.#reset(response.error);
      return;
    }
    this.#memberId = response.memberId;
    this.#generation = response.generationId;
    const isLeader = response.leader === response.memberId && !response.skipAssignment;
    const assignments = isLeader ? this.#assign(response) : new Map<string, readonly PartitionName[]>();
    const { memberId, generationId, protocolType, protocolName } = response;
    const request = {
      groupId: "group",
      memberId,
      instanceId: this.#instanceId,
      generationId,
      protocolType,
      protocolName,
    };
    this.#broker.group.sync({ ...request, assignments }, this.#broker.nowUs, (answer) => this.#synced(answer));
  }

  #assign({ members }: JoinGroupResponse): ReadonlyMap<string, readonly PartitionName[]> {
    const subscriptions: MemberSubscription[] = members.map(({ memberId, instanceId, metadata }) => ({
      memberId,
      instanceId,
      ...metadata,
    }));
    return CLIENT_ASSIGNORS[this.#assignor].assign(COUNTS, subscriptions);
  }

  #synced({ error, assignment }: SyncGroupResponse): void {
    if (!this.isAlive) return;
    if (error !== "NONE") {
      this.#phase = "idle";
      if (error === "UNKNOWN_MEMBER_ID" || error === "FENCED_INSTANCE_ID") this.#reset(error);
      return;
    }
    const kept = new Set(assignment.map(labelOf));
    const mustRejoin = this.#owned.some((partition) => !kept.has(labelOf(partition)));
    this.#take(assignment);
    this.#phase = mustRejoin ? "idle" : "stable";
    this.#nextUs = this.#broker.nowUs + (mustRejoin ? 0 : HEARTBEAT_US);
  }

  #take(partitions: readonly PartitionName[]): void {
    const after = new Set(partitions.map(labelOf));
    const before = new Set(this.owned);
    const released = [...before].filter((partition) => !after.has(partition));
    this.#broker.history.released(this.#name, released, this.#broker.nowUs);
    const acquired = [...after].filter((partition) => !before.has(partition));
    this.#broker.history.acquired(this.#name, acquired, this.#broker.nowUs);
    this.#owned = partitions;
  }

  /** The process dies: it reads nothing any more, and tells nobody. */
  crash(): void {
    this.#take([]);
    this.isAlive = false;
  }

  /** close(): a dynamic member says that it leaves. */
  close(): void {
    this.crash();
    if (this.#instanceId !== undefined || this.#memberId === "") return;
    this.#broker.group.leave([{ memberId: this.#memberId, instanceId: undefined }], this.#broker.nowUs);
  }
}

type Action =
  | { readonly kind: "start"; readonly isStatic: boolean }
  | { readonly kind: "crash" | "close"; readonly which: number }
  | { readonly kind: "wait"; readonly seconds: number }
  | { readonly kind: "fail-over" };

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("start" as const), isStatic: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("crash" as const, "close" as const), which: fc.nat(9) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 50 }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: "fail-over" as const }) },
);

function play(assignor: ClientAssignorName, schedule: readonly Action[]): { broker: Broker; alive: readonly Client[] } {
  const broker = new Broker();
  const clients: Client[] = [];
  const alive = () => clients.filter(({ isAlive }) => isAlive);
  const wait = (seconds: number) => {
    for (let steps = 0; steps < seconds * 2; steps++) {
      broker.nowUs += STEP_US;
      broker.group.onTime(broker.nowUs);
      for (const client of clients) client.step();
      const { nextDeadlineUs = Number.POSITIVE_INFINITY } = broker.group;
      if (nextDeadlineUs <= broker.nowUs) throw new Error("what was due is still to be done");
    }
  };
  const start = (isStatic: boolean) => {
    const name = `client-${clients.length}`;
    clients.push(new Client(broker, assignor, name, isStatic ? `instance-${clients.length}` : undefined));
  };
  for (const item of schedule) {
    if (item.kind === "start") start(item.isStatic);
    else if (item.kind === "wait") wait(item.seconds);
    else if (item.kind === "fail-over") broker.failOver();
    else {
      const candidates = alive();
      const client = candidates[item.which % Math.max(candidates.length, 1)];
      if (item.kind === "crash") client?.crash();
      else client?.close();
    }
  }
  if (alive().length === 0) start(false);
  wait(240);
  return { broker, alive: alive() };
}

const NAMES: readonly ClientAssignorName[] = ["range", "roundrobin", "sticky", "cooperative-sticky"];

describe("a classic group under random members", () => {
  it.each(NAMES)(`%s, seed ${SEED}: no partition has two owners, and in the end each has one`, (assignor) => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 25 }), (schedule) => {
        const { broker, alive } = play(assignor, schedule);
        expect(broker.events.filter(({ kind }) => kind === "partition-owned-twice")).toEqual([]);
        expect(broker.group.state).toBe("STABLE");
        expect(broker.group.memberIds).toHaveLength(alive.length);
        expect(alive.flatMap(({ owned }) => owned).sort()).toEqual(ALL.toSorted());
        expect(broker.history.unowned).toEqual([]);
        expect(broker.history.rebalances.at(-1)?.endedUs).toBeDefined();
      }),
      { seed: SEED, numRuns: 50 },
    );
  });

  it(`cooperative-sticky, seed ${SEED}: a member that joins takes nothing from anybody but its share`, () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), (before) => {
        const starts = Array.from({ length: before }, (): Action => ({ kind: "start", isStatic: false }));
        const settle: Action = { kind: "wait", seconds: 60 };
        const { broker } = play("cooperative-sticky", [...starts, settle, { kind: "start", isStatic: false }]);
        const last = broker.history.rebalances.slice(-2);
        const moved = last.reduce((sum, { partitionsMoved }) => sum + partitionsMoved, 0);
        expect(moved).toBe(Math.floor(ALL.length / (before + 1)));
      }),
      { seed: SEED, numRuns: 5 },
    );
  });
});
