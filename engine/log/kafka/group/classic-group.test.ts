import { describe, expect, it } from "vitest";
import type { KafkaErrorName } from "../kafka-error.ts";
import { ClassicGroup } from "./classic-group.ts";
import type {
  ClassicGroupRecord,
  JoinGroupRequest,
  JoinGroupResponse,
  OfferedProtocol,
  SyncGroupResponse,
} from "./classic-protocol.ts";
import type { GroupContext } from "./classic-rebalance.ts";
import { DEFAULT_GROUP_CONFIG, type GroupConfig } from "./group-config.ts";
import { classicOffsetExpiry } from "./offset-expiry.ts";
import type { RebalanceCause } from "./rebalance-cause.ts";

const SECOND_US = 1_000_000;

function offer(name: string, topics: readonly string[] = ["t"]): OfferedProtocol {
  return { name, metadata: { topics, ownedPartitions: [], generation: -1 } };
}

/** One group whose writes succeed unless told otherwise; what it answers and why it rebalances is written down. */
class Scene {
  nowUs = 0;
  writeError: KafkaErrorName = "NONE";
  readonly causes: (readonly [RebalanceCause, string | undefined])[] = [];
  readonly written: ClassicGroupRecord[] = [];
  readonly joins = new Map<string, JoinGroupResponse>();
  readonly syncs = new Map<string, SyncGroupResponse>();
  readonly context: GroupContext;
  group: ClassicGroup;
  #ids = 0;

  constructor(config: Partial<GroupConfig> = {}) {
    this.context = {
      groupId: "g",
      config: { ...DEFAULT_GROUP_CONFIG, ...config },
      write: (entries, onDone) => {
        if (this.writeError === "NONE") for (const { value } of entries) this.written.push(value as ClassicGroupRecord);
        onDone(this.writeError);
      },
      listener: {
        triggered: (cause, memberId) => this.causes.push([cause, memberId]),
        advanced: () => undefined,
        completed: () => undefined,
      },
    };
    this.group = new ClassicGroup(this.context, 0);
  }

  advance(seconds: number): void {
    this.nowUs += seconds * SECOND_US;
    this.group.onTime(this.nowUs);
  }

  join(name: string, more: Partial<JoinGroupRequest> = {}): void {
    const request: JoinGroupRequest = {
      groupId: "g",
      memberId: "",
      instanceId: undefined,
      clientId: name,
      sessionTimeoutUs: 45 * SECOND_US,
      rebalanceTimeoutUs: 60 * SECOND_US,
      protocolType: "consumer",
      protocols: [offer("range")],
      ...more,
    };
    this.#ids += 1;
    this.joins.delete(name);
    this.group.join(request, `${name}-${this.#ids}`, this.nowUs, (response) => this.joins.set(name, response));
  }

  /** Both steps of a dynamic member. */
  joinFully(name: string, more: Partial<JoinGroupRequest> = {}): void {
    this.join(name, more);
    this.join(name, { ...more, memberId: this.idOf(name) });
  }

  idOf(name: string): string {
    return this.joins.get(name)?.memberId ?? "";
  }

  sync(name: string, more: { readonly generationId?: number; readonly protocolName?: string } = {}): void {
    const request = {
      groupId: "g",
      memberId: this.idOf(name),
      instanceId: undefined,
      generationId: more.generationId ?? this.group.generationId,
      protocolType: "consumer",
      protocolName: more.protocolName,
      assignments: new Map(this.group.memberIds.map((id, partition) => [id, [{ topic: "t", partition }]] as const)),
    };
    this.syncs.delete(name);
    this.group.sync(request, this.nowUs, (response) => this.syncs.set(name, response));
  }

  heartbeat(name: string, generationId: number = this.group.generationId): KafkaErrorName {
    const request = { groupId: "g", memberId: this.idOf(name), instanceId: undefined, generationId };
    return this.group.heartbeat(request, this.nowUs);
  }

  /** A stable group of two; the first one leads. */
  stabilise(): this {
    for (const name of ["a", "b"]) this.joinFully(name);
    this.advance(3);
    this.advance(3);
    for (const name of ["b", "a"]) this.sync(name);
    return this;
  }
}

describe("ClassicGroup", () => {
  it("takes a dynamic member in two steps, and completes the first join phase after the initial delay", () => {
    const scene = new Scene();
    scene.join("a");
    expect(scene.joins.get("a")).toMatchObject({ error: "MEMBER_ID_REQUIRED", generationId: -1, memberId: "a-1" });
    expect(scene.group.state).toBe("EMPTY");
    scene.join("a", { memberId: "a-1" });
    expect(scene.group.state).toBe("PREPARING_REBALANCE");
    scene.advance(3);
    expect(scene.joins.get("a")).toMatchObject({
      error: "NONE",
      generationId: 1,
      leader: "a-1",
      protocolName: "range",
    });
    expect(scene.group.state).toBe("COMPLETING_REBALANCE");
    scene.sync("a");
    expect(scene.syncs.get("a")).toMatchObject({ error: "NONE", assignment: [{ topic: "t", partition: 0 }] });
    expect(scene.group.state).toBe("STABLE");
  });

  it("gives the members to the leader only, and the assignment to everybody once the leader has synced", () => {
    const scene = new Scene();
    for (const name of ["a", "b"]) scene.joinFully(name);
    scene.advance(3);
    scene.advance(3);
    expect(scene.joins.get("a")?.members.map(({ memberId }) => memberId)).toEqual(["a-1", "b-3"]);
    expect(scene.joins.get("b")).toMatchObject({ leader: "a-1", members: [] });
    scene.sync("b");
    expect(scene.syncs.has("b")).toBe(false);
    scene.sync("a");
    expect(scene.syncs.get("b")?.assignment).toEqual([{ topic: "t", partition: 1 }]);
    expect(scene.written.at(-1)).toMatchObject({ generationId: 1, leader: "a-1", protocolName: "range" });
  });

  it("waits for all members when a third one joins, and tells them by their heartbeats", () => {
    const scene = new Scene().stabilise();
    expect(scene.heartbeat("b")).toBe("NONE");
    scene.joinFully("c");
    expect(scene.group.state).toBe("PREPARING_REBALANCE");
    expect(scene.heartbeat("a")).toBe("REBALANCE_IN_PROGRESS");
    for (const name of ["a", "b"]) scene.join(name, { memberId: scene.idOf(name) });
    expect(scene.joins.get("c")).toMatchObject({ error: "NONE", generationId: 2 });
    expect(scene.group.state).toBe("COMPLETING_REBALANCE");
    expect(scene.causes.map(([cause]) => cause)).toEqual(["member-joined", "member-joined", "member-joined"]);
  });

  it("drops dynamic members that do not rejoin within the rebalance timeout", () => {
    const scene = new Scene().stabilise();
    scene.joinFully("c");
    scene.join("a", { memberId: scene.idOf("a") });
    for (let seconds = 0; seconds < 60; seconds += 10) {
      scene.heartbeat("b", 1);
      scene.advance(10);
    }
    expect(scene.joins.get("a")?.members.map(({ memberId }) => memberId)).toEqual([scene.idOf("a"), scene.idOf("c")]);
    expect(scene.causes.at(-1)?.[0]).toBe("rebalance-timeout");
    expect(scene.heartbeat("b", 1)).toBe("UNKNOWN_MEMBER_ID");
  });

  it("drops members that do not sync within the rebalance timeout, and rebalances", () => {
    const scene = new Scene().stabilise();
    scene.joinFully("c");
    for (const name of ["a", "b"]) scene.join(name, { memberId: scene.idOf(name) });
    scene.sync("b");
    for (let seconds = 0; seconds < 60; seconds += 10) {
      for (const name of ["a", "c"]) scene.heartbeat(name);
      scene.advance(10);
    }
    expect(scene.syncs.get("b")?.error).toBe("REBALANCE_IN_PROGRESS");
    expect(scene.group.memberIds).toEqual([scene.idOf("b")]);
    expect(scene.causes.at(-1)?.[0]).toBe("sync-timeout");
  });

  it("drops who is silent for its session, but nobody who waits for an answer", () => {
    const scene = new Scene().stabilise();
    scene.join("b", { memberId: scene.idOf("b"), protocols: [offer("range", ["t", "u"])] });
    expect(scene.group.state).toBe("PREPARING_REBALANCE");
    scene.advance(46);
    expect(scene.causes.at(-1)).toEqual(["session-expired", "a-1"]);
    expect(scene.joins.get("b")).toMatchObject({ error: "NONE", generationId: 2, leader: "b-3" });
  });

  it("rebalances when the leader rejoins or metadata change, not for an unchanged follower", () => {
    const scene = new Scene().stabilise();
    scene.join("b", { memberId: scene.idOf("b") });
    expect(scene.joins.get("b")).toMatchObject({ error: "NONE", generationId: 1, members: [] });
    expect(scene.group.state).toBe("STABLE");
    scene.join("a", { memberId: scene.idOf("a") });
    expect(scene.group.state).toBe("PREPARING_REBALANCE");
    expect(scene.causes.at(-1)).toEqual(["leader-rejoined", "a-1"]);
  });

  it("rebalances at once when a member leaves, and is empty when the last one does", () => {
    const scene = new Scene().stabilise();
    expect(scene.group.leave([{ memberId: "a-1", instanceId: undefined }], scene.nowUs)).toEqual(["NONE"]);
    scene.join("b", { memberId: "b-3" });
    expect(scene.joins.get("b")).toMatchObject({ generationId: 2, leader: "b-3" });
    expect(scene.group.leave([{ memberId: "b-3", instanceId: undefined }], scene.nowUs)).toEqual(["NONE"]);
    expect(scene.group.state).toBe("EMPTY");
    expect(scene.written.at(-1)).toMatchObject({ generationId: 3, members: [], protocolName: undefined });
    expect(scene.group.leave([{ memberId: "b-3", instanceId: undefined }], scene.nowUs)).toEqual(["UNKNOWN_MEMBER_ID"]);
  });

  it("chooses the protocol that most members prefer among those that all know", () => {
    const scene = new Scene();
    scene.joinFully("a", { protocols: [offer("roundrobin"), offer("range")] });
    scene.joinFully("b", { protocols: [offer("sticky"), offer("range"), offer("roundrobin")] });
    scene.joinFully("c", { protocols: [offer("range"), offer("roundrobin")] });
    scene.advance(3);
    scene.advance(3);
    expect(scene.joins.get("a")?.protocolName).toBe("range");
    scene.join("d", { protocols: [offer("sticky")] });
    expect(scene.joins.get("d")?.error).toBe("INCONSISTENT_GROUP_PROTOCOL");
    scene.join("e", { protocolType: "connect" });
    expect(scene.joins.get("e")?.error).toBe("INCONSISTENT_GROUP_PROTOCOL");
  });

  it("refuses what does not fit the group, by Kafka's names", () => {
    const scene = new Scene({ maxSize: 2 }).stabilise();
    scene.join("c", { sessionTimeoutUs: 5 * SECOND_US });
    expect(scene.joins.get("c")?.error).toBe("INVALID_SESSION_TIMEOUT");
    scene.join("c", { memberId: "nobody" });
    expect(scene.joins.get("c")?.error).toBe("GROUP_MAX_SIZE_REACHED");
    expect(scene.heartbeat("a", 2)).toBe("ILLEGAL_GENERATION");
    expect(scene.heartbeat("nobody")).toBe("UNKNOWN_MEMBER_ID");
    scene.sync("a", { generationId: 0 });
    expect(scene.syncs.get("a")?.error).toBe("ILLEGAL_GENERATION");
    scene.sync("a", { protocolName: "sticky" });
    expect(scene.syncs.get("a")?.error).toBe("INCONSISTENT_GROUP_PROTOCOL");
    const roomy = new Scene().stabilise();
    roomy.join("c", { memberId: "nobody" });
    expect(roomy.joins.get("c")?.error).toBe("UNKNOWN_MEMBER_ID");
  });

  it("fences the older one of two members with one instance id", () => {
    const scene = new Scene();
    scene.join("a", { instanceId: "i" });
    scene.join("b", { instanceId: "i" });
    expect(scene.joins.get("a")?.error).toBe("FENCED_INSTANCE_ID");
    scene.advance(3);
    expect(scene.group.memberIds).toEqual(["b-2"]);
    const asOld = { groupId: "g", memberId: "a-1", instanceId: "i", generationId: 1 };
    expect(scene.group.heartbeat(asOld, scene.nowUs)).toBe("FENCED_INSTANCE_ID");
    scene.join("a", { instanceId: "i", memberId: "a-1" });
    expect(scene.joins.get("a")?.error).toBe("FENCED_INSTANCE_ID");
    expect(scene.group.leave([{ memberId: "", instanceId: "i" }], scene.nowUs)).toEqual(["NONE"]);
  });

  it("lets a static member back without a rebalance while the group is stable, and rebalances otherwise", () => {
    const scene = new Scene();
    scene.join("a", { instanceId: "i" });
    scene.advance(3);
    scene.join("b", { instanceId: "i" });
    expect(scene.causes.at(-1)?.[0]).toBe("static-member-replaced");
    scene.sync("b");
    scene.join("c", { instanceId: "i" });
    expect(scene.joins.get("c")).toMatchObject({ error: "NONE", skipAssignment: true, leader: "c-3" });
    expect(scene.group.state).toBe("STABLE");
    expect(scene.written.at(-1)?.members.map(({ memberId }) => memberId)).toEqual(["c-3"]);
  });

  it("lets only members of the generation commit, and nobody while assignments are on their way", () => {
    const scene = new Scene();
    const ask = (memberId: string, generationId: number, isTransactional = false) =>
      scene.group.validateOffsetCommit({ memberId, instanceId: undefined, generationId }, isTransactional, scene.nowUs);
    expect(ask("", -1)).toBe("NONE");
    for (const name of ["a", "b"]) scene.joinFully(name);
    scene.advance(3);
    scene.advance(3);
    expect(ask("a-1", 1)).toBe("REBALANCE_IN_PROGRESS");
    for (const name of ["b", "a"]) scene.sync(name);
    expect(ask("a-1", 1)).toBe("NONE");
    expect(ask("a-1", 0)).toBe("ILLEGAL_GENERATION");
    expect(ask("nobody", 1)).toBe("UNKNOWN_MEMBER_ID");
    expect(ask("", -1)).toBe("UNKNOWN_MEMBER_ID");
    expect(ask("", -1, true)).toBe("NONE");
  });

  it("keeps the offsets of topics that are subscribed to, and all others from when it became empty", () => {
    const scene = new Scene().stabilise();
    expect(classicOffsetExpiry(scene.group, 1).isSubscribed("t")).toBe(true);
    expect(classicOffsetExpiry(scene.group, 1).isSubscribed("u")).toBe(false);
    const committed = { offset: 1, leaderEpoch: 0, commitTimestampUs: 5 };
    expect(classicOffsetExpiry(scene.group, 1).baseTimestampUs(committed)).toBe(5);
    scene.advance(10);
    const everybody = scene.group.memberIds.map((memberId) => ({ memberId, instanceId: undefined }));
    scene.group.leave(everybody, scene.nowUs);
    const expiry = classicOffsetExpiry(scene.group, 1);
    expect([expiry.isSubscribed("t"), expiry.baseTimestampUs(committed)]).toEqual([false, scene.nowUs]);
    expect(classicOffsetExpiry(new Scene().group, 1).baseTimestampUs(committed)).toBe(5);
  });

  it("is the same group on another broker: the members are known, and their sessions start anew", () => {
    const scene = new Scene().stabilise();
    scene.advance(40);
    const old = scene.group;
    scene.joinFully("c");
    scene.group = ClassicGroup.fromRecord(scene.context, scene.written.at(-1) as ClassicGroupRecord, scene.nowUs);
    old.unload(scene.nowUs);
    expect(scene.joins.get("c")?.error).toBe("NOT_COORDINATOR");
    expect(scene.group).toMatchObject({ state: "STABLE", generationId: 1, leader: "a-1" });
    scene.advance(44);
    expect(scene.heartbeat("a")).toBe("NONE");
    scene.sync("b");
    expect(scene.syncs.get("b")?.assignment).toEqual([{ topic: "t", partition: 1 }]);
    scene.advance(2);
    expect(scene.group.nextDeadlineUs).toBeGreaterThan(scene.nowUs);
    expect(old.nextDeadlineUs).toBeUndefined();
  });

  it("answers nobody with an assignment that was not written", () => {
    const scene = new Scene();
    for (const name of ["a", "b"]) scene.joinFully(name);
    scene.advance(3);
    scene.advance(3);
    scene.sync("b");
    scene.writeError = "COORDINATOR_NOT_AVAILABLE";
    scene.sync("a");
    expect(scene.syncs.get("a")).toMatchObject({ error: "COORDINATOR_NOT_AVAILABLE", assignment: [] });
    expect(scene.syncs.get("b")?.error).toBe("COORDINATOR_NOT_AVAILABLE");
    expect(scene.group.state).toBe("PREPARING_REBALANCE");
  });
});
