import { compareText, type PartitionName, type PartitionsPerTopic } from "./partition-index.ts";

/** What a member tells the leader of its group when it joins. As ConsumerPartitionAssignor.Subscription. */
export type MemberSubscription = {
  readonly memberId: string;
  /** group.instance.id of a static member. */
  readonly instanceId: string | undefined;
  readonly topics: readonly string[];
  /** What it owned before, as it believes. */
  readonly ownedPartitions: readonly PartitionName[];
  /** The generation in which it owned that, -1 when it knows none. */
  readonly generation: number;
};

/** What each member shall read; every member of the group is there. */
export type GroupAssignment = ReadonlyMap<string, readonly PartitionName[]>;

/** An assignment, and the partitions in it that another member still owns, with who is to get them. */
export type StickyResult = {
  readonly assignment: GroupAssignment;
  readonly partitionsTransferringOwnership: readonly { readonly partition: PartitionName; readonly to: string }[];
};

/** EAGER members give up everything before they join again; COOPERATIVE ones keep what they own until they are told otherwise. */
export type RebalanceProtocol = "EAGER" | "COOPERATIVE";

/** An assignor that runs in the leader of a classic group. As ConsumerPartitionAssignor. */
export type ClientAssignor = {
  readonly name: ClientAssignorName;
  readonly rebalanceProtocol: RebalanceProtocol;
  /** Divides the partitions; topics nobody subscribes to, or that do not exist, are left out. */
  assign(partitionsPerTopic: PartitionsPerTopic, members: readonly MemberSubscription[]): GroupAssignment;
};

/** The names of partition.assignment.strategy that this engine knows. */
export type ClientAssignorName = "range" | "roundrobin" | "sticky" | "cooperative-sticky";

/** The topics that somebody subscribes to and that have partitions. As AbstractPartitionAssignor.assign. */
export function subscribedTopics(
  partitionsPerTopic: PartitionsPerTopic,
  members: readonly Pick<MemberSubscription, "topics">[],
): PartitionsPerTopic {
  const topics = new Map<string, number>();
  for (const member of members) {
    for (const topic of member.topics) {
      const count = partitionsPerTopic.get(topic) ?? 0;
      if (count > 0) topics.set(topic, count);
    }
  }
  return topics;
}

/** Static members first, by group.instance.id; then the others by member id. As AbstractPartitionAssignor.MemberInfo. */
export function compareMembers(
  a: Pick<MemberSubscription, "memberId" | "instanceId">,
  b: Pick<MemberSubscription, "memberId" | "instanceId">,
): number {
  if (a.instanceId !== undefined && b.instanceId !== undefined) return compareText(a.instanceId, b.instanceId);
  if (a.instanceId !== undefined) return -1;
  if (b.instanceId !== undefined) return 1;
  return compareText(a.memberId, b.memberId);
}
