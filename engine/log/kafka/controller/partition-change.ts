import { bumpsLeaderEpochOnIsrShrink, type MetadataVersion } from "./metadata-version.ts";
import {
  type LeaderRecoveryState,
  NO_LEADER,
  type PartitionChange,
  type PartitionRegistration,
} from "./partition-registration.ts";

/** online: only from the ISR. unclean: from any live replica when no ISR member lives. */
export type Election = "online" | "unclean";

/** What is asked of a partition: its state, who may lead, and what it is to become. */
export type ElectionRequest = {
  readonly partition: PartitionRegistration;
  readonly election: Election;
  /** Registered, unfenced and not shutting down. */
  readonly isAcceptableLeader: (brokerId: number) => boolean;
  readonly targetIsr: readonly number[];
  readonly targetReplicas: readonly number[];
};

/** The request for a change; a target that is left out stays as it is. */
export type PartitionChangeRequest = Omit<ElectionRequest, "targetIsr" | "targetReplicas"> & {
  readonly metadataVersion: MetadataVersion;
  readonly targetIsr?: readonly number[];
  readonly targetReplicas?: readonly number[];
  readonly targetLeaderRecoveryState?: LeaderRecoveryState;
};

/** The broker that leads, or NO_LEADER; unclean when it may lack acknowledged records. */
export type ElectionResult = { readonly leader: number; readonly isUnclean: boolean };

/**
 * Chooses a leader: the present one while it is valid, else the first valid one in replica order, else (unclean only) the first
 * live replica. Valid means in the target ISR and acceptable. As PartitionChangeBuilder.electAnyLeader.
 */
export function electLeader(request: ElectionRequest): ElectionResult {
  const { partition, targetIsr, targetReplicas, isAcceptableLeader } = request;
  const isValid = (brokerId: number) => targetIsr.includes(brokerId) && isAcceptableLeader(brokerId);
  if (isValid(partition.leader)) return { leader: partition.leader, isUnclean: false };
  const online = targetReplicas.find(isValid);
  if (online !== undefined) return { leader: online, isUnclean: false };
  const unclean = request.election === "unclean" ? targetReplicas.find(isAcceptableLeader) : undefined;
  return unclean === undefined ? { leader: NO_LEADER, isUnclean: false } : { leader: unclean, isUnclean: true };
}

/**
 * The change that brings a partition to its targets with the best leader there is; undefined when nothing changes. An ISR that
 * would become empty stays: its last member is the only one known to have every record. As PartitionChangeBuilder.build.
 */
export function buildPartitionChange(request: PartitionChangeRequest): PartitionChange | undefined {
  const { partition } = request;
  const targetIsr = request.targetIsr ?? partition.isr;
  const targetReplicas = request.targetReplicas ?? partition.replicas;
  const elected = electLeader({ ...request, targetIsr, targetReplicas });
  const hasNewLeader = elected.leader !== partition.leader;
  const isUnclean = hasNewLeader && elected.isUnclean;
  const isr = isUnclean ? [elected.leader] : targetIsr;
  const changesIsr = isUnclean || (targetIsr.length > 0 && !isSameList(targetIsr, partition.isr));
  const recovery = isUnclean ? "RECOVERING" : (request.targetLeaderRecoveryState ?? partition.leaderRecoveryState);

  const startsEpoch = hasNewLeader || needsEpochBump(request, changesIsr ? isr : partition.isr, targetReplicas);
  const change: PartitionChange = {
    ...(startsEpoch ? { leader: elected.leader } : {}),
    ...(changesIsr ? { isr } : {}),
    ...(isSameList(targetReplicas, partition.replicas) ? {} : { replicas: targetReplicas }),
    ...(recovery === partition.leaderRecoveryState ? {} : { leaderRecoveryState: recovery }),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

/** The same leader starts a new epoch when a replica leaves the assignment and, before 3.6-IV0, when one leaves the ISR. */
function needsEpochBump(
  request: PartitionChangeRequest,
  newIsr: readonly number[],
  newReplicas: readonly number[],
): boolean {
  const { partition, metadataVersion } = request;
  if (!containsAll(newReplicas, partition.replicas)) return true;
  return bumpsLeaderEpochOnIsrShrink(metadataVersion) && !containsAll(newIsr, partition.isr);
}

function containsAll(list: readonly number[], members: readonly number[]): boolean {
  return members.every((member) => list.includes(member));
}

function isSameList(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((member, index) => member === right[index]);
}
