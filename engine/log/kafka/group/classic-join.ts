import { assertNever } from "../../../base/assert.ts";
import type { KafkaErrorName } from "../kafka-error.ts";
import type { ClassicMember } from "./classic-members.ts";
import { areProtocolsEqual, type JoinGroupRequest, type JoinGroupResponse, joinError } from "./classic-protocol.ts";
import type { ClassicRebalance } from "./classic-rebalance.ts";
import type { RebalanceCause } from "./rebalance-cause.ts";

/** A JoinGroup request on its way. */
export type Joining = {
  readonly request: JoinGroupRequest;
  /** The id for a client that has none yet: unique in the cluster. */
  readonly freshMemberId: string;
  readonly nowUs: number;
  readonly respond: (response: JoinGroupResponse) => void;
};

/** What JoinGroup requests do to a classic group. As the classicGroupJoin methods of GroupMetadataManager. */
export class ClassicJoin {
  readonly #rebalance: ClassicRebalance;
  readonly #persist: (onDone: (error: KafkaErrorName) => void) => void;

  constructor(rebalance: ClassicRebalance, persist: (onDone: (error: KafkaErrorName) => void) => void) {
    this.#rebalance = rebalance;
    this.#persist = persist;
  }

  /** The answer may come later, when the join phase is complete. */
  join(joining: Joining): void {
    const { request, respond } = joining;
    const { memberId } = request;
    const error = this.#refusal(request);
    if (error !== undefined) {
      // A member that the group has no room for is forgotten, so that it does not hold up the others.
      if (error === "GROUP_MAX_SIZE_REACHED") this.#rebalance.drop(memberId);
      respond(joinError(error, error === "GROUP_MAX_SIZE_REACHED" ? "" : memberId));
    } else if (memberId === "") this.#joinNew(joining);
    else if (this.#rebalance.pendingJoin.has(memberId)) this.#add(joining, memberId);
    else this.#joinKnown(joining);
  }

  #refusal(request: JoinGroupRequest): KafkaErrorName | undefined {
    const { members, context, state } = this.#rebalance;
    const { minSessionTimeoutUs, maxSessionTimeoutUs } = context.config;
    if (state === "DEAD") return "COORDINATOR_NOT_AVAILABLE";
    if (request.sessionTimeoutUs < minSessionTimeoutUs || request.sessionTimeoutUs > maxSessionTimeoutUs) {
      return "INVALID_SESSION_TIMEOUT";
    }
    if (!this.#hasRoom(request.memberId)) return "GROUP_MAX_SIZE_REACHED";
    const isSupported =
      members.size === 0
        ? request.protocolType !== "" && request.protocols.length > 0
        : request.protocolType === this.#rebalance.protocolType && members.supports(request.protocols);
    return isSupported ? undefined : "INCONSISTENT_GROUP_PROTOCOL";
  }

  /** As GroupMetadataManager.acceptJoiningMember. */
  #hasRoom(memberId: string): boolean {
    const { members, context, state } = this.#rebalance;
    const { maxSize } = context.config;
    switch (state) {
      case "EMPTY":
      case "DEAD":
        return true;
      case "PREPARING_REBALANCE": {
        const awaiting = members.all.filter(({ awaitingJoin }) => awaitingJoin !== undefined);
        return members.get(memberId)?.awaitingJoin !== undefined || awaiting.length < maxSize;
      }
      case "COMPLETING_REBALANCE":
      case "STABLE":
        return members.get(memberId) !== undefined || members.size < maxSize;
      default:
        return assertNever(state);
    }
  }

  #joinNew(joining: Joining): void {
    const { request, freshMemberId, nowUs, respond } = joining;
    if (request.instanceId === undefined) {
      this.#rebalance.pendingJoin.set(freshMemberId, nowUs + request.sessionTimeoutUs);
      respond(joinError("MEMBER_ID_REQUIRED", freshMemberId));
      return;
    }
    const known = this.#rebalance.members.staticId(request.instanceId);
    const member = known === undefined ? undefined : this.#rebalance.members.get(known);
    if (member === undefined) this.#add(joining, freshMemberId);
    else this.#replaceStatic(joining, member);
  }

  #add({ request, nowUs, respond }: Joining, memberId: string): void {
    const { instanceId, clientId, rebalanceTimeoutUs, sessionTimeoutUs, protocols } = request;
    this.#rebalance.addMember({
      memberId,
      instanceId,
      clientId,
      rebalanceTimeoutUs,
      sessionTimeoutUs,
      protocols,
      assignment: [],
      isNew: true,
      sessionDeadlineUs: nowUs + this.#rebalance.context.config.newMemberJoinTimeoutUs,
      awaitingJoin: respond,
      awaitingSync: undefined,
    });
    this.#rebalance.protocolType = request.protocolType;
    this.#rebalance.rebalanceOrCompleteJoin("member-joined", memberId, nowUs);
  }

  #joinKnown(joining: Joining): void {
    const { request, respond } = joining;
    const { members, state } = this.#rebalance;
    const error = members.validate(request.memberId, request.instanceId);
    const member = members.get(request.memberId);
    if (error !== undefined || member === undefined) {
      respond(joinError(error ?? "UNKNOWN_MEMBER_ID", request.memberId));
      return;
    }
    const isSame = areProtocolsEqual(member.protocols, request.protocols);
    if (state === "PREPARING_REBALANCE") this.#update(joining, member, "member-joined");
    // It may not have got its answer: then it gets it again.
    else if (state === "COMPLETING_REBALANCE" && isSame) respond(this.#rebalance.joinResponse(member));
    else if (!isSame) this.#update(joining, member, "subscription-changed");
    else if (members.leader === member.memberId) this.#update(joining, member, "leader-rejoined");
    else respond(this.#rebalance.joinResponse(member));
  }

  #update({ request, nowUs, respond }: Joining, member: ClassicMember, cause: RebalanceCause): void {
    this.#takeSettings(request, member);
    member.awaitingJoin = respond;
    if (this.#rebalance.state === "PREPARING_REBALANCE") this.#rebalance.completeJoinIfAllJoined(nowUs);
    else this.#rebalance.prepareRebalance(cause, member.memberId, nowUs);
  }

  #takeSettings({ protocols, rebalanceTimeoutUs, sessionTimeoutUs }: JoinGroupRequest, member: ClassicMember): void {
    member.protocols = protocols;
    member.rebalanceTimeoutUs = rebalanceTimeoutUs;
    member.sessionTimeoutUs = sessionTimeoutUs;
  }

  /** As updateStaticMemberThenRebalanceOrCompleteJoin. */
  #replaceStatic(joining: Joining, old: ClassicMember): void {
    const { request, freshMemberId, nowUs, respond } = joining;
    const { state, members } = this.#rebalance;
    const member = this.#rebalance.replaceStatic(old, freshMemberId);
    this.#takeSettings(request, member);
    this.#rebalance.heard(member, nowUs);
    if (state !== "STABLE" || members.selectProtocol() !== this.#rebalance.protocolName) {
      member.awaitingJoin = respond;
      this.#rebalance.rebalanceOrCompleteJoin("static-member-replaced", freshMemberId, nowUs);
      return;
    }
    const skipAssignment = members.leader === freshMemberId;
    this.#persist((error) => {
      if (error !== "NONE") respond(joinError(error, freshMemberId));
      else respond({ ...this.#rebalance.joinResponse(member), skipAssignment });
    });
  }
}
