import { assertNever } from "../../../base/assert.ts";
import type { RandomStream } from "../../../base/random-stream.ts";
import { ExponentialBackoff } from "../client/exponential-backoff.ts";
import type { OffsetToCommit } from "../group/group-api.ts";
import { memberSuffix } from "../group/group-coordination.ts";
import type { KafkaErrorName } from "../kafka-error.ts";
import { ClassicMembership } from "./classic-membership.ts";
import type { ConsumerConfig } from "./consumer-config.ts";
import type { ConsumerFailure } from "./consumer-failure.ts";
import { ConsumerMembership } from "./consumer-membership.ts";
import type { ConsumerMetadata } from "./consumer-metadata.ts";
import type { CoordinatorMetrics } from "./consumer-metrics.ts";
import type { ConsumerNetwork } from "./consumer-network.ts";
import { CoordinatorLink } from "./coordinator-link.ts";
import type { GroupMembership, MembershipParts, RebalanceCallbacks } from "./group-membership.ts";
import { type CommitResult, OffsetCommitter } from "./offset-committer.ts";
import type { SubscriptionState } from "./subscription-state.ts";

/** The group that a consumer belongs to, and what its application is told. */
export type GroupSubscription = RebalanceCallbacks & {
  readonly groupId: string;
  readonly topics: readonly string[];
  /** A commit has ended, well or not. */
  committed(result: CommitResult): void;
};

/** What a member works with. */
export type GroupMemberParts = {
  readonly clientId: string;
  readonly config: ConsumerConfig;
  readonly group: GroupSubscription;
  readonly network: ConsumerNetwork;
  readonly metadata: ConsumerMetadata;
  readonly subscription: SubscriptionState;
  readonly metrics: CoordinatorMetrics;
  readonly streamOf: (name: string) => RandomStream;
  readonly nowUs: () => number;
  readonly isPolling: () => boolean;
  readonly onFailure: (failure: ConsumerFailure) => void;
};

/**
 * Everything by which a consumer is a member of its group: the way to the coordinator, the membership by either protocol, and the
 * offsets. As ConsumerCoordinator, and the request managers of AsyncKafkaConsumer.
 */
export class GroupMember {
  readonly #parts: GroupMemberParts;
  readonly #link: CoordinatorLink;
  readonly #membership: GroupMembership;
  readonly #committer: OffsetCommitter;

  constructor(parts: GroupMemberParts) {
    this.#parts = parts;
    const { clientId, config, group, network, metadata, metrics, nowUs, subscription, streamOf } = parts;
    const backoffOf = (name: string) =>
      new ExponentialBackoff(config.retryBackoffUs, config.retryBackoffMaxUs, streamOf(name));
    this.#link = new CoordinatorLink({ groupId: group.groupId, network, backoff: backoffOf("coordinator"), nowUs });
    const shared = { groupId: group.groupId, config, link: this.#link, subscription, metrics, nowUs };
    const membershipParts: MembershipParts = {
      ...shared,
      clientId,
      topics: group.topics,
      metadata,
      callbacks: group,
      backoff: backoffOf("membership"),
      isPolling: parts.isPolling,
      commitBeforeRevocation: (onDone) => this.#commitBeforeRevocation(onDone),
    };
    this.#membership = membershipOf(membershipParts, streamOf("member-id"));
    this.#committer = new OffsetCommitter({
      ...shared,
      membership: this.#membership,
      backoff: backoffOf("commit"),
      onCommit: (result) => group.committed(result),
      onFailure: parts.onFailure,
    });
  }

  /** As maybeAutoCommitOffsetsAsync before a rebalance: tried again until it has worked or others may wait no longer. */
  #commitBeforeRevocation(onDone: () => void): void {
    const { config } = this.#parts;
    if (!config.isAutoCommitEnabled) {
      onDone();
      return;
    }
    this.#committer.commitSync(this.#committer.consumed, config.maxPollIntervalUs, onDone);
  }

  get failure(): ConsumerFailure | undefined {
    return this.#membership.failure;
  }

  /** As GroupMembership.lastMemberId. */
  get lastMemberId(): string {
    return this.#membership.lastMemberId;
  }

  /** As GroupMembership.isLeftBehind. */
  get isLeftBehind(): boolean {
    return this.#membership.isLeftBehind;
  }

  /** What poll does about the group before it fetches; returns when there is more to do. */
  poll(): number {
    const membershipUs = this.#membership.poll();
    const autoCommitUs = this.#committer.maybeAutoCommit();
    const offsetsUs = this.#committer.fetchCommitted();
    // Joining may wait for a commit that has just been made.
    const commitsUs = this.#committer.run();
    return Math.min(membershipUs, autoCommitUs, offsetsUs, commitsUs);
  }

  /** What goes on beside the application; returns when there is more to do. */
  run(): number {
    return Math.min(this.#link.run(), this.#membership.run(), this.#committer.run());
  }

  /** The positions of all that is assigned. */
  get consumed(): readonly OffsetToCommit[] {
    return this.#committer.consumed;
  }

  /** As KafkaConsumer.commitSync: within default.api.timeout.ms. */
  commitSync(offsets: readonly OffsetToCommit[], onDone: (error: KafkaErrorName) => void): void {
    this.#committer.commitSync(offsets, this.#parts.config.defaultApiTimeoutUs, onDone);
  }

  /** As KafkaConsumer.commitAsync. */
  commitAsync(offsets: readonly OffsetToCommit[], onDone: (error: KafkaErrorName) => void): void {
    this.#committer.commitAsync(offsets, onDone);
  }

  /** Commits if auto commit is on, gives up everything, and leaves. `timeoutUs` bounds the commit. As close. */
  close(timeoutUs: number, onDone: () => void): void {
    const leave = () => {
      this.#membership.leave();
      onDone();
    };
    const mayCommit = this.#parts.config.isAutoCommitEnabled && this.#membership.permission.kind === "member";
    if (mayCommit) this.#committer.commitSync(this.#committer.consumed, timeoutUs, leave);
    else leave();
  }
}

function membershipOf(parts: MembershipParts, ids: RandomStream): GroupMembership {
  const { groupProtocol } = parts.config;
  switch (groupProtocol) {
    case "classic":
      return new ClassicMembership(parts);
    case "consumer":
      // The client makes its own member id.
      return new ConsumerMembership(parts, `${parts.clientId}-${memberSuffix(ids)}`);
    default:
      return assertNever(groupProtocol);
  }
}
