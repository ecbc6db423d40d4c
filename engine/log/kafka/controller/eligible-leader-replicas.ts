import { NO_LEADER, type PartitionRegistration } from "./partition-registration.ts";

/** The eligible leader replicas that a change aims at, and the fuller list of everybody who left since the ISR was large enough. */
export type ElrTarget = { readonly elr: readonly number[]; readonly lastKnownElr: readonly number[] };

/** What decides who is eligible. */
export type ElrRequest = {
  readonly partition: PartitionRegistration;
  readonly targetIsr: readonly number[];
  readonly minIsr: number;
  /** Restarted without the mark of a clean shutdown: nobody knows what of their logs is left. */
  readonly uncleanShutdownReplicas: readonly number[];
};

/**
 * The ELR after a change: nobody while the ISR has its minimum; below that everybody who was in the ISR or the ELR, except the
 * members that stay in the ISR and those that went down uncleanly. As PartitionChangeBuilder.maybePopulateTargetElr.
 */
export function targetElr({ partition, targetIsr, minIsr, uncleanShutdownReplicas }: ElrRequest): ElrTarget {
  if (targetIsr.length >= minIsr) return { elr: [], lastKnownElr: [] };
  const outside = (members: readonly number[]) => members.filter((member) => !targetIsr.includes(member));
  const candidates = union(partition.elr, partition.isr);
  const elr = outside(candidates).filter((member) => !uncleanShutdownReplicas.includes(member));
  const known = outside(union(candidates, partition.lastKnownElr));
  return { elr, lastKnownElr: known.filter((member) => !elr.includes(member)) };
}

/**
 * The leader that a partition keeps in mind: noted when it loses its leader, forgotten when it has one again. `leader` is the
 * elected one. As PartitionChangeBuilder.maybeUpdateLastKnownLeader.
 */
export function lastKnownLeader(partition: PartitionRegistration, leader: number): readonly number[] {
  if (leader !== NO_LEADER) return [];
  return partition.leader === NO_LEADER ? partition.lastKnownElr : [partition.leader];
}

/** Broker ids of both lists, each once, ascending. */
function union(left: readonly number[], right: readonly number[]): readonly number[] {
  return [...new Set([...left, ...right])].sort((a, b) => a - b);
}
