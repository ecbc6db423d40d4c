import type { ExponentialBackoff } from "../client/exponential-backoff.ts";
import type { KafkaErrorName } from "../kafka-error.ts";
import type { TopicPartition } from "../topic-partition.ts";
import type { ConsumerConfig } from "./consumer-config.ts";
import type { ConsumerFailure } from "./consumer-failure.ts";
import type { ConsumerMetadata } from "./consumer-metadata.ts";
import type { CoordinatorMetrics } from "./consumer-metrics.ts";
import type { CoordinatorLink } from "./coordinator-link.ts";
import type { SubscriptionState } from "./subscription-state.ts";

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

/** What a membership works with, by either protocol. */
export type MembershipParts = {
  readonly groupId: string;
  readonly clientId: string;
  readonly topics: readonly string[];
  readonly config: ConsumerConfig;
  readonly link: CoordinatorLink;
  readonly metadata: ConsumerMetadata;
  readonly subscription: SubscriptionState;
  readonly metrics: CoordinatorMetrics;
  readonly callbacks: RebalanceCallbacks;
  readonly backoff: ExponentialBackoff;
  readonly nowUs: () => number;
  /** The application is inside poll. */
  readonly isPolling: () => boolean;
  /** Commits all that poll has returned before partitions are given up, if auto commit is on; calls back when that has ended. */
  readonly commitBeforeRevocation: (onDone: () => void) => void;
};

/** A consumer as a member of its group, by either protocol. */
export interface GroupMembership {
  readonly permission: CommitPermission;
  /** The id under which the coordinator knows it, or knew it last; empty before it has one. */
  readonly lastMemberId: string;
  /** If a generation of a classic group begins now, does it begin without this member? */
  readonly isLeftBehind: boolean;
  /** What poll is to throw. */
  readonly failure: ConsumerFailure | undefined;
  /** The application is in poll: callbacks run, and it may join. Returns when there is more to do. As ConsumerCoordinator.poll. */
  poll(): number;
  /** What goes on beside the application: heartbeats. Returns when there is more to do. */
  run(): number;
  /** A commit was refused with an error that says something of the membership. */
  onCommitError(error: KafkaErrorName): void;
  /** Gives everything up and leaves, unless the member is static; the answer is not waited for. As close. */
  leave(): void;
}
