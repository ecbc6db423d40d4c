import { assertDefined } from "../../../base/assert.ts";
import type { ApiResponse } from "../api/kafka-api.ts";
import type { TopicPartitions } from "../group/assignor/server-assignor.ts";
import {
  JOIN_GROUP_MEMBER_EPOCH,
  LEAVE_GROUP_MEMBER_EPOCH,
  LEAVE_GROUP_STATIC_MEMBER_EPOCH,
} from "../group/consumer-protocol.ts";
import { isRetriable, type KafkaErrorName } from "../kafka-error.ts";
import type { TopicPartition } from "../topic-partition.ts";
import type { ConsumerFailure } from "./consumer-failure.ts";
import type { CommitPermission, GroupMembership, MembershipParts } from "./group-membership.ts";

/** As MemberState of the client. STALE: the application has not polled for too long, and the member has said that it leaves. */
type MemberState = "JOINING" | "RECONCILING" | "ACKNOWLEDGING" | "STABLE" | "FENCED" | "STALE" | "FATAL" | "LEFT";

/** What the coordinator was told last, and need not be told again. */
type SentFields = { isFull: boolean; owned: string | undefined };

/**
 * A member of a KIP-848 group: the coordinator tells it in answers to its heartbeats what it may own; it gives up what it may not,
 * takes what it may, and says so. Callbacks and commits happen while the application polls. As ConsumerMembershipManager and
 * ConsumerHeartbeatRequestManager.
 *
 * Invariants: (1) at most one heartbeat is under way; (2) a partition is given up before the coordinator is told so.
 */
export class ConsumerMembership implements GroupMembership {
  readonly #parts: MembershipParts;
  readonly #memberId: string;
  #state: MemberState = "JOINING";
  #memberEpoch = JOIN_GROUP_MEMBER_EPOCH;
  #target: readonly TopicPartition[] = [];
  #reconciliation: "none" | "committing" | "done" = "none";
  readonly #sent: SentFields = { isFull: false, owned: undefined };
  #isInFlight = false;
  #dueUs = 0;
  #intervalUs = 0;
  #pollDeadlineUs: number;
  #failures = 0;
  #failure: ConsumerFailure | undefined;
  #rebalanceBeganUs: number | undefined;

  constructor(parts: MembershipParts, memberId: string) {
    this.#parts = parts;
    this.#memberId = memberId;
    this.#pollDeadlineUs = parts.nowUs() + parts.config.maxPollIntervalUs;
  }

  get failure(): ConsumerFailure | undefined {
    return this.#failure;
  }

  get lastMemberId(): string {
    return this.#memberId;
  }

  /** Nobody waits for anybody: each member follows by itself. */
  get isLeftBehind(): boolean {
    return false;
  }

  get permission(): CommitPermission {
    if (this.#memberEpoch <= 0 || this.#state === "FENCED" || this.#state === "STALE")
      return { kind: "refused", error: "UNKNOWN_MEMBER_ID" };
    const instanceId = this.#parts.config.groupInstanceId;
    return { kind: "member", identity: { memberId: this.#memberId, instanceId, generationOrEpoch: this.#memberEpoch } };
  }

  onCommitError(error: KafkaErrorName): void {
    if (error === "FENCED_INSTANCE_ID") this.#fail(error);
  }

  poll(): number {
    const { config, nowUs } = this.#parts;
    this.#pollDeadlineUs = nowUs() + config.maxPollIntervalUs;
    if (this.#state === "FENCED" || this.#state === "STALE") this.#rejoin();
    if (this.#state === "RECONCILING") this.#reconcile();
    return Number.POSITIVE_INFINITY;
  }

  /** What it owned may be another's: it is lost, and the member begins anew. As transitionToFenced, transitionToStale. */
  #rejoin(): void {
    if (this.#isInFlight) return;
    const { callbacks, nowUs, subscription } = this.#parts;
    const owned = subscription.partitions;
    if (owned.length > 0) callbacks.lost(owned);
    subscription.assign([]);
    this.#target = [];
    this.#reconciliation = "none";
    this.#state = "JOINING";
    this.#memberEpoch = JOIN_GROUP_MEMBER_EPOCH;
    this.#rebalanceBeganUs = undefined;
    this.#sendAnew();
    this.#dueUs = nowUs();
  }

  #sendAnew(): void {
    this.#sent.isFull = false;
    this.#sent.owned = undefined;
  }

  /** As maybeReconcile: commit, give up, take, tell the coordinator. */
  #reconcile(): void {
    const { commitBeforeRevocation, subscription } = this.#parts;
    if (this.#reconciliation === "none") {
      this.#reconciliation = "committing";
      const kept = new Set(this.#target.map(({ id }) => id));
      const given = subscription.partitions.filter(({ id }) => !kept.has(id));
      subscription.markPendingRevocation(given);
      if (given.length === 0) this.#reconciliation = "done";
      else
        commitBeforeRevocation(() => {
          if (this.#reconciliation === "committing") this.#reconciliation = "done";
        });
    }
    if (this.#reconciliation === "done") this.#takeUpTarget();
  }

  #takeUpTarget(): void {
    const { callbacks, metrics, nowUs, subscription } = this.#parts;
    this.#reconciliation = "none";
    const ids = new Set(this.#target.map(({ id }) => id));
    const given = subscription.partitions.filter(({ id }) => !ids.has(id));
    const taken = this.#target.filter((partition) => subscription.of(partition) === undefined);
    if (given.length > 0) callbacks.revoked(given);
    subscription.assign(this.#target);
    callbacks.assigned(taken);
    metrics.rebalanced(nowUs() - (this.#rebalanceBeganUs ?? nowUs()));
    this.#rebalanceBeganUs = undefined;
    this.#state = "ACKNOWLEDGING";
    this.#dueUs = nowUs();
  }

  run(): number {
    const { isPolling, link, nowUs } = this.#parts;
    if (this.#state === "FATAL" || this.#state === "LEFT" || this.#state === "FENCED" || this.#state === "STALE")
      return Number.POSITIVE_INFINITY;
    if (!isPolling() && this.#pollDeadlineUs <= nowUs()) {
      this.#leaveOnPollTimeout();
      return Number.POSITIVE_INFINITY;
    }
    const pollUs = isPolling() ? Number.POSITIVE_INFINITY : this.#pollDeadlineUs;
    if (this.#isInFlight) return pollUs;
    if (this.#dueUs > nowUs()) return Math.min(pollUs, this.#dueUs);
    if (link.isReady) this.#beat();
    return pollUs;
  }

  #beat(): void {
    const { config, groupId, link, metrics, nowUs, subscription, topics } = this.#parts;
    const sentUs = nowUs();
    const isJoining = this.#memberEpoch === JOIN_GROUP_MEMBER_EPOCH;
    const owned = ownedPartitions(isJoining ? [] : subscription.partitions);
    const ownedText = textOf(owned);
    const isFull = isJoining || !this.#sent.isFull;
    const tellsOwned = isFull || this.#sent.owned !== ownedText;
    const request = {
      groupId,
      memberId: this.#memberId,
      memberEpoch: this.#memberEpoch,
      instanceId: config.groupInstanceId,
      rebalanceTimeoutUs: isFull ? config.maxPollIntervalUs : undefined,
      subscribedTopicNames: isFull ? topics.toSorted() : undefined,
      serverAssignor: isFull ? config.groupRemoteAssignor : undefined,
      topicPartitions: tellsOwned ? owned : undefined,
    };
    this.#sent.isFull = true;
    this.#sent.owned = ownedText;
    this.#isInFlight = true;
    if (this.#state === "ACKNOWLEDGING") this.#state = "STABLE";
    metrics.heartbeatSent();
    link.send(
      { api: "ConsumerGroupHeartbeat", request },
      {
        answered: (response) => {
          this.#isInFlight = false;
          metrics.heartbeatAnswered(nowUs() - sentUs);
          if (this.#state === "STALE" || this.#state === "LEFT") return;
          if (response.error === "NONE") this.#onAnswer(response);
          else this.#onError(response.error);
        },
        lost: () => {
          this.#isInFlight = false;
          this.#sendAnew();
          this.#pause();
        },
      },
    );
  }

  #onAnswer({ memberEpoch, heartbeatIntervalUs, assignment }: ApiResponse<"ConsumerGroupHeartbeat">): void {
    const { metrics, nowUs, subscription } = this.#parts;
    this.#failures = 0;
    if (this.#memberEpoch === JOIN_GROUP_MEMBER_EPOCH) metrics.joined(0);
    this.#memberEpoch = memberEpoch;
    this.#intervalUs = heartbeatIntervalUs;
    // A change that came while this heartbeat was under way is told at once.
    if (this.#state !== "ACKNOWLEDGING") this.#dueUs = nowUs() + this.#intervalUs;
    if (assignment === undefined) return;
    this.#target = this.#partitionsOf(assignment);
    if (areSame(this.#target, subscription.partitions)) {
      if (this.#state === "JOINING") this.#state = "STABLE";
      return;
    }
    this.#rebalanceBeganUs ??= nowUs();
    this.#state = "RECONCILING";
  }

  #partitionsOf(assignment: TopicPartitions): readonly TopicPartition[] {
    const { metadata } = this.#parts;
    return [...assignment].flatMap(([topic, partitions]) =>
      partitions.map((partition) =>
        assertDefined(metadata.partitionAt(topic, partition), `no partition ${topic}-${partition}`),
      ),
    );
  }

  #onError(error: KafkaErrorName): void {
    const { link, nowUs } = this.#parts;
    this.#sendAnew();
    if (error === "UNKNOWN_MEMBER_ID" || error === "FENCED_MEMBER_EPOCH") {
      this.#state = "FENCED";
      this.#memberEpoch = JOIN_GROUP_MEMBER_EPOCH;
      this.#dueUs = nowUs();
    } else if (link.sees(error) || isRetriable(error)) this.#pause();
    else this.#fail(error);
  }

  #pause(): void {
    this.#dueUs = this.#parts.nowUs() + this.#parts.backoff.nextUs(this.#failures);
    this.#failures += 1;
  }

  #leaveOnPollTimeout(): void {
    this.#sendLeave();
    this.#state = "STALE";
  }

  #sendLeave(): void {
    const { config, groupId, link } = this.#parts;
    if (this.#memberEpoch <= 0 || !link.isReady) return;
    const instanceId = config.groupInstanceId;
    const memberEpoch = instanceId === undefined ? LEAVE_GROUP_MEMBER_EPOCH : LEAVE_GROUP_STATIC_MEMBER_EPOCH;
    const nothing = {
      rebalanceTimeoutUs: undefined,
      subscribedTopicNames: undefined,
      serverAssignor: undefined,
      topicPartitions: undefined,
    };
    const request = { groupId, memberId: this.#memberId, memberEpoch, instanceId, ...nothing };
    link.send({ api: "ConsumerGroupHeartbeat", request }, { answered: () => undefined, lost: () => undefined });
  }

  #fail(error: KafkaErrorName): void {
    this.#state = "FATAL";
    this.#failure = { error, subject: this.#parts.groupId };
  }

  leave(): void {
    if (this.#state === "LEFT") return;
    const { callbacks, subscription } = this.#parts;
    const owned = subscription.partitions;
    const isMember = this.permission.kind === "member";
    if (owned.length > 0 && isMember) callbacks.revoked(owned);
    else if (owned.length > 0) callbacks.lost(owned);
    subscription.assign([]);
    if (isMember) this.#sendLeave();
    this.#state = "LEFT";
  }
}

/** By topic, ascending. */
function ownedPartitions(partitions: readonly TopicPartition[]): TopicPartitions {
  const byTopic = new Map<string, number[]>();
  for (const { topic, partition } of partitions) {
    const known = byTopic.get(topic);
    if (known === undefined) byTopic.set(topic, [partition]);
    else known.push(partition);
  }
  return byTopic;
}

function textOf(partitions: TopicPartitions): string {
  return [...partitions].map(([topic, list]) => `${topic}:${list.join(",")}`).join(";");
}

function areSame(a: readonly TopicPartition[], b: readonly TopicPartition[]): boolean {
  const ids = new Set(a.map(({ id }) => id));
  return a.length === b.length && b.every(({ id }) => ids.has(id));
}
