/** A partition without a leader. As LeaderConstants.NO_LEADER. */
export const NO_LEADER = -1;

/** RECOVERING after an unclean election, until the new leader has taken its log as the truth. */
export type LeaderRecoveryState = "RECOVERED" | "RECOVERING";

/**
 * What the controller knows of a partition: an immutable snapshot, replaced on every change. As Kafka's
 * PartitionRegistration.
 *
 * Invariants: (1) isr is a subset of replicas and, without eligible leader replicas, never empty; (2) the leader is
 * NO_LEADER or in the ISR; (3) leaderEpoch and partitionEpoch only grow, and never leaderEpoch alone.
 */
export type PartitionRegistration = {
  /** Broker ids; the first is the preferred leader. */
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  readonly leaderRecoveryState: LeaderRecoveryState;
};

/** What is to become different; a field that is left out stays. As PartitionChangeRecord. */
export type PartitionChange = {
  readonly isr?: readonly number[];
  /** Present also when the same leader starts a new epoch. */
  readonly leader?: number;
  readonly replicas?: readonly number[];
  readonly leaderRecoveryState?: LeaderRecoveryState;
};

/** The registration after a change: a stated leader starts a new leader epoch, every change a new partition epoch. */
export function applyPartitionChange(partition: PartitionRegistration, change: PartitionChange): PartitionRegistration {
  return {
    replicas: change.replicas ?? partition.replicas,
    isr: change.isr ?? partition.isr,
    leader: change.leader ?? partition.leader,
    leaderEpoch: partition.leaderEpoch + (change.leader === undefined ? 0 : 1),
    partitionEpoch: partition.partitionEpoch + 1,
    leaderRecoveryState: change.leaderRecoveryState ?? partition.leaderRecoveryState,
  };
}
