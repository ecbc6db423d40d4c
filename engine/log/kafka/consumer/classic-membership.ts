import { assertDefined } from "../../../base/assert.ts";
import type { ApiResponse } from "../api/kafka-api.ts";
import type { PartitionName } from "../group/assignor/partition-index.ts";
import { isRetriable, type KafkaErrorName } from "../kafka-error.ts";
import { ClassicHeartbeat } from "./classic-heartbeat.ts";
import { joinRequest, joinTimeoutUs } from "./classic-join-request.ts";
import { type AssignmentSnapshot, ClassicLeader } from "./classic-leader.ts";
import type { ConsumerFailure } from "./consumer-failure.ts";
import type { CommitPermission, GroupMembership, MembershipParts } from "./group-membership.ts";

type Generation = { readonly id: number; readonly memberId: string; readonly protocolName: string | undefined };

const NO_GENERATION: Generation = { id: -1, memberId: "", protocolName: undefined };

type MemberState = "UNJOINED" | "PREPARING_REBALANCE" | "COMPLETING_REBALANCE" | "STABLE";

/**
 * A member of a group of the classic protocol. It joins, syncs and gives up partitions only while its application polls;
 * heartbeats go on beside it. As ConsumerCoordinator and AbstractCoordinator.
 *
 * Invariants: (1) no heartbeat is sent while a join is under way; (2) what is owned belongs to the present generation, or is to
 * be given up at the next poll; (3) at most one join or sync is under way.
 */
export class ClassicMembership implements GroupMembership {
  readonly #parts: MembershipParts;
  readonly #leader: ClassicLeader;
  readonly #heartbeat: ClassicHeartbeat;
  #state: MemberState = "UNJOINED";
  #generation = NO_GENERATION;
  #lastMemberId = "";
  #isRejoinNeeded = true;
  #preparation: "none" | "committing" | "done" = "none";
  #isAwaitingAnswer = false;
  /** A new assignment that the application has not taken up. */
  #arrived: readonly PartitionName[] | undefined;
  #snapshot: AssignmentSnapshot | undefined;
  #failure: ConsumerFailure | undefined;
  #notBeforeUs = 0;
  #failures = 0;
  #rebalanceBeganUs: number | undefined;
  #hasLeft = false;

  constructor(parts: MembershipParts) {
    this.#parts = parts;
    this.#leader = new ClassicLeader(parts.config, parts.metadata);
    this.#heartbeat = new ClassicHeartbeat(parts.config, parts.nowUs());
  }

  get failure(): ConsumerFailure | undefined {
    return this.#failure;
  }

  get lastMemberId(): string {
    return this.#lastMemberId;
  }

  get isLeftBehind(): boolean {
    return this.#state !== "PREPARING_REBALANCE";
  }

  /** Only a member of a stable generation may commit. As generationIfStable. */
  get permission(): CommitPermission {
    if (this.#state === "STABLE") {
      const { id, memberId } = this.#generation;
      const instanceId = this.#parts.config.groupInstanceId;
      return { kind: "member", identity: { memberId, instanceId, generationOrEpoch: id } };
    }
    const isJoining = this.#state !== "UNJOINED";
    return { kind: "refused", error: isJoining ? "REBALANCE_IN_PROGRESS" : "UNKNOWN_MEMBER_ID" };
  }

  onCommitError(error: KafkaErrorName): void {
    if (error === "FENCED_INSTANCE_ID") this.#fail(error);
    else if (error === "REBALANCE_IN_PROGRESS") this.#isRejoinNeeded = true;
    else if (error === "UNKNOWN_MEMBER_ID" || error === "ILLEGAL_GENERATION") this.#forgetGeneration(error);
  }

  poll(): number {
    this.#heartbeat.polled(this.#parts.nowUs());
    if (this.#failure !== undefined || this.#hasLeft) return Number.POSITIVE_INFINITY;
    if (this.#arrived !== undefined) this.#takeUpAssignment(this.#arrived);
    if (this.#snapshot !== undefined && !this.#leader.isCurrent(this.#snapshot)) this.#isRejoinNeeded = true;
    return this.#joinIfNeeded();
  }

  /** As joinGroupIfNeeded. */
  #joinIfNeeded(): number {
    const { link, nowUs, subscription } = this.#parts;
    if (!this.#isRejoinNeeded || this.#isAwaitingAnswer) return Number.POSITIVE_INFINITY;
    if (this.#notBeforeUs > nowUs()) return this.#notBeforeUs;
    if (!link.isReady) return Number.POSITIVE_INFINITY;
    if (this.#preparation === "none") {
      this.#preparation = "committing";
      // What was fetched must not move the position past what is being committed. As maybeMarkPartitionsPendingRevocation.
      if (this.#leader.rebalanceProtocol === "EAGER") subscription.markPendingRevocation(subscription.partitions);
      this.#parts.commitBeforeRevocation(() => {
        this.#preparation = "done";
        this.#giveUp();
      });
    }
    if (this.#preparation === "done") this.#join();
    return Number.POSITIVE_INFINITY;
  }

  /** Before it joins, an eager member gives up everything, and one without a generation has lost it. As onJoinPrepare. */
  #giveUp(): void {
    const { callbacks, subscription } = this.#parts;
    const owned = subscription.partitions;
    if (this.#generation.id < 0) {
      if (owned.length > 0) callbacks.lost(owned);
      subscription.assign([]);
    } else if (this.#leader.rebalanceProtocol === "EAGER") {
      if (owned.length > 0) callbacks.revoked(owned);
      subscription.assign([]);
    }
  }

  #join(): void {
    const { config, link, metrics, nowUs, subscription, topics } = this.#parts;
    const sentUs = nowUs();
    this.#state = "PREPARING_REBALANCE";
    this.#isAwaitingAnswer = true;
    this.#rebalanceBeganUs ??= sentUs;
    const protocols = this.#leader.offers(topics, subscription.partitions, this.#generation.id);
    const request = joinRequest(this.#parts, this.#generation.memberId, protocols);
    const timeoutUs = joinTimeoutUs(config);
    link.send(
      { api: "JoinGroup", request, timeoutUs },
      {
        answered: (response) => {
          this.#isAwaitingAnswer = false;
          if (this.#hasLeft) return;
          if (response.error !== "NONE") {
            this.#onJoinError(response.error, response.memberId);
          } else if (this.#state === "PREPARING_REBALANCE") {
            metrics.joined(nowUs() - sentUs);
            this.#onJoined(response);
          }
        },
        lost: () => this.#onLost(),
      },
    );
  }

  #onJoinError(error: KafkaErrorName, memberId: string): void {
    this.#parts.metrics.rebalanceFailed();
    this.#parts.link.sees(error);
    this.#isRejoinNeeded = true;
    this.#state = "UNJOINED";
    if (error === "MEMBER_ID_REQUIRED") this.#generation = { ...NO_GENERATION, memberId };
    else if (error === "UNKNOWN_MEMBER_ID") this.#forgetGeneration(error);
    else if (isRetriable(error)) this.#pause();
    else if (error !== "REBALANCE_IN_PROGRESS") this.#fail(error);
  }

  #onJoined(response: ApiResponse<"JoinGroup">): void {
    const { link, nowUs } = this.#parts;
    this.#state = "COMPLETING_REBALANCE";
    this.#generation = {
      id: response.generationId,
      memberId: response.memberId,
      protocolName: response.protocolName,
    };
    this.#lastMemberId = response.memberId;
    this.#heartbeat.restart(nowUs());
    const isLeader = response.leader === response.memberId;
    const mustAssign = isLeader && !response.skipAssignment;
    const assignments = mustAssign ? this.#leader.assign(response) : new Map<string, readonly PartitionName[]>();
    this.#snapshot = isLeader ? this.#leader.snapshot(response.members) : undefined;
    if (link.isReady) this.#sync(response, assignments);
    else this.#onLost();
  }

  #sync(
    { protocolType, protocolName, generationId, memberId }: ApiResponse<"JoinGroup">,
    assignments: ReadonlyMap<string, readonly PartitionName[]>,
  ): void {
    const { config, groupId, link, metrics, nowUs } = this.#parts;
    const sentUs = nowUs();
    this.#isAwaitingAnswer = true;
    const instanceId = config.groupInstanceId;
    const request = { groupId, memberId, instanceId, generationId, protocolType, protocolName, assignments };
    const timeoutUs = joinTimeoutUs(config);
    link.send(
      { api: "SyncGroup", request, timeoutUs },
      {
        answered: ({ error, assignment }) => {
          this.#isAwaitingAnswer = false;
          if (this.#hasLeft || this.#generation.id !== generationId || this.#state !== "COMPLETING_REBALANCE") return;
          if (error === "NONE") {
            metrics.synced(nowUs() - sentUs);
            this.#onSynced(assignment);
          } else this.#onSyncError(error);
        },
        lost: () => this.#onLost(),
      },
    );
  }

  #onSynced(assignment: readonly PartitionName[]): void {
    const { metrics, nowUs } = this.#parts;
    this.#state = "STABLE";
    this.#isRejoinNeeded = false;
    this.#failures = 0;
    this.#arrived = assignment;
    metrics.rebalanced(nowUs() - (this.#rebalanceBeganUs ?? nowUs()));
    this.#rebalanceBeganUs = undefined;
  }

  #onSyncError(error: KafkaErrorName): void {
    this.#parts.metrics.rebalanceFailed();
    this.#isRejoinNeeded = true;
    if (this.#parts.link.sees(error)) this.#pause();
    else if (error === "UNKNOWN_MEMBER_ID" || error === "ILLEGAL_GENERATION") this.#forgetGeneration(error);
    else if (error !== "REBALANCE_IN_PROGRESS") this.#fail(error);
    if (this.#state === "COMPLETING_REBALANCE") this.#state = "UNJOINED";
  }

  /** No answer to a join or a sync: the next one goes to the coordinator that is found then. */
  #onLost(): void {
    this.#isAwaitingAnswer = false;
    this.#isRejoinNeeded = true;
    this.#parts.metrics.rebalanceFailed();
    if (this.#state !== "STABLE") this.#state = "UNJOINED";
    this.#pause();
  }

  #pause(): void {
    this.#notBeforeUs = this.#parts.nowUs() + this.#parts.backoff.nextUs(this.#failures);
    this.#failures += 1;
  }

  /** As onJoinComplete; a cooperative member that must give something up joins again at once. */
  #takeUpAssignment(assignment: readonly PartitionName[]): void {
    const { callbacks, subscription } = this.#parts;
    this.#arrived = undefined;
    this.#preparation = "none";
    const owned = subscription.partitions;
    const assigned = assignment.map(({ topic, partition }) =>
      assertDefined(this.#parts.metadata.partitionAt(topic, partition), `no partition ${topic}-${partition}`),
    );
    const ids = new Set(assigned.map(({ id }) => id));
    const given = owned.filter(({ id }) => !ids.has(id));
    const taken = assigned.filter((partition) => subscription.of(partition) === undefined);
    if (given.length > 0) {
      callbacks.revoked(given);
      // Only a cooperative member owns anything here. The others may have it when everybody has joined without it.
      this.#isRejoinNeeded = true;
    }
    subscription.assign(assigned);
    this.#leader.remember(assigned, this.#generation.id);
    callbacks.assigned(taken);
  }

  run(): number {
    if (this.#failure !== undefined || this.#hasLeft) return Number.POSITIVE_INFINITY;
    const isBeating = this.#state === "COMPLETING_REBALANCE" || this.#state === "STABLE";
    if (!isBeating) return Number.POSITIVE_INFINITY;
    const { link, nowUs, isPolling } = this.#parts;
    const heartbeat = this.#heartbeat;
    if (heartbeat.sessionDeadlineUs <= nowUs() && link.brokerId !== undefined) {
      // The coordinator has been silent for a whole session.
      heartbeat.restart(nowUs());
      link.markUnknown();
    } else if (!isPolling() && heartbeat.pollDeadlineUs <= nowUs()) {
      this.#leaveOnPollTimeout();
      return Number.POSITIVE_INFINITY;
    } else if (heartbeat.dueUs <= nowUs() && link.isReady) this.#beat();
    const pollUs = isPolling() ? Number.POSITIVE_INFINITY : heartbeat.pollDeadlineUs;
    // What is due already waits for the coordinator, not for a time.
    return Math.min(pollUs, laterThan(nowUs(), heartbeat.dueUs), laterThan(nowUs(), heartbeat.sessionDeadlineUs));
  }

  #beat(): void {
    const { config, groupId, link, metrics, nowUs } = this.#parts;
    const { id: generationId, memberId } = this.#generation;
    const sentUs = nowUs();
    this.#heartbeat.sent(sentUs);
    metrics.heartbeatSent();
    const request = { groupId, memberId, instanceId: config.groupInstanceId, generationId };
    link.send(
      { api: "Heartbeat", request },
      {
        answered: ({ error }) => {
          metrics.heartbeatAnswered(nowUs() - sentUs);
          const isOld = this.#generation.id !== generationId || this.#generation.memberId !== memberId;
          if (!isOld) this.#onHeartbeat(error);
        },
        lost: () => this.#heartbeat.failed(nowUs()),
      },
    );
  }

  #onHeartbeat(error: KafkaErrorName): void {
    const { link, nowUs } = this.#parts;
    if (error === "NONE" || error === "REBALANCE_IN_PROGRESS") {
      this.#heartbeat.received(nowUs());
      if (error !== "NONE" && this.#state === "STABLE") this.#isRejoinNeeded = true;
      return;
    }
    this.#heartbeat.failed(nowUs());
    if (link.sees(error) || isRetriable(error)) return;
    if (error === "UNKNOWN_MEMBER_ID" || error === "ILLEGAL_GENERATION") this.#forgetGeneration(error);
    else this.#fail(error);
  }

  /** The application has not polled for too long: others shall have the partitions. As maybeLeaveGroup. */
  #leaveOnPollTimeout(): void {
    this.#sendLeave();
    this.#forgetGeneration("UNKNOWN_MEMBER_ID");
  }

  /** A static member never says that it leaves: its partitions wait for it until its session is over. */
  #sendLeave(): void {
    const { config, groupId, link } = this.#parts;
    const { memberId } = this.#generation;
    const isDynamic = config.groupInstanceId === undefined;
    if (!isDynamic || memberId === "" || this.#state === "UNJOINED" || !link.isReady) return;
    const request = { groupId, members: [{ memberId, instanceId: undefined }] };
    link.send({ api: "LeaveGroup", request }, { answered: () => undefined, lost: () => undefined });
  }

  /** The coordinator does not know the member, or not in this generation: what it owned is lost. As resetStateAndGeneration. */
  #forgetGeneration(error: "UNKNOWN_MEMBER_ID" | "ILLEGAL_GENERATION"): void {
    const memberId = error === "UNKNOWN_MEMBER_ID" ? "" : this.#generation.memberId;
    this.#generation = { ...NO_GENERATION, memberId };
    this.#state = "UNJOINED";
    this.#isRejoinNeeded = true;
    this.#arrived = undefined;
    if (this.#preparation === "done") this.#preparation = "none";
  }

  #fail(error: KafkaErrorName): void {
    this.#failure = { error, subject: this.#parts.groupId };
  }

  leave(): void {
    if (this.#hasLeft) return;
    const { callbacks, subscription } = this.#parts;
    const owned = subscription.partitions;
    if (owned.length > 0 && this.#generation.id < 0) callbacks.lost(owned);
    else if (owned.length > 0) callbacks.revoked(owned);
    subscription.assign([]);
    this.#sendLeave();
    this.#hasLeft = true;
    this.#state = "UNJOINED";
  }
}

function laterThan(nowUs: number, atUs: number): number {
  return atUs > nowUs ? atUs : Number.POSITIVE_INFINITY;
}
