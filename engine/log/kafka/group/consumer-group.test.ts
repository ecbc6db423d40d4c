import { describe, expect, it } from "vitest";
import type { KafkaErrorName } from "../kafka-error.ts";
import type { GroupContext } from "./classic-rebalance.ts";
import { ConsumerGroup } from "./consumer-group.ts";
import type {
  ConsumerGroupHeartbeatRequest,
  ConsumerGroupHeartbeatResponse,
  ConsumerGroupRecord,
} from "./consumer-protocol.ts";
import { DEFAULT_GROUP_CONFIG, type GroupConfig } from "./group-config.ts";
import { consumerOffsetExpiry } from "./offset-expiry.ts";
import type { RebalanceCause } from "./rebalance-cause.ts";

const MS = 1_000;
const AT_ONCE = { consumerAssignmentIntervalUs: 0 };

class Scene {
  nowUs = 0;
  writeError: KafkaErrorName = "NONE";
  readonly causes: RebalanceCause[] = [];
  readonly written: ConsumerGroupRecord[] = [];
  readonly context: GroupContext;
  group: ConsumerGroup;

  constructor(config: Partial<GroupConfig> = AT_ONCE) {
    this.context = {
      groupId: "g",
      config: { ...DEFAULT_GROUP_CONFIG, ...config },
      write: (entries, onDone) => {
        for (const { value } of entries) this.written.push(value as ConsumerGroupRecord);
        onDone(this.writeError);
      },
      listener: {
        triggered: (cause) => this.causes.push(cause),
        advanced: () => undefined,
        completed: () => undefined,
      },
    };
    this.group = new ConsumerGroup(this.context, new Map([["t", 4]]), 0);
  }

  advance(ms: number): void {
    this.nowUs += ms * MS;
    this.group.onTime(this.nowUs);
  }

  beat(memberId: string, memberEpoch: number, more: Partial<ConsumerGroupHeartbeatRequest> = {}) {
    let answer: ConsumerGroupHeartbeatResponse | undefined;
    const request: ConsumerGroupHeartbeatRequest = {
      groupId: "g",
      memberId,
      memberEpoch,
      instanceId: undefined,
      rebalanceTimeoutUs: undefined,
      subscribedTopicNames: undefined,
      serverAssignor: undefined,
      topicPartitions: undefined,
      ...more,
    };
    this.group.heartbeat(request, this.nowUs, (response) => {
      answer = response;
    });
    return { ...answer, owns: answer?.assignment?.get("t") ?? [] };
  }

  join(memberId: string, more: Partial<ConsumerGroupHeartbeatRequest> = {}) {
    const full = { rebalanceTimeoutUs: 10_000 * MS, subscribedTopicNames: ["t"], topicPartitions: new Map() };
    return this.beat(memberId, 0, { ...full, ...more });
  }

  /** A heartbeat that says what the member owns. */
  own(memberId: string, memberEpoch: number, partitions: readonly number[]) {
    const topicPartitions = new Map(partitions.length === 0 ? [] : [["t", partitions]]);
    return this.beat(memberId, memberEpoch, { topicPartitions });
  }
}

describe("ConsumerGroup", () => {
  it("gives the first member everything with its first heartbeat, in the epoch after the empty group's", () => {
    const scene = new Scene();
    expect(scene.join("a")).toMatchObject({ error: "NONE", memberEpoch: 2, owns: [0, 1, 2, 3] });
    expect(scene.group.state).toBe("STABLE");
    const quiet = scene.own("a", 2, [0, 1, 2, 3]);
    expect(quiet).toMatchObject({ error: "NONE", assignment: undefined, heartbeatIntervalUs: 5_000 * MS });
    expect(scene.written).toHaveLength(1);
  });

  it("lets a new member wait until the old owner has confirmed, without stopping what stays", () => {
    const scene = new Scene();
    scene.join("a");
    expect(scene.join("b")).toMatchObject({ memberEpoch: 3, owns: [] });
    expect(scene.group.state).toBe("RECONCILING");
    expect(scene.own("a", 2, [0, 1, 2, 3])).toMatchObject({ memberEpoch: 2, owns: [0, 1] });
    expect(scene.beat("b", 3)).toMatchObject({ assignment: undefined });
    expect(scene.own("a", 2, [0, 1, 2, 3])).toMatchObject({ memberEpoch: 2, assignment: undefined });
    expect(scene.own("a", 2, [0, 1])).toMatchObject({ memberEpoch: 3, assignment: undefined });
    expect(scene.beat("b", 3)).toMatchObject({ owns: [2, 3] });
    expect(scene.group.state).toBe("STABLE");
  });

  it("computes a target once in an interval: who comes meanwhile is assigned with the next one", () => {
    const scene = new Scene({});
    scene.join("a");
    scene.advance(400);
    expect(scene.join("b")).toMatchObject({ memberEpoch: 2, owns: [] });
    expect(scene.join("c")).toMatchObject({ memberEpoch: 2, owns: [] });
    expect(scene.group.state).toBe("ASSIGNING");
    scene.advance(599);
    expect(scene.own("a", 2, [0, 1, 2, 3])).toMatchObject({ memberEpoch: 2, assignment: undefined });
    scene.advance(1);
    expect(scene.own("a", 2, [0, 1, 2, 3])).toMatchObject({ memberEpoch: 2, owns: [0, 1] });
    expect(scene.group.targetAssignmentEpoch).toBe(4);
  });

  it("drops a member that holds on to what it was to give up", () => {
    const scene = new Scene();
    scene.join("a");
    scene.join("b");
    scene.own("a", 2, [0, 1, 2, 3]);
    expect(scene.group.revocationDeadlineUs("a")).toBe(10_000 * MS);
    scene.advance(9_999);
    scene.own("a", 2, [0, 1, 2, 3]);
    scene.advance(1);
    expect(scene.causes.at(-1)).toBe("rebalance-timeout");
    expect(scene.own("a", 2, [0, 1, 2, 3]).error).toBe("UNKNOWN_MEMBER_ID");
    expect(scene.beat("b", 3)).toMatchObject({ memberEpoch: 4, owns: [0, 1, 2, 3] });
  });

  it("drops a member that is silent for a session, and bumps the epoch", () => {
    const scene = new Scene();
    scene.join("a");
    scene.advance(30_000);
    scene.beat("a", 2);
    scene.advance(44_999);
    expect(scene.group.members).toHaveLength(1);
    scene.advance(1);
    expect(scene.group).toMatchObject({ members: [], state: "EMPTY", groupEpoch: 3, targetAssignmentEpoch: 3 });
    expect(scene.causes).toEqual(["member-joined", "session-expired"]);
  });

  it("fences a wrong epoch, but forgives an answer that was lost", () => {
    const scene = new Scene();
    scene.join("a");
    scene.join("b");
    scene.own("a", 2, [0, 1, 2, 3]);
    scene.own("a", 2, [0, 1]);
    expect(scene.own("a", 2, [0, 1])).toMatchObject({ error: "NONE", memberEpoch: 3 });
    expect(scene.own("a", 2, [0, 1, 2]).error).toBe("FENCED_MEMBER_EPOCH");
    expect(scene.beat("a", 2).error).toBe("FENCED_MEMBER_EPOCH");
    expect(scene.beat("a", 4).error).toBe("FENCED_MEMBER_EPOCH");
    expect(scene.beat("nobody", 3).error).toBe("UNKNOWN_MEMBER_ID");
    expect(scene.join("a")).toMatchObject({ error: "NONE", owns: [0, 1] });
  });

  it("keeps a static member's partitions while it is away, and gives them back under its new id", () => {
    const scene = new Scene();
    scene.join("a", { instanceId: "i" });
    scene.join("b");
    scene.beat("a", 2, { instanceId: "i", topicPartitions: new Map([["t", [0, 1]]]) });
    const { groupEpoch } = scene.group;
    expect(scene.join("c", { instanceId: "i" }).error).toBe("UNRELEASED_INSTANCE_ID");
    expect(scene.beat("a", -2, { instanceId: "i" })).toMatchObject({ error: "NONE", memberEpoch: -2 });
    expect(scene.beat("b", 3)).toMatchObject({ owns: [2, 3] });
    expect(scene.join("c", { instanceId: "i" })).toMatchObject({ error: "NONE", memberEpoch: 3, owns: [0, 1] });
    expect(scene.group.groupEpoch).toBe(groupEpoch);
    expect(scene.beat("a", 3, { instanceId: "i" }).error).toBe("FENCED_INSTANCE_ID");
    expect(scene.beat("a", -1, { instanceId: "i" }).error).toBe("FENCED_INSTANCE_ID");
    expect(scene.beat("d", 3, { instanceId: "j" }).error).toBe("UNKNOWN_MEMBER_ID");
  });

  it("drops a static member that does not come back within its session", () => {
    const scene = new Scene();
    scene.join("a", { instanceId: "i" });
    scene.beat("a", -2, { instanceId: "i" });
    scene.advance(45_000);
    expect(scene.group.members).toEqual([]);
    expect(scene.causes.at(-1)).toBe("session-expired");
  });

  it("assigns new partitions with the first heartbeat after the broker knows of them", () => {
    const scene = new Scene();
    scene.join("a");
    scene.group.setTopics(
      new Map([
        ["t", 5],
        ["unrelated", 1],
      ]),
    );
    expect(scene.own("a", 2, [0, 1, 2, 3])).toMatchObject({ memberEpoch: 3, owns: [0, 1, 2, 3, 4] });
    expect(scene.causes).toEqual(["member-joined", "metadata-changed"]);
  });

  it("takes a topic away at once from who no longer subscribes to it, and waits for topics that do not exist", () => {
    const scene = new Scene({});
    scene.join("a");
    const answer = scene.beat("a", 2, {
      subscribedTopicNames: ["later"],
      topicPartitions: new Map([["t", [0, 1, 2, 3]]]),
    });
    expect(answer).toMatchObject({ error: "NONE", memberEpoch: 2 });
    expect(answer.assignment?.size).toBe(0);
    expect(scene.causes.at(-1)).toBe("subscription-changed");
  });

  it("refuses requests that make no sense, and assignors that it does not have", () => {
    const scene = new Scene({ ...AT_ONCE, consumerMaxSize: 1 });
    expect(scene.join("a", { rebalanceTimeoutUs: undefined }).error).toBe("INVALID_REQUEST");
    expect(scene.join("a", { topicPartitions: new Map([["t", [0]]]) }).error).toBe("INVALID_REQUEST");
    expect(scene.join("a", { serverAssignor: "sticky" }).error).toBe("UNSUPPORTED_ASSIGNOR");
    expect(scene.join("a", { serverAssignor: "range" }).error).toBe("NONE");
    expect(scene.join("b").error).toBe("GROUP_MAX_SIZE_REACHED");
    expect(scene.beat("a", -2).error).toBe("INVALID_REQUEST");
  });

  it("lets a member commit in its epoch, and in an older one what it has owned since", () => {
    const scene = new Scene();
    scene.join("a");
    scene.join("b");
    scene.own("a", 2, [0, 1, 2, 3]);
    scene.own("a", 2, [0, 1]);
    const ask = (memberId: string, epoch: number, partition = 0) =>
      scene.group.validateOffsetCommit(memberId, undefined, epoch)("t", partition);
    expect(ask("a", 3)).toBe("NONE");
    expect(ask("a", 2, 1)).toBe("NONE");
    expect(ask("a", 2, 3)).toBe("STALE_MEMBER_EPOCH");
    expect(ask("a", 1)).toBe("STALE_MEMBER_EPOCH");
    expect(ask("a", 4)).toBe("STALE_MEMBER_EPOCH");
    expect(ask("nobody", 3)).toBe("UNKNOWN_MEMBER_ID");
    expect(ask("", -1)).toBe("UNKNOWN_MEMBER_ID");
    expect(new Scene().group.validateOffsetCommit("", undefined, -1)("t", 0)).toBe("NONE");
  });

  it("keeps the offsets of topics that are subscribed to, and the others from their commit", () => {
    const scene = new Scene();
    scene.join("a");
    const expiry = consumerOffsetExpiry(scene.group, 1);
    expect([expiry.isSubscribed("t"), expiry.isSubscribed("u")]).toEqual([true, false]);
    expect(expiry.baseTimestampUs({ offset: 1, leaderEpoch: 0, commitTimestampUs: 5 })).toBe(5);
  });

  it("is the same group on another broker, in the middle of a revocation", () => {
    const scene = new Scene();
    scene.join("a");
    scene.join("b");
    scene.own("a", 2, [0, 1, 2, 3]);
    scene.advance(8_000);
    const record = scene.written.at(-1) as ConsumerGroupRecord;
    scene.group.unload();
    expect(scene.beat("a", 2).error).toBe("NOT_COORDINATOR");
    scene.group = ConsumerGroup.fromRecord(scene.context, record, new Map([["t", 4]]), scene.nowUs);
    expect(scene.group.state).toBe("RECONCILING");
    expect(scene.group.revocationDeadlineUs("a")).toBe(scene.nowUs + 10_000 * MS);
    expect(scene.own("a", 2, [0, 1])).toMatchObject({ error: "NONE", memberEpoch: 3 });
    expect(scene.beat("b", 3)).toMatchObject({ owns: [2, 3] });
  });

  it("answers with the error when its entry could not be written", () => {
    const scene = new Scene();
    scene.writeError = "NOT_COORDINATOR";
    expect(scene.join("a")).toMatchObject({ error: "NOT_COORDINATOR", assignment: undefined });
  });
});
