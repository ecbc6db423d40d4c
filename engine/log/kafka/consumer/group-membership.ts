import type { TopicPartition } from "../topic-partition.ts";
import type { ConsumerFailure } from "./consumer-failure.ts";

/** By whom a member is known to its coordinator, and in which generation (classic) or epoch (KIP-848). */
export type MemberIdentity = {
  readonly memberId: string;
  readonly instanceId: string | undefined;
  readonly generationOrEpoch: number;
};

/** May offsets be committed: as this member, or not, because it is joining or has been thrown out. */
export type CommitPermission =
  | { readonly kind: "member"; readonly identity: MemberIdentity }
  | { readonly kind: "refused"; readonly error: "REBALANCE_IN_PROGRESS" | "UNKNOWN_MEMBER_ID" };

/** What the member's application is told in the callbacks of ConsumerRebalanceListener. */
export type RebalanceCallbacks = {
  assigned(partitions: readonly TopicPartition[]): void;
  revoked(partitions: readonly TopicPartition[]): void;
  /** They may already be another member's: nothing can be committed for them. */
  lost(partitions: readonly TopicPartition[]): void;
};

/** A consumer as a member of its group, by either protocol. */
export interface GroupMembership {
  readonly permission: CommitPermission;
  /** The application is in poll: callbacks run, and it may join. Returns when there is more to do. As ConsumerCoordinator.poll. */
  poll(): number;
  /** What goes on beside the application: heartbeats. Returns when there is more to do. */
  run(): number;
  /** A commit was refused with an error that says something of the membership. */
  onCommitError(
    error: "REBALANCE_IN_PROGRESS" | "UNKNOWN_MEMBER_ID" | "ILLEGAL_GENERATION" | "FENCED_INSTANCE_ID",
  ): void;
  /** Gives everything up and leaves, unless the member is static; the answer is not waited for. */
  leave(): void;
  /** What poll is to throw. */
  readonly failure: ConsumerFailure | undefined;
}
