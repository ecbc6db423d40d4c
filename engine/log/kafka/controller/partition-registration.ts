/** A partition without a leader. As LeaderConstants.NO_LEADER. */
export const NO_LEADER = -1;

/** RECOVERING after an unclean election, until the new leader has taken its log as the truth. */
export type LeaderRecoveryState = "RECOVERED" | "RECOVERING";

/**
 * What the controller knows of a partition: an immutable snapshot, replaced on every change. As Kafka's
 * PartitionRegistration.
 *
 * Invariants: (1) isr and elr are disjoint subsets of replicas; without eligible leader replicas isr is never empty; (2) the
 * leader is NO_LEADER or in the ISR; (3) leaderEpoch and partitionEpoch only grow, and never leaderEpoch alone.
 */
export type PartitionRegistration = {
  /** Broker ids; the first is the preferred leader. While replicas move, those that leave come last. */
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  /** Eligible leader replicas: out of the ISR, yet known to have everything below the high watermark (KIP-966). */
  readonly elr: readonly number[];
  /** The leader that the partition had last, while it has none and everybody has left its ELR. */
  readonly lastKnownElr: readonly number[];
  /** Replicas that go when the reassignment under way is done, and those that have come with it. */
  readonly removingReplicas: readonly number[];
  readonly addingReplicas: readonly number[];
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  readonly leaderRecoveryState: LeaderRecoveryState;
};

/** What is to become different; a field that is left out stays. As PartitionChangeRecord. */
export type PartitionChange = Partial<
  Pick<
    PartitionRegistration,
    "isr" | "elr" | "lastKnownElr" | "replicas" | "removingReplicas" | "addingReplicas" | "leaderRecoveryState"
  >
> & {
  /** Present also when the same leader starts a new epoch. */
  readonly leader?: number;
};

/** What a partition has that no election below its minimum and no reassignment has touched. */
export const UNTOUCHED = { elr: [], lastKnownElr: [], removingReplicas: [], addingReplicas: [] } as const;

/** A new partition: the first of its replicas leads and all of them are in sync. */
export function newPartition(replicas: readonly number[]): PartitionRegistration {
  return {
    ...UNTOUCHED,
    replicas,
    isr: replicas,
    leader: replicas[0] ?? NO_LEADER,
    leaderEpoch: 0,
    partitionEpoch: 0,
    leaderRecoveryState: "RECOVERED",
  };
}

/** Does the first replica lead? As PartitionRegistration.hasPreferredLeader. */
export function hasPreferredLeader(partition: PartitionRegistration): boolean {
  return partition.leader === partition.replicas[0];
}

/** Are replicas being moved? As PartitionReassignmentReplicas.isReassignmentInProgress. */
export function isReassigning(partition: PartitionRegistration): boolean {
  return partition.removingReplicas.length > 0 || partition.addingReplicas.length > 0;
}

/** The registration after a change: a stated leader starts a new leader epoch, every change a new partition epoch. */
export function applyPartitionChange(partition: PartitionRegistration, change: PartitionChange): PartitionRegistration {
  return {
    ...partition,
    ...change,
    leaderEpoch: partition.leaderEpoch + (change.leader === undefined ? 0 : 1),
    partitionEpoch: partition.partitionEpoch + 1,
  };
}
