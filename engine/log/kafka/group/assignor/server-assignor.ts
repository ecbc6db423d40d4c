import type { Result } from "../../../../base/result.ts";
import { compareMembers } from "./client-assignor.ts";
import type { PartitionsPerTopic } from "./partition-index.ts";

/** Partitions by topic; a topic without partitions is not there. */
export type TopicPartitions = ReadonlyMap<string, readonly number[]>;

/** A member as a server-side assignor sees it. As MemberSubscription and MemberAssignment of the assignor API. */
export type ServerMember = {
  readonly memberId: string;
  readonly instanceId: string | undefined;
  /** In the order in which the assignor shall go through them. */
  readonly topics: readonly string[];
  /** Its part of the target assignment until now. */
  readonly assigned: TopicPartitions;
};

/** HOMOGENEOUS when all members subscribe to the same topics. */
export type SubscriptionType = "HOMOGENEOUS" | "HETEROGENEOUS";

/** A group as a server-side assignor sees it; ties go by the order of the members. */
export type GroupSpec = {
  readonly subscriptionType: SubscriptionType;
  readonly members: readonly ServerMember[];
  readonly partitionsPerTopic: PartitionsPerTopic;
};

/** The target assignment by member, or why there is none (a PartitionAssignorException). Members without any may be left out. */
export type TargetResult = Result<ReadonlyMap<string, TopicPartitions>, string>;

/** The names of group.consumer.assignors. */
export type ServerAssignorName = "uniform" | "range";

/** An assignor that runs in the group coordinator (KIP-848). As ConsumerGroupPartitionAssignor. */
export type ServerAssignor = {
  readonly name: ServerAssignorName;
  assign(spec: GroupSpec): TargetResult;
};

/** The first topic that somebody subscribes to although it does not exist. */
export function findMissingTopic({ members, partitionsPerTopic }: GroupSpec): string | undefined {
  for (const { topics } of members) {
    const missing = topics.find((topic) => !partitionsPerTopic.has(topic));
    if (missing !== undefined) return missing;
  }
  return undefined;
}

/** Static members first, by group.instance.id; then the others by member id. As the server's RangeAssignor. */
export function sortServerMembers(members: readonly ServerMember[]): readonly ServerMember[] {
  return members.toSorted(compareMembers);
}
