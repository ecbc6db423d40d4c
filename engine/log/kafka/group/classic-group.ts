import { assertNever } from "../../../base/assert.ts";
import type { KafkaErrorName } from "../kafka-error.ts";
import { ClassicJoin } from "./classic-join.ts";
import { memberFromRecord, memberRecord } from "./classic-members.ts";
import {
  type ClassicGroupRecord,
  type ClassicGroupState,
  type HeartbeatRequest,
  type JoinGroupRequest,
  type JoinGroupResponse,
  joinError,
  type LeavingMember,
  type SyncGroupRequest,
  type SyncGroupResponse,
  syncError,
} from "./classic-protocol.ts";
import { ClassicRebalance, type GroupContext } from "./classic-rebalance.ts";
import { type Deadline, earliest } from "./classic-timers.ts";

/** The key of a group's entry in __consumer_offsets. */
export function groupKey(groupId: string): string {
  return `group ${groupId}`;
}

/**
 * One group of the classic protocol on its coordinator. Time is handed in with every call; the owner calls `onTime` at
 * `nextDeadlineUs` at the latest, and asks for that anew after every call. As the classicGroup methods of GroupMetadataManager.
 */
export class ClassicGroup {
  readonly #context: GroupContext;
  readonly #rebalance: ClassicRebalance;
  readonly #join: ClassicJoin;

  /** An empty group. */
  constructor(context: GroupContext, nowUs: number) {
    this.#context = context;
    this.#rebalance = new ClassicRebalance(context, nowUs, () => this.#persist(() => undefined));
    this.#join = new ClassicJoin(this.#rebalance, (onDone) => this.#persist(onDone));
  }

  /** The group as its entry says; its members' sessions start anew. As GroupMetadataManager.replay and onLoaded. */
  static fromRecord(context: GroupContext, record: ClassicGroupRecord, nowUs: number): ClassicGroup {
    const group = new ClassicGroup(context, nowUs);
    const { members } = group.#rebalance;
    for (const member of record.members) members.add(memberFromRecord(member, record.protocolName ?? "", nowUs));
    members.leader = record.leader;
    group.#rebalance.restore(record);
    return group;
  }

  get state(): ClassicGroupState {
    return this.#rebalance.state;
  }

  /** Since when the group is in its state. */
  get stateTimestampUs(): number {
    return this.#rebalance.stateTimestampUs;
  }

  get generationId(): number {
    return this.#rebalance.generationId;
  }

  /** Who leads the group, undefined without members. */
  get leader(): string | undefined {
    return this.#rebalance.members.leader;
  }

  /** The member ids in the order in which they joined. */
  get memberIds(): readonly string[] {
    return this.#rebalance.members.all.map(({ memberId }) => memberId);
  }

  /** What __consumer_offsets is to say of the group. */
  get record(): ClassicGroupRecord {
    const { members, generationId, protocolType, protocolName, stateTimestampUs } = this.#rebalance;
    return {
      kind: "classic-group",
      groupId: this.#context.groupId,
      generationId,
      protocolType,
      protocolName,
      leader: members.leader,
      stateTimestampUs,
      members: members.all.map((member) => memberRecord(member, protocolName)),
    };
  }

  #persist(onDone: (error: KafkaErrorName) => void): void {
    this.#context.write([{ key: groupKey(this.#context.groupId), value: this.record }], onDone);
  }

  /** When `onTime` must be called at the latest, undefined when nothing is to come. */
  get nextDeadlineUs(): number | undefined {
    return earliest(this.#deadlines())?.atUs;
  }

  /** Does all that is due. */
  onTime(nowUs: number): void {
    let next = earliest(this.#deadlines());
    while (next !== undefined && next.atUs <= nowUs) {
      this.#fire(next, nowUs);
      next = earliest(this.#deadlines());
    }
  }

  *#deadlines(): Iterable<Deadline> {
    const { joinTimer, syncDeadlineUs, members, pendingJoin } = this.#rebalance;
    if (joinTimer !== undefined) yield { atUs: joinTimer.deadlineUs, due: { kind: "join", timer: joinTimer } };
    if (syncDeadlineUs !== undefined) yield { atUs: syncDeadlineUs, due: { kind: "sync" } };
    for (const { memberId, sessionDeadlineUs } of members.all) {
      if (sessionDeadlineUs !== undefined) yield { atUs: sessionDeadlineUs, due: { kind: "session", memberId } };
    }
    for (const [memberId, atUs] of pendingJoin) yield { atUs, due: { kind: "pending-join", memberId } };
  }

  #fire({ due }: Deadline, nowUs: number): void {
    switch (due.kind) {
      case "join":
        this.#rebalance.fireJoinTimer(due.timer, nowUs);
        return;
      case "sync":
        this.#rebalance.expirePendingSync(nowUs);
        return;
      case "session":
        this.#expireSession(due.memberId, nowUs);
        return;
      case "pending-join":
        this.#rebalance.pendingJoin.delete(due.memberId);
        this.#rebalance.completeJoinIfAllJoined(nowUs);
        return;
      default:
        assertNever(due);
    }
  }

  /** As GroupMetadataManager.classicGroupJoinToClassicGroup; `freshMemberId` is the id for a client that has none. */
  join(
    request: JoinGroupRequest,
    freshMemberId: string,
    nowUs: number,
    respond: (response: JoinGroupResponse) => void,
  ): void {
    this.#join.join({ request, freshMemberId, nowUs, respond });
  }

  /** As GroupMetadataManager.classicGroupSyncToClassicGroup. */
  sync(request: SyncGroupRequest, nowUs: number, respond: (response: SyncGroupResponse) => void): void {
    const error = this.#validateSync(request);
    const member = this.#rebalance.members.get(request.memberId);
    if (error !== undefined) respond(syncError(error));
    else if (member === undefined || this.state === "EMPTY") respond(syncError("UNKNOWN_MEMBER_ID"));
    else if (this.state === "PREPARING_REBALANCE") respond(syncError("REBALANCE_IN_PROGRESS"));
    else if (this.state === "STABLE") {
      this.#rebalance.tookSync(member.memberId);
      this.#rebalance.heard(member, nowUs);
      respond(this.#rebalance.assignmentOf(member));
    } else {
      member.awaitingSync = respond;
      this.#rebalance.tookSync(member.memberId);
      if (member.memberId === this.leader) this.#takeAssignments(request, nowUs);
    }
  }

  #validateSync({ memberId, instanceId, ...request }: SyncGroupRequest): KafkaErrorName | undefined {
    if (this.state === "DEAD") return "COORDINATOR_NOT_AVAILABLE";
    const error = this.#rebalance.members.validate(memberId, instanceId);
    if (error !== undefined) return error;
    if (request.generationId !== this.generationId) return "ILLEGAL_GENERATION";
    const { protocolType, protocolName } = this.#rebalance;
    const isTypeRight = request.protocolType === undefined || request.protocolType === protocolType;
    const isNameRight = request.protocolName === undefined || request.protocolName === protocolName;
    return isTypeRight && isNameRight ? undefined : "INCONSISTENT_GROUP_PROTOCOL";
  }

  #takeAssignments({ assignments, generationId }: SyncGroupRequest, nowUs: number): void {
    const { record: present } = this;
    const record: ClassicGroupRecord = {
      ...present,
      members: present.members.map((member) => ({ ...member, assignment: assignments.get(member.memberId) ?? [] })),
    };
    this.#context.write([{ key: groupKey(this.#context.groupId), value: record }], (error) => {
      // Another member may have come meanwhile: then the next generation decides.
      if (this.state !== "COMPLETING_REBALANCE" || this.generationId !== generationId) return;
      if (error !== "NONE") {
        this.#rebalance.failSync(error, nowUs);
        this.#rebalance.prepareRebalance("coordinator-moved", undefined, nowUs);
        return;
      }
      for (const member of this.#rebalance.members.all) member.assignment = assignments.get(member.memberId) ?? [];
      this.#rebalance.stabilise(nowUs);
    });
  }

  /** As GroupMetadataManager.classicGroupHeartbeatToClassicGroup. */
  heartbeat({ memberId, instanceId, generationId }: HeartbeatRequest, nowUs: number): KafkaErrorName {
    if (this.state === "DEAD") return "COORDINATOR_NOT_AVAILABLE";
    const error = this.#rebalance.members.validate(memberId, instanceId);
    if (error !== undefined) return error;
    if (generationId !== this.generationId) return "ILLEGAL_GENERATION";
    const member = this.#rebalance.members.get(memberId);
    if (member === undefined || this.state === "EMPTY") return "UNKNOWN_MEMBER_ID";
    this.#rebalance.heard(member, nowUs);
    return this.state === "PREPARING_REBALANCE" ? "REBALANCE_IN_PROGRESS" : "NONE";
  }

  /** What becomes of each member that wants to leave. As GroupMetadataManager.classicGroupLeaveToClassicGroup. */
  leave(leaving: readonly LeavingMember[], nowUs: number): readonly KafkaErrorName[] {
    if (this.state === "DEAD") return leaving.map(() => "COORDINATOR_NOT_AVAILABLE");
    const { members, pendingJoin } = this.#rebalance;
    let gone: string | undefined;
    const errors = leaving.map(({ memberId, instanceId }): KafkaErrorName => {
      const byInstance = memberId === "" && instanceId !== undefined ? members.staticId(instanceId) : undefined;
      const id = byInstance ?? memberId;
      const error = pendingJoin.delete(id) ? undefined : members.validate(id, instanceId);
      if (error !== undefined) return error;
      this.#dismiss(id);
      gone ??= id;
      return "NONE";
    });
    if (gone !== undefined && this.state !== "EMPTY")
      this.#rebalance.rebalanceOrCompleteJoin("member-left", gone, nowUs);
    return errors;
  }

  /** Takes a member out; what it awaits is answered with UNKNOWN_MEMBER_ID. */
  #dismiss(memberId: string): void {
    const member = this.#rebalance.members.get(memberId);
    const respond = member?.awaitingJoin;
    if (member !== undefined) member.awaitingJoin = undefined;
    this.#rebalance.drop(memberId);
    respond?.(joinError("UNKNOWN_MEMBER_ID", memberId));
  }

  /** As GroupMetadataManager.expireClassicGroupMemberHeartbeat: who waits for an answer is alive, unless it has just joined. */
  #expireSession(memberId: string, nowUs: number): void {
    const member = this.#rebalance.members.get(memberId);
    if (member === undefined) return;
    member.sessionDeadlineUs = undefined;
    const isWaiting = member.awaitingJoin !== undefined || member.awaitingSync !== undefined;
    if (isWaiting && !member.isNew) return;
    this.#dismiss(memberId);
    this.#rebalance.rebalanceOrCompleteJoin("session-expired", memberId, nowUs);
  }

  /** May this member commit offsets in this generation? As ClassicGroup.validateOffsetCommit. */
  validateOffsetCommit(
    { memberId, instanceId, generationId }: Omit<HeartbeatRequest, "groupId">,
    isTransactional: boolean,
    nowUs: number,
  ): KafkaErrorName {
    if (generationId < 0 && this.state === "EMPTY") return "NONE";
    if (generationId >= 0 || memberId !== "" || instanceId !== undefined) {
      const error = this.#rebalance.members.validate(memberId, instanceId);
      if (error !== undefined) return error;
      if (generationId !== this.generationId) return "ILLEGAL_GENERATION";
    } else if (!isTransactional && this.state !== "EMPTY") return "UNKNOWN_MEMBER_ID";
    if (this.state === "COMPLETING_REBALANCE") return "REBALANCE_IN_PROGRESS";
    const member = this.#rebalance.members.get(memberId);
    if (member !== undefined && !isTransactional) this.#rebalance.heard(member, nowUs);
    return "NONE";
  }

  /** Another broker coordinates the group now: whoever waits is told. As GroupMetadataManager.onUnloaded. */
  unload(nowUs: number): void {
    const { all } = this.#rebalance.members;
    this.#rebalance.die(nowUs);
    for (const member of all) {
      member.awaitingJoin?.(joinError("NOT_COORDINATOR", member.memberId));
      member.awaitingSync?.(syncError("NOT_COORDINATOR"));
      member.awaitingJoin = undefined;
      member.awaitingSync = undefined;
      member.sessionDeadlineUs = undefined;
    }
    this.#rebalance.pendingJoin.clear();
  }
}
