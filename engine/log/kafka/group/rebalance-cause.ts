/** Why a group divides its partitions anew. */
export type RebalanceCause =
  | "member-joined"
  | "member-left"
  | "session-expired"
  | "rebalance-timeout"
  | "sync-timeout"
  | "leader-rejoined"
  | "subscription-changed"
  | "static-member-replaced"
  | "metadata-changed"
  | "assignor-changed"
  | "coordinator-moved";

/** What a group tells of its rebalances, as they happen. */
export interface RebalanceListener {
  /** A rebalance begins, or one more reason for the one under way. `memberId` is who caused it, undefined for nobody. */
  triggered(cause: RebalanceCause, memberId: string | undefined, atUs: number): void;
  /** The group has a new generation or epoch, and this many members. */
  advanced(generation: number, memberCount: number, atUs: number): void;
  /** Every member has its new assignment. */
  completed(generation: number, atUs: number): void;
}

/** A listener for those who do not care. */
export const NO_LISTENER: RebalanceListener = {
  triggered: () => undefined,
  advanced: () => undefined,
  completed: () => undefined,
};
