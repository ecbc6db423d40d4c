import type { KafkaErrorName } from "../kafka-error.ts";
import type { ServerAssignorName, TopicPartitions } from "./assignor/server-assignor.ts";

/** The epoch of a member that joins. */
export const JOIN_GROUP_MEMBER_EPOCH = 0;
/** The epoch of a member that leaves for good. */
export const LEAVE_GROUP_MEMBER_EPOCH = -1;
/** The epoch of a static member that will come back. */
export const LEAVE_GROUP_STATIC_MEMBER_EPOCH = -2;

/** As ConsumerGroupHeartbeatRequest; what has not changed since the last heartbeat may be left undefined. */
export type ConsumerGroupHeartbeatRequest = {
  readonly groupId: string;
  /** Made by the client. */
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly instanceId: string | undefined;
  /** max.poll.interval.ms of the consumer. */
  readonly rebalanceTimeoutUs: number | undefined;
  readonly subscribedTopicNames: readonly string[] | undefined;
  readonly serverAssignor: string | undefined;
  /** What the member owns. */
  readonly topicPartitions: TopicPartitions | undefined;
};

/** As ConsumerGroupHeartbeatResponse. */
export type ConsumerGroupHeartbeatResponse = {
  readonly error: KafkaErrorName;
  readonly memberId: string;
  readonly memberEpoch: number;
  readonly heartbeatIntervalUs: number;
  /** What the member may own from now on, undefined when that has not changed. */
  readonly assignment: TopicPartitions | undefined;
};

/** UNKNOWN is a state that a later version wrote. As MemberState. */
export type ConsumerMemberState = "STABLE" | "UNREVOKED_PARTITIONS" | "UNRELEASED_PARTITIONS" | "UNKNOWN";

/** Partitions by topic, each with the epoch in which it was assigned. */
export type EpochPartitions = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** A member of a KIP-848 group; never changed, only replaced. As ConsumerGroupMember. */
export type ConsumerMember = {
  readonly memberId: string;
  readonly instanceId: string | undefined;
  readonly memberEpoch: number;
  readonly previousMemberEpoch: number;
  readonly rebalanceTimeoutUs: number;
  /** Sorted. */
  readonly subscribedTopicNames: readonly string[];
  readonly serverAssignor: ServerAssignorName | undefined;
  readonly state: ConsumerMemberState;
  readonly assigned: EpochPartitions;
  /** What it was told to give up and has not yet confirmed. */
  readonly pendingRevocation: EpochPartitions;
};

/** As ConsumerGroup.ConsumerGroupState. */
export type ConsumerGroupState = "EMPTY" | "ASSIGNING" | "RECONCILING" | "STABLE" | "DEAD";

/** A KIP-848 group in __consumer_offsets: one entry stands for the several kinds that Kafka writes. */
export type ConsumerGroupRecord = {
  readonly kind: "consumer-group";
  readonly groupId: string;
  readonly groupEpoch: number;
  readonly targetAssignmentEpoch: number;
  /** When the target was computed, undefined when it never was. */
  readonly assignmentTimestampUs: number | undefined;
  readonly stateTimestampUs: number;
  readonly members: readonly ConsumerMember[];
  readonly target: ReadonlyMap<string, TopicPartitions>;
  /** What the group knows of the topics that its members subscribe to. */
  readonly subscribedCounts: ReadonlyMap<string, number>;
};

/** The partitions of such a map, without their epochs, in order. */
export function withoutEpochs(partitions: EpochPartitions): TopicPartitions {
  return new Map([...partitions].map(([topic, epochs]) => [topic, [...epochs.keys()].sort((a, b) => a - b)] as const));
}

/** Do both hold the same partitions? */
export function haveSamePartitions(a: EpochPartitions, b: EpochPartitions): boolean {
  return countPartitions(a) === countPartitions(b) && isSubset(withoutEpochs(a), b);
}

/** Is every one of these partitions among those? */
export function isSubset(partitions: TopicPartitions, of: EpochPartitions): boolean {
  return [...partitions].every(([topic, list]) => list.every((partition) => of.get(topic)?.has(partition) === true));
}

/** How many partitions there are. */
export function countPartitions(partitions: EpochPartitions): number {
  return [...partitions.values()].reduce((sum, epochs) => sum + epochs.size, 0);
}
