import type { ExponentialBackoff } from "../client/exponential-backoff.ts";
import type { OffsetToCommit } from "../group/group-api.ts";
import { isRetriable, type KafkaErrorName } from "../kafka-error.ts";
import { PARTITION_OVERHEAD_BYTES } from "../messages.ts";
import type { TopicPartition } from "../topic-partition.ts";
import type { ConsumerConfig } from "./consumer-config.ts";
import type { ConsumerFailure } from "./consumer-failure.ts";
import type { CoordinatorMetrics } from "./consumer-metrics.ts";
import type { CoordinatorLink } from "./coordinator-link.ts";
import type { GroupMembership } from "./group-membership.ts";
import type { AssignedPartition, SubscriptionState } from "./subscription-state.ts";

/** What a commit ended with: the offsets are committed, or why not. */
export type CommitResult = { readonly error: KafkaErrorName; readonly offsets: readonly OffsetToCommit[] };

/** What the committer works with and whom it tells. */
export type OffsetCommitterParts = {
  readonly groupId: string;
  readonly config: ConsumerConfig;
  readonly link: CoordinatorLink;
  readonly subscription: SubscriptionState;
  readonly membership: GroupMembership;
  readonly metrics: CoordinatorMetrics;
  readonly backoff: ExponentialBackoff;
  readonly nowUs: () => number;
  readonly onCommit: (result: CommitResult) => void;
  readonly onFailure: (failure: ConsumerFailure) => void;
};

/** A commit that has not ended. A blocking one is tried until its deadline, the other kind is sent once. */
type Commit = {
  readonly offsets: readonly OffsetToCommit[];
  readonly deadlineUs: number;
  readonly isBlocking: boolean;
  readonly onDone: (error: KafkaErrorName) => void;
  attempts: number;
  notBeforeUs: number;
};

const SAYS_OF_MEMBERSHIP = new Set<KafkaErrorName>([
  "REBALANCE_IN_PROGRESS",
  "UNKNOWN_MEMBER_ID",
  "ILLEGAL_GENERATION",
  "FENCED_INSTANCE_ID",
]);

/**
 * Commits a member's positions and asks for those that the group committed last. As the offset half of ConsumerCoordinator and
 * CommitRequestManager.
 *
 * Invariants: (1) commits reach the coordinator in the order in which they were made; (2) each ends once.
 */
export class OffsetCommitter {
  readonly #parts: OffsetCommitterParts;
  readonly #waiting: Commit[] = [];
  #inFlight = 0;
  #autoCommitUs: number;
  #isAutoCommitting = false;
  #isFetching = false;
  #fetchNotBeforeUs = 0;
  #fetchFailures = 0;

  constructor(parts: OffsetCommitterParts) {
    this.#parts = parts;
    this.#autoCommitUs = parts.nowUs() + parts.config.autoCommitIntervalUs;
  }

  /** The positions of all that is assigned: what has been returned by poll. As SubscriptionState.allConsumed. */
  get consumed(): readonly OffsetToCommit[] {
    return [...this.#parts.subscription.assigned].flatMap(({ partition, position, offsetEpoch, status }) =>
      status === "fetching" || status === "await-validation"
        ? [{ partition, offset: position, leaderEpoch: offsetEpoch }]
        : [],
    );
  }

  /** Commits and tries again while it makes sense, at most for `timeoutUs`. As commitSync. */
  commitSync(offsets: readonly OffsetToCommit[], timeoutUs: number, onDone: (error: KafkaErrorName) => void): void {
    this.#commit(offsets, { timeoutUs, isBlocking: true, onDone });
  }

  /** Commits once. As commitAsync. */
  commitAsync(offsets: readonly OffsetToCommit[], onDone: (error: KafkaErrorName) => void): void {
    this.#commit(offsets, { timeoutUs: this.#parts.config.defaultApiTimeoutUs, isBlocking: false, onDone });
  }

  #commit(
    offsets: readonly OffsetToCommit[],
    how: { readonly timeoutUs: number; readonly isBlocking: boolean; readonly onDone: (error: KafkaErrorName) => void },
  ): void {
    if (offsets.length === 0) {
      how.onDone("NONE");
      return;
    }
    const deadlineUs = this.#parts.nowUs() + how.timeoutUs;
    this.#waiting.push({ ...how, offsets, deadlineUs, attempts: 0, notBeforeUs: 0 });
  }

  /** Commits what poll has returned, if auto.commit.interval.ms is over. As maybeAutoCommitOffsetsAsync. */
  maybeAutoCommit(): number {
    const { config, nowUs } = this.#parts;
    if (!config.isAutoCommitEnabled || this.#isAutoCommitting) return Number.POSITIVE_INFINITY;
    if (this.#autoCommitUs > nowUs()) return this.#autoCommitUs;
    this.#autoCommitUs = nowUs() + config.autoCommitIntervalUs;
    this.#isAutoCommitting = true;
    this.commitAsync(this.consumed, (error) => {
      this.#isAutoCommitting = false;
      if (isRetriable(error)) this.#autoCommitUs = Math.min(this.#autoCommitUs, nowUs() + config.retryBackoffUs);
    });
    return Number.POSITIVE_INFINITY;
  }

  /** Sends what waits; returns when there is something to do next. */
  run(): number {
    const { nowUs, link } = this.#parts;
    let nextUs = Number.POSITIVE_INFINITY;
    for (const commit of [...this.#waiting]) {
      if (commit.deadlineUs <= nowUs()) this.#end(commit, "REQUEST_TIMED_OUT");
      else nextUs = Math.min(nextUs, commit.deadlineUs);
    }
    let next = this.#waiting[0];
    while (next !== undefined && link.isReady) {
      if (next.notBeforeUs > nowUs()) return Math.min(nextUs, next.notBeforeUs);
      this.#waiting.shift();
      this.#send(next);
      next = this.#waiting[0];
    }
    return nextUs;
  }

  #send(commit: Commit): void {
    const { groupId, link, membership, metrics, nowUs } = this.#parts;
    const { permission } = membership;
    if (permission.kind === "refused") {
      this.#end(commit, permission.error);
      return;
    }
    const sentUs = nowUs();
    this.#inFlight += 1;
    commit.attempts += 1;
    const request = { groupId, ...permission.identity, offsets: commit.offsets };
    const sizeBytes = PARTITION_OVERHEAD_BYTES * commit.offsets.length;
    link.send(
      { api: "OffsetCommit", request, sizeBytes },
      {
        answered: ({ errors }) => {
          this.#inFlight -= 1;
          metrics.committed(nowUs() - sentUs);
          this.#answered(commit, errors.find((error) => error !== "NONE") ?? "NONE");
        },
        lost: (error) => {
          this.#inFlight -= 1;
          this.#answered(commit, error);
        },
      },
    );
  }

  #answered(commit: Commit, error: KafkaErrorName): void {
    const { backoff, link, membership, nowUs } = this.#parts;
    link.sees(error);
    // A member's epoch may have gone on while the commit was on its way: the next try says the new one.
    const mayRetry = isRetriable(error) || error === "STALE_MEMBER_EPOCH";
    if (commit.isBlocking && mayRetry && nowUs() < commit.deadlineUs) {
      commit.notBeforeUs = nowUs() + backoff.nextUs(commit.attempts - 1);
      this.#waiting.unshift(commit);
      return;
    }
    if (SAYS_OF_MEMBERSHIP.has(error)) membership.onCommitError(error);
    this.#end(commit, error);
  }

  #end(commit: Commit, error: KafkaErrorName): void {
    const at = this.#waiting.indexOf(commit);
    if (at >= 0) this.#waiting.splice(at, 1);
    commit.onDone(error);
    this.#parts.onCommit({ error, offsets: commit.offsets });
  }

  /** Is a commit on its way or waiting to be? */
  get isBusy(): boolean {
    return this.#inFlight > 0 || this.#waiting.length > 0;
  }

  /** Asks for the committed offsets of partitions without a position. As initWithCommittedOffsetsIfNeeded. */
  fetchCommitted(): number {
    const { link, nowUs, subscription } = this.#parts;
    if (this.#isFetching) return Number.POSITIVE_INFINITY;
    const partitions: TopicPartition[] = [];
    for (const { status, partition } of subscription.assigned) {
      if (status === "initializing") partitions.push(partition);
    }
    if (partitions.length === 0 || !link.isReady) return Number.POSITIVE_INFINITY;
    if (this.#fetchNotBeforeUs > nowUs()) return this.#fetchNotBeforeUs;
    this.#requestCommitted(partitions);
    return Number.POSITIVE_INFINITY;
  }

  #requestCommitted(partitions: readonly TopicPartition[]): void {
    const { config, groupId, link } = this.#parts;
    this.#isFetching = true;
    const requireStable = config.isolationLevel === "read_committed";
    const sizeBytes = PARTITION_OVERHEAD_BYTES * partitions.length;
    link.send(
      { api: "OffsetFetch", request: { groupId, partitions, requireStable }, sizeBytes },
      {
        answered: ({ error, offsets }) => {
          this.#isFetching = false;
          link.sees(error);
          const unstable = offsets.find((fetched) => fetched.error !== "NONE");
          if (error !== "NONE" || unstable !== undefined) this.#pauseFetch();
          else this.#fetchFailures = 0;
          for (const fetched of offsets) if (fetched.error === "NONE") this.#place(fetched);
        },
        lost: () => {
          this.#isFetching = false;
          this.#pauseFetch();
        },
      },
    );
  }

  #pauseFetch(): void {
    const { backoff, nowUs } = this.#parts;
    this.#fetchNotBeforeUs = nowUs() + backoff.nextUs(this.#fetchFailures);
    this.#fetchFailures += 1;
  }

  #place({ partition, offset, leaderEpoch }: OffsetToCommit): void {
    const { config, onFailure, subscription } = this.#parts;
    const assigned: AssignedPartition | undefined = subscription.of(partition);
    if (assigned?.status !== "initializing") return;
    if (offset >= 0) subscription.seek(partition, { offset, leaderEpoch });
    else if (config.autoOffsetReset.kind !== "none") subscription.requestReset(assigned, config.autoOffsetReset);
    else onFailure({ error: "NO_OFFSET_FOR_PARTITION", subject: partition.label });
  }
}
