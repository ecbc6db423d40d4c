import type { TopicPartitions } from "../log/kafka/group/assignor/server-assignor.ts";
import { ConsumerGroup } from "../log/kafka/group/consumer-group.ts";
import type { ConsumerGroupHeartbeatResponse } from "../log/kafka/group/consumer-protocol.ts";
import { DEFAULT_GROUP_CONFIG } from "../log/kafka/group/group-config.ts";
import { NO_LISTENER } from "../log/kafka/group/rebalance-cause.ts";
import { type CaseRun, observed } from "./case-outcome.ts";
import { errorFact } from "./classic-group-cases.ts";
import {
  countOf,
  field,
  hasField,
  integerOf,
  isRecord,
  type Located,
  listOf,
  malformed,
  objectOf,
  textOf,
} from "./read-case.ts";

const US_PER_MS = 1_000;
const REBALANCE_TIMEOUT_US = 12_000_000;

/** Cases of consumer-group.json about the KIP-848 protocol; undefined for those about something else. */
export function runConsumerProtocolCase(testCase: Located): CaseRun | undefined {
  const input = field(testCase, "input");
  if (hasField(input, "leaveEpoch")) return runLeave(integerOf(field(input, "leaveEpoch")));
  if (hasField(input, "instanceId")) return runInstance(input);
  if (hasField(input, "steps")) return runSteps(input, field(testCase, "expected"));
  if (hasField(input, "events")) return runStaticLeave(field(input, "events"));
  return undefined;
}

/** One KIP-848 group and its members; no interval between two assignments, as in Kafka's own tests. */
class ConsumerScene {
  readonly group: ConsumerGroup;
  readonly #epochs = new Map<string, number>();
  #nowUs = 0;

  constructor(partitions: number) {
    const context = {
      groupId: "group",
      config: { ...DEFAULT_GROUP_CONFIG, consumerAssignmentIntervalUs: 0 },
      write: (_: unknown, onDone: (error: "NONE") => void) => onDone("NONE"),
      listener: NO_LISTENER,
    };
    this.group = new ConsumerGroup(context, new Map([["topic", partitions]]), 0);
  }

  advanceBy(ms: number): void {
    this.#nowUs += ms * US_PER_MS;
    this.group.onTime(this.#nowUs);
  }

  /** A heartbeat in the member's epoch or in another one; it joins when it has none. */
  heartbeat(
    memberId: string,
    more: {
      readonly epoch?: number;
      readonly instanceId?: string | undefined;
      readonly owned?: readonly number[];
    } = {},
  ): ConsumerGroupHeartbeatResponse {
    const memberEpoch = more.epoch ?? this.#epochs.get(memberId) ?? 0;
    const owned: TopicPartitions | undefined =
      more.owned === undefined ? undefined : new Map(more.owned.length === 0 ? [] : [["topic", more.owned]]);
    let answer: ConsumerGroupHeartbeatResponse | undefined;
    const isJoin = memberEpoch === 0;
    const request = {
      groupId: "group",
      memberId,
      memberEpoch,
      instanceId: more.instanceId,
      rebalanceTimeoutUs: isJoin ? REBALANCE_TIMEOUT_US : undefined,
      subscribedTopicNames: isJoin ? ["topic"] : undefined,
      serverAssignor: undefined,
      topicPartitions: isJoin ? new Map() : owned,
    };
    this.group.heartbeat(request, this.#nowUs, (response) => {
      answer = response;
    });
    if (answer === undefined) throw new Error("the group did not answer");
    this.#epochs.set(memberId, answer.memberEpoch);
    return answer;
  }
}

/** The change of the group's epoch as the cases write it. */
function epochFact(before: number, after: number): string {
  return after === before ? "unchanged" : `+${after - before}`;
}

/** A static member leaves, for good (-1) or for a while (-2). */
function runLeave(leaveEpoch: number): CaseRun {
  const scene = new ConsumerScene(3);
  scene.heartbeat("m1", { instanceId: "known" });
  scene.heartbeat("m2");
  const before = scene.group.groupEpoch;
  scene.heartbeat("m1", { instanceId: "known", epoch: leaveEpoch });
  return observed({ groupEpoch: epochFact(before, scene.group.groupEpoch) });
}

/** A heartbeat under an instance id that the group knows or not, by its member or by another one. */
function runInstance(input: Located): CaseRun {
  const scene = new ConsumerScene(3);
  const joined = scene.heartbeat("member", { instanceId: "known" });
  const memberId = textOf(field(input, "memberId")) === "different" ? "different" : "member";
  const epoch = field(input, "memberEpoch");
  const asked = epoch.value === ">0" ? joined.memberEpoch : integerOf(epoch);
  const answer = scene.heartbeat(memberId, { instanceId: textOf(field(input, "instanceId")), epoch: asked });
  return observed({ error: errorFact(answer.error) });
}

/** "static member leaves with -2", "45001 ms pass". */
function runStaticLeave(events: Located): CaseRun {
  const scene = new ConsumerScene(3);
  scene.heartbeat("member", { instanceId: "known" });
  const before = scene.group.groupEpoch;
  for (const event of listOf(events)) {
    const leaves = /^static member leaves with (-\d)$/.exec(textOf(event));
    const passes = /^(\d{1,9}) ms pass$/.exec(textOf(event));
    if (leaves !== null) scene.heartbeat("member", { instanceId: "known", epoch: Number(leaves[1]) });
    else if (passes !== null) scene.advanceBy(Number(passes[1]));
    else throw malformed(event, "a static member that leaves, or time that passes");
  }
  return observed({
    memberRemoved: scene.group.members.length === 0,
    groupEpoch: epochFact(before, scene.group.groupEpoch),
  });
}

/** "m1 joins", "m1 heartbeats", "m1 acknowledges owning 0,1": the answers, their epochs counted from the first one. */
function runSteps(input: Located, expected: Located): CaseRun {
  const scene = new ConsumerScene(countOf(field(input, "partitions")));
  const wanted = objectOf(expected).responses;
  const stated: readonly unknown[] = Array.isArray(wanted) ? wanted : [];
  let firstEpoch: number | undefined;
  const responses = listOf(field(input, "steps")).map((step, index) => {
    const match = /^(\w+) (joins|heartbeats|acknowledges owning)(?: ((?:\d+,?)+))?/.exec(textOf(step));
    const memberId = match?.[1];
    if (memberId === undefined) throw malformed(step, "a member that joins, heartbeats or acknowledges");
    const had = scene.group.revocationDeadlineUs(memberId) !== undefined;
    const owned = match?.[2] === "acknowledges owning" ? (match[3] ?? "").split(",").map(Number) : undefined;
    const answer = scene.heartbeat(memberId, owned === undefined ? {} : { owned });
    const has = scene.group.revocationDeadlineUs(memberId) !== undefined;
    firstEpoch ??= answer.memberEpoch;
    const ahead = answer.memberEpoch - firstEpoch;
    const assignment = answer.assignment === undefined ? "unchanged" : (answer.assignment.get("topic") ?? []);
    const facts = { assignment, rebalanceTimerStarted: !had && has, rebalanceTimerCancelled: had && !has };
    const one = stated[index];
    const epoch =
      isRecord(one) && typeof one.epoch === "number" ? answer.memberEpoch : `e${ahead === 0 ? "" : `+${ahead}`}`;
    return { epoch, ...facts };
  });
  return observed({ responses });
}
