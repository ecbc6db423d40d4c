import { type ElrTarget, lastKnownLeader, targetElr } from "./eligible-leader-replicas.ts";
import { bumpsLeaderEpochOnIsrShrink, type MetadataVersion } from "./metadata-version.ts";
import {
  type LeaderRecoveryState,
  NO_LEADER,
  type PartitionChange,
  type PartitionRegistration,
} from "./partition-registration.ts";
import { completedReassignment } from "./reassignment.ts";

/**
 * preferred: the first replica if it may lead. online: only from the ISR, or from the ELR when the ISR is empty. unclean: from
 * any live replica when none of those lives.
 */
export type Election = "preferred" | "online" | "unclean";

/** How eligible leader replicas are kept (KIP-966). As PartitionChangeBuilder's setters of these names. */
export type ElrRules = {
  /** Without it the ELR stays empty, and the last member stays in the ISR. As eligible.leader.replicas.version 1. */
  readonly isElrEnabled: boolean;
  /** May the last known leader be elected when ISR and ELR are empty? */
  readonly usesLastKnownLeader: boolean;
};

/** The rules of a new cluster of Kafka 4.3. */
export const DEFAULT_ELR_RULES: ElrRules = { isElrEnabled: true, usesLastKnownLeader: true };

/** What is asked of a partition: its state, who may lead, and what it is to become; a target that is left out stays as it is. */
export type PartitionChangeRequest = {
  readonly partition: PartitionRegistration;
  readonly election: Election;
  /** Registered, unfenced and not shutting down. */
  readonly isAcceptableLeader: (brokerId: number) => boolean;
  readonly metadataVersion: MetadataVersion;
  /** min.insync.replicas, at most the number of replicas. */
  readonly minIsr: number;
  readonly elrRules: ElrRules;
  readonly uncleanShutdownReplicas?: readonly number[];
  readonly targetIsr?: readonly number[];
  readonly targetReplicas?: readonly number[];
  readonly targetRemoving?: readonly number[];
  readonly targetAdding?: readonly number[];
  readonly targetLeaderRecoveryState?: LeaderRecoveryState;
};

/** The broker that leads, or NO_LEADER; unclean when it may lack acknowledged records. */
export type ElectionResult = { readonly leader: number; readonly isUnclean: boolean };

/** What a partition is to become, before anybody is elected. */
type Targets = ElrTarget & {
  readonly isr: readonly number[];
  readonly replicas: readonly number[];
  readonly removing: readonly number[];
  readonly adding: readonly number[];
};

/** Who would lead if an election were held now, without any change. As PartitionChangeBuilder.electLeader. */
export function electLeader(request: PartitionChangeRequest): ElectionResult {
  return elect(request, targetsOf(request));
}

/**
 * Chooses a leader. preferred: the first replica, the present leader, the first valid one in replica order. Otherwise the present
 * leader comes before all replicas. Then the last known leader, then (unclean only) the first live replica. Valid means in the
 * target ISR, or in the ELR when that is empty, and acceptable. As electPreferredLeader and electAnyLeader.
 */
function elect(request: PartitionChangeRequest, targets: Targets): ElectionResult {
  const { partition, isAcceptableLeader, election } = request;
  const eligible = targets.isr.length > 0 ? targets.isr : targets.elr;
  const isValid = (brokerId: number) => eligible.includes(brokerId) && isAcceptableLeader(brokerId);
  const present = [partition.leader, ...targets.replicas];
  const candidates = election === "preferred" ? [targets.replicas[0] ?? NO_LEADER, ...present] : present;
  const online = candidates.find(isValid);
  if (online !== undefined) return { leader: online, isUnclean: false };
  const known = electableLastLeader(request, targets);
  if (known !== undefined) return { leader: known, isUnclean: true };
  const unclean = election === "unclean" ? targets.replicas.find(isAcceptableLeader) : undefined;
  return unclean === undefined ? { leader: NO_LEADER, isUnclean: false } : { leader: unclean, isUnclean: true };
}

/** As PartitionChangeBuilder.canElectLastKnownLeader. */
function electableLastLeader(request: PartitionChangeRequest, targets: Targets): number | undefined {
  const { isElrEnabled, usesLastKnownLeader } = request.elrRules;
  const { lastKnownElr } = request.partition;
  const [known] = lastKnownElr;
  if (!isElrEnabled || !usesLastKnownLeader || targets.isr.length > 0 || targets.elr.length > 0) return undefined;
  return known !== undefined && lastKnownElr.length === 1 && request.isAcceptableLeader(known) ? known : undefined;
}

/** The targets that were stated; a reassignment that can end does so with this change. */
function targetsOf(request: PartitionChangeRequest): Targets {
  const { partition, elrRules, minIsr } = request;
  const stated = {
    isr: request.targetIsr ?? partition.isr,
    replicas: request.targetReplicas ?? partition.replicas,
    removing: request.targetRemoving ?? partition.removingReplicas,
    adding: request.targetAdding ?? partition.addingReplicas,
  };
  const completed = completedReassignment(stated, stated.isr);
  const moved = completed === undefined ? stated : { ...completed, removing: [], adding: [] };
  if (!elrRules.isElrEnabled) return { ...moved, elr: [], lastKnownElr: [] };
  const uncleanShutdownReplicas = request.uncleanShutdownReplicas ?? [];
  return { ...moved, ...targetElr({ partition, targetIsr: moved.isr, minIsr, uncleanShutdownReplicas }) };
}

/**
 * The change that brings a partition to its targets with the best leader there is; undefined when nothing changes. Without
 * eligible leader replicas an ISR that would become empty stays: its last member is the only one known to have every record.
 * As PartitionChangeBuilder.build.
 */
export function buildPartitionChange(request: PartitionChangeRequest): PartitionChange | undefined {
  const { partition } = request;
  const targets = targetsOf(request);
  const elected = elect(request, targets);
  const hasNewLeader = elected.leader !== partition.leader;
  const after = afterElection(request, targets, elected);
  const recovery =
    hasNewLeader && elected.isUnclean
      ? "RECOVERING"
      : (request.targetLeaderRecoveryState ?? partition.leaderRecoveryState);
  const startsEpoch = hasNewLeader || needsEpochBump(request, after.isr, targets.replicas);
  const change: PartitionChange = {
    ...(startsEpoch ? { leader: elected.leader } : {}),
    ...changedList("isr", after.isr, partition.isr),
    ...changedList("elr", after.elr, partition.elr),
    ...changedList("lastKnownElr", after.lastKnownElr, partition.lastKnownElr),
    ...changedList("replicas", targets.replicas, partition.replicas),
    ...changedList("removingReplicas", targets.removing, partition.removingReplicas),
    ...changedList("addingReplicas", targets.adding, partition.addingReplicas),
    ...(recovery === partition.leaderRecoveryState ? {} : { leaderRecoveryState: recovery }),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

/** Who is in sync and who is eligible once the elected broker leads. As tryElection and maybeUpdateRecordElr. */
function afterElection(
  { partition, elrRules }: PartitionChangeRequest,
  targets: Targets,
  { leader, isUnclean }: ElectionResult,
): ElrTarget & { readonly isr: readonly number[] } {
  const hasNewLeader = leader !== partition.leader;
  const isResetToLeader = hasNewLeader && isUnclean;
  const isFromElr = hasNewLeader && targets.elr.includes(leader);
  const known = elrRules.usesLastKnownLeader ? lastKnownLeader(partition, leader) : targets.lastKnownElr;
  const lastKnownElr = elrRules.isElrEnabled && !isResetToLeader ? known : [];
  if (isResetToLeader) return { isr: [leader], elr: [], lastKnownElr };
  if (isFromElr) return { isr: [leader], elr: targets.elr.filter((member) => member !== leader), lastKnownElr };
  const mayBeEmpty = elrRules.isElrEnabled;
  return { isr: targets.isr.length > 0 || mayBeEmpty ? targets.isr : partition.isr, elr: targets.elr, lastKnownElr };
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

function changedList<K extends keyof PartitionChange>(
  key: K,
  list: readonly number[],
  before: readonly number[],
): { readonly [key in K]?: readonly number[] } {
  return isSameList(list, before) ? {} : ({ [key]: list } as { readonly [key in K]: readonly number[] });
}

function isSameList(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((member, index) => member === right[index]);
}
