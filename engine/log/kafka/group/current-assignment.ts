import { assertNever } from "../../../base/assert.ts";
import { err, ok, type Result } from "../../../base/result.ts";
import type { TopicPartitions } from "./assignor/server-assignor.ts";
import type { ConsumerMember, EpochPartitions } from "./consumer-protocol.ts";

/** What a member is to be brought to, and what stands in the way. */
export type Reconciliation = {
  readonly member: ConsumerMember;
  /** The topics that it subscribes to and that exist. */
  readonly subscribedTopics: ReadonlySet<string>;
  readonly targetAssignmentEpoch: number;
  readonly targetAssignment: TopicPartitions;
  /** The epoch in which a partition is owned by somebody, -1 when nobody owns it. */
  readonly currentPartitionEpoch: (topic: string, partition: number) => number;
  /** What it says that it owns, undefined when it does not say. */
  readonly ownedTopicPartitions: TopicPartitions | undefined;
  readonly hasSubscriptionChanged: boolean;
};

type MutableEpochs = Map<string, Map<number, number>>;

/**
 * The next state of one member on its way to its target: first it gives up, then it moves to the target's epoch and takes what
 * nobody owns any more. It is the same object when nothing changes. As CurrentAssignmentBuilder.
 */
export function reconcile(reconciliation: Reconciliation): Result<ConsumerMember, "FENCED_MEMBER_EPOCH"> {
  const { member, targetAssignmentEpoch, ownedTopicPartitions, hasSubscriptionChanged } = reconciliation;
  switch (member.state) {
    case "STABLE":
      if (member.memberEpoch !== targetAssignmentEpoch) return ok(nextAssignment(reconciliation, member.memberEpoch));
      return ok(hasSubscriptionChanged ? dropUnsubscribed(reconciliation) : member);
    case "UNREVOKED_PARTITIONS":
      if (ownsAny(ownedTopicPartitions, member.pendingRevocation)) {
        return ok(hasSubscriptionChanged ? dropUnsubscribed(reconciliation) : member);
      }
      return ok(nextAssignment(reconciliation, member.memberEpoch));
    case "UNRELEASED_PARTITIONS":
      return ok(nextAssignment(reconciliation, member.memberEpoch));
    case "UNKNOWN":
      if (ownedTopicPartitions === undefined || countOf(ownedTopicPartitions) > 0) return err("FENCED_MEMBER_EPOCH");
      return ok(nextAssignment(reconciliation, targetAssignmentEpoch));
    default:
      return assertNever(member.state);
  }
}

/** A member that does not say what it owns may own all of it. */
function ownsAny(owned: TopicPartitions | undefined, partitions: EpochPartitions): boolean {
  if (owned === undefined) return true;
  return [...owned].some(([topic, list]) => list.some((partition) => partitions.get(topic)?.has(partition) === true));
}

function countOf(partitions: TopicPartitions): number {
  return [...partitions.values()].reduce((sum, list) => sum + list.length, 0);
}

/** Topics that are no longer subscribed to are taken away at once, whatever the target says. As updateCurrentAssignment. */
function dropUnsubscribed({ member, subscribedTopics, ownedTopicPartitions }: Reconciliation): ConsumerMember {
  const assigned: Map<string, ReadonlyMap<number, number>> = new Map(member.assigned);
  const pendingRevocation: Map<string, ReadonlyMap<number, number>> = new Map(member.pendingRevocation);
  for (const [topic, epochs] of member.assigned) {
    if (subscribedTopics.has(topic)) continue;
    assigned.delete(topic);
    pendingRevocation.set(topic, new Map([...(pendingRevocation.get(topic) ?? []), ...epochs]));
  }
  if (assigned.size === member.assigned.size) return member;
  const moved = { ...member, assigned, previousMemberEpoch: member.memberEpoch };
  return ownsAny(ownedTopicPartitions, pendingRevocation)
    ? { ...moved, state: "UNREVOKED_PARTITIONS", pendingRevocation }
    : moved;
}

function nextAssignment(reconciliation: Reconciliation, memberEpoch: number): ConsumerMember {
  const { member, targetAssignmentEpoch, ownedTopicPartitions } = reconciliation;
  const assigned: MutableEpochs = new Map();
  const pendingRevocation: MutableEpochs = new Map();
  let hasUnreleased = false;
  const free: (readonly [string, number])[] = [];
  for (const topic of new Set([...reconciliation.targetAssignment.keys(), ...member.assigned.keys()])) {
    const target = targetOf(reconciliation, topic);
    for (const [partition, epoch] of member.assigned.get(topic) ?? []) {
      put(target.has(partition) ? assigned : pendingRevocation, topic, partition, epoch);
    }
    for (const partition of target) {
      if (assigned.get(topic)?.has(partition) === true) continue;
      if (isReleased(reconciliation, topic, partition)) free.push([topic, partition]);
      else hasUnreleased = true;
    }
  }
  if (pendingRevocation.size > 0 && ownsAny(ownedTopicPartitions, pendingRevocation)) {
    return atEpoch({ ...member, state: "UNREVOKED_PARTITIONS", assigned, pendingRevocation }, memberEpoch);
  }
  for (const [topic, partition] of free) put(assigned, topic, partition, targetAssignmentEpoch);
  const state = hasUnreleased ? "UNRELEASED_PARTITIONS" : "STABLE";
  return atEpoch({ ...member, state, assigned, pendingRevocation: new Map() }, targetAssignmentEpoch);
}

function targetOf({ targetAssignment, subscribedTopics }: Reconciliation, topic: string): ReadonlySet<number> {
  return new Set(subscribedTopics.has(topic) ? targetAssignment.get(topic) : []);
}

/** Nobody owns it, or the member itself does: what it was about to give up it may take back. */
function isReleased({ member, currentPartitionEpoch }: Reconciliation, topic: string, partition: number): boolean {
  return currentPartitionEpoch(topic, partition) === -1 || member.pendingRevocation.get(topic)?.has(partition) === true;
}

function put(into: MutableEpochs, topic: string, partition: number, epoch: number): void {
  const epochs = into.get(topic);
  if (epochs === undefined) into.set(topic, new Map([[partition, epoch]]));
  else epochs.set(partition, epoch);
}

/** As ConsumerGroupMember.Builder.updateMemberEpoch. */
function atEpoch(member: ConsumerMember, memberEpoch: number): ConsumerMember {
  return { ...member, memberEpoch, previousMemberEpoch: member.memberEpoch };
}
