import type { KafkaErrorName } from "../kafka-error.ts";
import type { PartitionLeader } from "../partition-leader.ts";

/**
 * Whether a client that believes in `currentLeaderEpoch` may be served by this broker; -1 believes in none. As
 * Partition.checkCurrentLeaderEpoch and getLocalLog.
 */
export function leaderEpochError(
  leader: PartitionLeader | undefined,
  currentLeaderEpoch: number,
): KafkaErrorName | undefined {
  if (leader === undefined) return "NOT_LEADER_OR_FOLLOWER";
  if (currentLeaderEpoch < 0 || currentLeaderEpoch === leader.leaderEpoch) return undefined;
  return currentLeaderEpoch < leader.leaderEpoch ? "FENCED_LEADER_EPOCH" : "UNKNOWN_LEADER_EPOCH";
}
