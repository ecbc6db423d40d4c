import type { PartitionRegistration } from "./partition-registration.ts";

/** The replicas of a partition on the move: the list during the move, and who goes and who comes. */
export type Reassignment = {
  readonly replicas: readonly number[];
  readonly removing: readonly number[];
  readonly adding: readonly number[];
};

/** The first step from the present replicas to others: everybody who comes is added, nobody goes yet. As PartitionReassignmentReplicas. */
export function startReassignment(present: readonly number[], target: readonly number[]): Reassignment {
  const removing = difference(present, target);
  return { replicas: [...target, ...removing], removing, adding: difference(target, present) };
}

/**
 * The replicas and the ISR when the move can end: everybody who stays is in sync. undefined while it cannot, or when nothing
 * moves. As PartitionReassignmentReplicas.maybeCompleteReassignment.
 */
export function completedReassignment(
  { replicas, removing, adding }: Reassignment,
  targetIsr: readonly number[],
): { readonly replicas: readonly number[]; readonly isr: readonly number[] } | undefined {
  if (removing.length === 0 && adding.length === 0) return undefined;
  const isr = targetIsr.filter((member) => !removing.includes(member));
  const staying = replicas.filter((member) => !removing.includes(member));
  if (isr.length === 0 || staying.length === 0) return undefined;
  return staying.every((member) => isr.includes(member)) ? { replicas: staying, isr } : undefined;
}

/**
 * The replicas and the ISR from before the move, for a move that is given up; unclean when none of those replicas is in sync.
 * As PartitionReassignmentRevert.
 */
export function revertedReassignment(partition: PartitionRegistration): {
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly isUnclean: boolean;
} {
  const replicas = partition.replicas.filter((member) => !partition.addingReplicas.includes(member));
  const isr = partition.isr.filter((member) => !partition.addingReplicas.includes(member));
  const isUnclean = isr.length === 0;
  return { replicas, isr: isUnclean ? replicas : isr, isUnclean };
}

/** Members of `left` that are not in `right`, ascending. */
function difference(left: readonly number[], right: readonly number[]): readonly number[] {
  return left.filter((member) => !right.includes(member)).sort((a, b) => a - b);
}
