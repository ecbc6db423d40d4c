import type { TopicPartitions } from "../log/kafka/group/assignor/server-assignor.ts";
import {
  type ConsumerMember,
  type ConsumerMemberState,
  type EpochPartitions,
  withoutEpochs,
} from "../log/kafka/group/consumer-protocol.ts";
import { reconcile } from "../log/kafka/group/current-assignment.ts";
import { entriesOf, inOrderOf, textsOf, topicPartitionsOf, withoutExtras } from "./assignment-facts.ts";
import { type CaseRun, observed } from "./case-outcome.ts";
import { field, integerOf, isRecord, type Located, malformed, objectOf, optionalField, textOf } from "./read-case.ts";

const STATES: ReadonlySet<string> = new Set(["STABLE", "UNREVOKED_PARTITIONS", "UNRELEASED_PARTITIONS", "UNKNOWN"]);

/** Cases of kip848-reconciliation.json: the member after one reconciliation, or that it is fenced. */
export function runReconciliationCase(testCase: Located): CaseRun {
  const input = field(testCase, "input");
  const expected = objectOf(field(testCase, "expected"));
  const owned = optionalField(input, "ownedTopicPartitions") ?? optionalField(input, "ownedTopicPartitionsInHeartbeat");
  const result = reconcile({
    member: memberOf(field(input, "member")),
    subscribedTopics: new Set(textsOf(field(input, "subscribedTopics"))),
    targetAssignmentEpoch: integerOf(field(input, "targetAssignmentEpoch")),
    targetAssignment: topicPartitionsOf(field(input, "targetAssignment")),
    currentPartitionEpoch: partitionEpochsOf(field(input, "currentPartitionEpoch")),
    ownedTopicPartitions: owned === undefined ? undefined : topicPartitionsOf(owned),
    hasSubscriptionChanged: optionalField(input, "hasSubscriptionChanged")?.value === true,
  });
  if (!result.ok) return observed({ error: "FencedMemberEpochException (FENCED_MEMBER_EPOCH 110)" });
  const { state, memberEpoch, previousMemberEpoch, assigned, pendingRevocation } = result.value;
  return observed({
    state,
    memberEpoch,
    previousMemberEpoch,
    assigned: partitionFacts(expected.assigned, withoutEpochs(assigned)),
    pendingRevocation: partitionFacts(expected.pendingRevocation, withoutEpochs(pendingRevocation)),
    assignedPartitionEpochs: epochFacts(expected.assignedPartitionEpochs, assigned),
  });
}

function memberOf(from: Located): ConsumerMember {
  const state = textOf(field(from, "state"));
  if (!STATES.has(state)) throw malformed(field(from, "state"), "a state of a member");
  const memberEpoch = integerOf(field(from, "memberEpoch"));
  const pending = optionalField(from, "pendingRevocation");
  return {
    memberId: "member",
    instanceId: undefined,
    memberEpoch,
    previousMemberEpoch: integerOf(field(from, "previousMemberEpoch")),
    rebalanceTimeoutUs: 300_000_000,
    subscribedTopicNames: [],
    serverAssignor: undefined,
    state: state as ConsumerMemberState,
    assigned: inEpoch(topicPartitionsOf(field(from, "assigned")), memberEpoch),
    pendingRevocation: pending === undefined ? new Map() : inEpoch(topicPartitionsOf(pending), memberEpoch),
  };
}

function inEpoch(partitions: TopicPartitions, epoch: number): EpochPartitions {
  return new Map(
    [...partitions].map(([topic, list]) => [topic, new Map(list.map((partition) => [partition, epoch] as const))]),
  );
}

/**
 * One number for every partition, as such or at the head of a sentence; or by partition, `{"topic-0": 5}` or
 * `{"topic": {"0": 5}}`, where nobody owns the others.
 */
function partitionEpochsOf(from: Located): (topic: string, partition: number) => number {
  if (isRecord(from.value)) {
    const epochs = new Map<string, number>();
    for (const [key, value] of entriesOf(from)) {
      if (!isRecord(value.value)) epochs.set(key, integerOf(value));
      else for (const [partition, epoch] of entriesOf(value)) epochs.set(`${key}-${partition}`, integerOf(epoch));
    }
    return (topic, partition) => epochs.get(`${topic}-${partition}`) ?? -1;
  }
  if (typeof from.value === "number") {
    const epoch = integerOf(from);
    return () => epoch;
  }
  const match = /^(-?\d+) for every partition\b/.exec(textOf(from));
  if (match === null) throw malformed(from, "an epoch for every partition");
  const epoch = Number(match[1]);
  return () => epoch;
}

function partitionFacts(expected: unknown, partitions: TopicPartitions): unknown {
  const stated = isRecord(expected) ? expected : {};
  const facts = [...partitions].map(([topic, list]) => [topic, inOrderOf(stated[topic], list)] as const);
  return withoutExtras(expected, Object.fromEntries(facts));
}

/** By `topic-1..3` or `topic-4`, as the case names them: the epoch that all of those partitions were assigned in. */
function epochFacts(expected: unknown, assigned: EpochPartitions): unknown {
  if (!isRecord(expected)) return {};
  const facts = Object.keys(expected).map((key) => {
    const match = /^(.+)-(\d+)(?:\.\.(\d+))?$/.exec(key);
    const [from, to] = [Number(match?.[2]), Number(match?.[3] ?? match?.[2])];
    const epochs = new Set<number | undefined>();
    for (let partition = from; partition <= Math.min(to, from + 1_000); partition++) {
      epochs.add(assigned.get(match?.[1] ?? "")?.get(partition));
    }
    return [key, epochs.size === 1 ? ([...epochs][0] ?? "not assigned") : "of several epochs"] as const;
  });
  return Object.fromEntries(facts);
}
