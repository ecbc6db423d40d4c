import type { KafkaErrorName } from "../kafka-error.ts";
import type { CoordinatorEntry } from "../record-batch.ts";
import { type ClassicMember, ClassicMembers, metadataOf } from "./classic-members.ts";
import {
  type ClassicGroupState,
  type JoinGroupResponse,
  joinError,
  type SyncGroupResponse,
  syncError,
} from "./classic-protocol.ts";
import type { JoinTimer } from "./classic-timers.ts";
import type { GroupConfig } from "./group-config.ts";
import type { RebalanceCause, RebalanceListener } from "./rebalance-cause.ts";

/** Writes entries to the group's partition of __consumer_offsets, and tells when they are replicated or why not. */
export type GroupWriter = (entries: readonly CoordinatorEntry[], onDone: (error: KafkaErrorName) => void) => void;

/** What a group lives on. */
export type GroupContext = {
  readonly groupId: string;
  readonly config: GroupConfig;
  readonly write: GroupWriter;
  readonly listener: RebalanceListener;
};

/** What is restored of a group from its entry. */
export type RestoredGeneration = {
  readonly generationId: number;
  readonly protocolType: string | undefined;
  readonly protocolName: string | undefined;
  readonly stateTimestampUs: number;
};

/**
 * The phases of a classic group's rebalances: who is a member, in which state and generation, and what ends a phase. As
 * ClassicGroup and the rebalancing methods of GroupMetadataManager.
 *
 * Invariants: (1) the generation only grows, by one with each completed join phase; (2) a member awaits a join answer only
 * while the group prepares a rebalance, and a sync answer only while it completes one.
 */
export class ClassicRebalance {
  readonly context: GroupContext;
  readonly members = new ClassicMembers();
  /** Member ids that were given out to clients which have not come back with them yet, and until when they may. */
  readonly pendingJoin = new Map<string, number>();
  protocolType: string | undefined;
  /** Called when the last member has gone. */
  readonly onEmpty: () => void;
  readonly #pendingSync = new Set<string>();
  #state: ClassicGroupState = "EMPTY";
  #previousState: ClassicGroupState = "DEAD";
  #stateTimestampUs: number;
  #generationId = 0;
  #protocolName: string | undefined;
  #joinTimer: JoinTimer | undefined;
  #syncDeadlineUs: number | undefined;
  #isNewMemberAdded = false;

  constructor(context: GroupContext, nowUs: number, onEmpty: () => void) {
    this.context = context;
    this.onEmpty = onEmpty;
    this.#stateTimestampUs = nowUs;
  }

  get state(): ClassicGroupState {
    return this.#state;
  }

  /** Since when the group is in its state. */
  get stateTimestampUs(): number {
    return this.#stateTimestampUs;
  }

  get generationId(): number {
    return this.#generationId;
  }

  /** The protocol that the generation goes by, undefined without members. */
  get protocolName(): string | undefined {
    return this.#protocolName;
  }

  get joinTimer(): JoinTimer | undefined {
    return this.#joinTimer;
  }

  get syncDeadlineUs(): number | undefined {
    return this.#syncDeadlineUs;
  }

  /** Takes up what an earlier coordinator wrote down; its members are there already. */
  restore({ generationId, protocolType, protocolName, stateTimestampUs }: RestoredGeneration): void {
    this.#generationId = generationId;
    this.protocolType = protocolType;
    this.#protocolName = protocolName;
    this.#stateTimestampUs = stateTimestampUs;
    this.#state = this.members.size === 0 ? "EMPTY" : "STABLE";
  }

  /** Nobody speaks to this group any more: it is coordinated elsewhere, or deleted. */
  die(nowUs: number): void {
    this.#joinTimer = undefined;
    this.#syncDeadlineUs = undefined;
    this.#transitionTo("DEAD", nowUs);
  }

  /** A member was heard: its session goes on. */
  heard(member: ClassicMember, nowUs: number): void {
    member.sessionDeadlineUs = nowUs + member.sessionTimeoutUs;
  }

  /** Adds a member that awaits its answer. */
  addMember(member: ClassicMember): void {
    if (this.#state === "PREPARING_REBALANCE" && this.#previousState === "EMPTY") this.#isNewMemberAdded = true;
    this.pendingJoin.delete(member.memberId);
    this.members.add(member);
  }

  /** Puts a new member id in the place of a static member's; whoever waits under the old one is fenced. */
  replaceStatic(old: ClassicMember, newMemberId: string): ClassicMember {
    const fresh = this.members.replace(old, newMemberId);
    if (this.#pendingSync.delete(old.memberId)) this.#pendingSync.add(newMemberId);
    old.awaitingJoin?.(joinError("FENCED_INSTANCE_ID", old.memberId));
    old.awaitingSync?.(syncError("FENCED_INSTANCE_ID"));
    return fresh;
  }

  /** Starts a rebalance where the state allows it; else sees whether the join phase is complete. */
  rebalanceOrCompleteJoin(cause: RebalanceCause, memberId: string | undefined, nowUs: number): void {
    if (this.#state === "DEAD") return;
    if (this.#state === "PREPARING_REBALANCE") {
      this.context.listener.triggered(cause, memberId, nowUs);
      this.completeJoinIfAllJoined(nowUs);
    } else this.prepareRebalance(cause, memberId, nowUs);
  }

  /** Calls all members to join again. As GroupMetadataManager.prepareRebalance. */
  prepareRebalance(cause: RebalanceCause, memberId: string | undefined, nowUs: number): void {
    if (this.#state === "COMPLETING_REBALANCE") this.failSync("REBALANCE_IN_PROGRESS", nowUs);
    this.#syncDeadlineUs = undefined;
    const isInitial = this.#state === "EMPTY";
    this.#transitionTo("PREPARING_REBALANCE", nowUs);
    this.context.listener.triggered(cause, memberId, nowUs);
    if (isInitial) {
      const delayUs = this.context.config.initialRebalanceDelayUs;
      const remainingUs = Math.max(this.members.rebalanceTimeoutUs - delayUs, 0);
      this.#isNewMemberAdded = false;
      this.#joinTimer = { kind: "initial", deadlineUs: nowUs + delayUs, delayUs, remainingUs };
    } else if (this.#haveAllJoined()) this.#completeJoin(nowUs);
    else this.#armJoinTimer(nowUs);
  }

  /** The time of the join phase is over. */
  fireJoinTimer(timer: JoinTimer, nowUs: number): void {
    if (timer.kind === "initial") this.#continueInitialDelay(timer.delayUs, timer.remainingUs, nowUs);
    else this.#completeJoin(nowUs);
  }

  /** Who joined during the delay puts it off, until the rebalance timeout is used up. */
  #continueInitialDelay(delayUs: number, remainingUs: number, nowUs: number): void {
    const isPutOff = this.#isNewMemberAdded && remainingUs !== 0;
    this.#isNewMemberAdded = false;
    if (!isPutOff) {
      this.#completeJoin(nowUs);
      return;
    }
    const nextUs = Math.min(this.context.config.initialRebalanceDelayUs, remainingUs);
    const leftUs = Math.max(remainingUs - delayUs, 0);
    this.#joinTimer = { kind: "initial", deadlineUs: nowUs + nextUs, delayUs: nextUs, remainingUs: leftUs };
  }

  #armJoinTimer(nowUs: number): void {
    this.#joinTimer = { kind: "rebalance", deadlineUs: nowUs + Math.max(this.members.rebalanceTimeoutUs, 1) };
  }

  #haveAllJoined(): boolean {
    return this.pendingJoin.size === 0 && this.members.all.every(({ awaitingJoin }) => awaitingJoin !== undefined);
  }

  /** Ends the join phase early when nobody is missing. As maybeCompleteJoinPhase. */
  completeJoinIfAllJoined(nowUs: number): void {
    const isOpen = this.#state === "PREPARING_REBALANCE" && this.#previousState !== "EMPTY";
    if (isOpen && this.#haveAllJoined()) this.#completeJoin(nowUs);
  }

  /** Ends the join phase with whoever is there. As GroupMetadataManager.completeClassicGroupJoin. */
  #completeJoin(nowUs: number): void {
    this.#joinTimer = undefined;
    for (const { memberId, instanceId, awaitingJoin } of this.members.all) {
      if (awaitingJoin !== undefined || instanceId !== undefined) continue;
      this.context.listener.triggered("rebalance-timeout", memberId, nowUs);
      this.drop(memberId);
    }
    if (this.members.size > 0 && !this.members.electJoinedLeader()) {
      this.#armJoinTimer(nowUs);
      return;
    }
    this.#generationId += 1;
    this.#pendingSync.clear();
    this.context.listener.advanced(this.#generationId, this.members.size, nowUs);
    if (this.members.size === 0) {
      this.#protocolName = undefined;
      this.#transitionTo("EMPTY", nowUs);
      this.onEmpty();
      this.context.listener.completed(this.#generationId, nowUs);
      return;
    }
    this.#protocolName = this.members.selectProtocol();
    this.#transitionTo("COMPLETING_REBALANCE", nowUs);
    this.#answerJoins(nowUs);
  }

  #answerJoins(nowUs: number): void {
    this.#syncDeadlineUs = nowUs + Math.max(this.members.rebalanceTimeoutUs, 1);
    for (const member of this.members.all) this.#pendingSync.add(member.memberId);
    for (const member of this.members.all) {
      const respond = member.awaitingJoin;
      member.awaitingJoin = undefined;
      member.isNew = false;
      this.heard(member, nowUs);
      respond?.(this.joinResponse(member));
    }
  }

  /** What a member is told of the generation; the leader is told of all members. */
  joinResponse({ memberId }: ClassicMember): JoinGroupResponse {
    const { leader } = this.members;
    const members = memberId === leader ? this.members.all : [];
    return {
      error: "NONE",
      generationId: this.#generationId,
      protocolType: this.protocolType,
      protocolName: this.#protocolName,
      leader: leader ?? "",
      memberId,
      skipAssignment: false,
      members: members.map((member) => ({
        memberId: member.memberId,
        instanceId: member.instanceId,
        metadata: metadataOf(member, this.#protocolName),
      })),
    };
  }

  /** The members' assignments are written down: the group is stable. */
  stabilise(nowUs: number): void {
    this.#transitionTo("STABLE", nowUs);
    for (const member of this.members.all) this.#answerSync(member, this.assignmentOf(member), nowUs);
    this.context.listener.completed(this.#generationId, nowUs);
  }

  /** What a member that syncs is told. */
  assignmentOf({ assignment }: ClassicMember): SyncGroupResponse {
    return { error: "NONE", protocolType: this.protocolType, protocolName: this.#protocolName, assignment };
  }

  /** The members that sync are told of an error, and nobody has an assignment. As resetAndPropagateAssignmentWithError. */
  failSync(error: KafkaErrorName, nowUs: number): void {
    for (const member of this.members.all) {
      member.assignment = [];
      this.#answerSync(member, syncError(error), nowUs);
    }
  }

  #answerSync(member: ClassicMember, response: SyncGroupResponse, nowUs: number): void {
    const respond = member.awaitingSync;
    if (respond === undefined) return;
    member.awaitingSync = undefined;
    this.heard(member, nowUs);
    respond(response);
  }

  /** A member has sent its SyncGroup request. */
  tookSync(memberId: string): void {
    this.#pendingSync.delete(memberId);
    if (this.#pendingSync.size === 0) this.#syncDeadlineUs = undefined;
  }

  /** As GroupMetadataManager.expirePendingSync. */
  expirePendingSync(nowUs: number): void {
    this.#syncDeadlineUs = undefined;
    const late = [...this.#pendingSync];
    for (const memberId of late) this.drop(memberId);
    if (late.length > 0) this.prepareRebalance("sync-timeout", late[0], nowUs);
  }

  /** Takes a member out, without a rebalance. */
  drop(memberId: string): void {
    this.members.remove(memberId);
    this.#pendingSync.delete(memberId);
  }

  #transitionTo(state: ClassicGroupState, nowUs: number): void {
    this.#previousState = this.#state;
    this.#state = state;
    this.#stateTimestampUs = nowUs;
  }
}
