import type { ServerAssignorName } from "./assignor/server-assignor.ts";

/** Settings of a group coordinator; times in microseconds. Defaults of Kafka 4.3. As GroupCoordinatorConfig. */
export type GroupConfig = {
  /** group.initial.rebalance.delay.ms */
  readonly initialRebalanceDelayUs: number;
  /** group.min.session.timeout.ms */
  readonly minSessionTimeoutUs: number;
  /** group.max.session.timeout.ms */
  readonly maxSessionTimeoutUs: number;
  /** group.max.size */
  readonly maxSize: number;
  /** How long a member that has just joined may wait for its first answer. As classicGroupNewMemberJoinTimeoutMs. */
  readonly newMemberJoinTimeoutUs: number;
  /** group.consumer.session.timeout.ms */
  readonly consumerSessionTimeoutUs: number;
  /** group.consumer.heartbeat.interval.ms */
  readonly consumerHeartbeatIntervalUs: number;
  /** group.consumer.max.size */
  readonly consumerMaxSize: number;
  /** group.consumer.assignors; the first one is the default. */
  readonly consumerAssignors: readonly ServerAssignorName[];
  /** group.consumer.assignment.interval.ms */
  readonly consumerAssignmentIntervalUs: number;
  /** offsets.retention.minutes */
  readonly offsetsRetentionUs: number;
};

export const DEFAULT_GROUP_CONFIG: GroupConfig = {
  initialRebalanceDelayUs: 3_000_000,
  minSessionTimeoutUs: 6_000_000,
  maxSessionTimeoutUs: 1_800_000_000,
  maxSize: 2_147_483_647,
  newMemberJoinTimeoutUs: 300_000_000,
  consumerSessionTimeoutUs: 45_000_000,
  consumerHeartbeatIntervalUs: 5_000_000,
  consumerMaxSize: 2_147_483_647,
  consumerAssignors: ["uniform", "range"],
  consumerAssignmentIntervalUs: 1_000_000,
  offsetsRetentionUs: 604_800_000_000,
};
