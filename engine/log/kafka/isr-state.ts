/**
 * The in-sync replicas as their leader sees them. While a change is on its way to the controller, the leader assumes the
 * safer of both sets: a joining member already counts for the high watermark, a leaving one still does. As Kafka's
 * PartitionState (CommittedPartitionState, PendingExpandIsr, PendingShrinkIsr).
 */
export type IsrState =
  | { readonly kind: "committed"; readonly isr: readonly number[] }
  | { readonly kind: "pending-expand"; readonly isr: readonly number[]; readonly newInSyncReplica: number }
  | { readonly kind: "pending-shrink"; readonly isr: readonly number[]; readonly outOfSyncReplicas: readonly number[] };

/** The set that is proposed to the controller. */
export function proposedIsr(state: IsrState): readonly number[] {
  if (state.kind === "pending-expand") return [...state.isr, state.newInSyncReplica];
  if (state.kind === "pending-shrink") return state.isr.filter((member) => !state.outOfSyncReplicas.includes(member));
  return state.isr;
}

/** Does this broker hold the high watermark back? As PartitionState.maximalIsr, asked for one member. */
export function isInMaximalIsr(state: IsrState, brokerId: number): boolean {
  return state.isr.includes(brokerId) || (state.kind === "pending-expand" && state.newInSyncReplica === brokerId);
}

/** How many members the maximal ISR has. */
export function maximalIsrSize(state: IsrState): number {
  return state.isr.length + (state.kind === "pending-expand" ? 1 : 0);
}

/** min.insync.replicas, but never more than there are replicas. */
export function effectiveMinIsr(minInSyncReplicas: number, replicationFactor: number): number {
  return Math.min(minInSyncReplicas, replicationFactor);
}

/** Are fewer replicas in sync than the topic demands? Judged by the committed ISR. As Partition.isUnderMinIsr. */
export function isUnderMinIsr(state: IsrState, effectiveMin: number): boolean {
  return state.isr.length < effectiveMin;
}
