import { err, ok, type Result } from "../../../base/result.ts";
import type { KafkaErrorName } from "../kafka-error.ts";
import {
  type ConsumerGroupHeartbeatRequest,
  type ConsumerMember,
  isSubset,
  JOIN_GROUP_MEMBER_EPOCH,
  LEAVE_GROUP_STATIC_MEMBER_EPOCH,
} from "./consumer-protocol.ts";
import { PartitionOwners } from "./partition-owners.ts";

/** Who a heartbeat is from: a member that is known, one that is new, or a static member under a new id. */
export type Sender = {
  readonly member: ConsumerMember;
  readonly isNew: boolean;
  readonly replaced: ConsumerMember | undefined;
};

/** The members of a KIP-848 group, in the order in which they joined, with what each of them holds. */
export class ConsumerMembers {
  readonly #members = new Map<string, ConsumerMember>();
  readonly #staticIds = new Map<string, string>();
  readonly owners = new PartitionOwners();

  get size(): number {
    return this.#members.size;
  }

  /** All members in the order in which they joined. */
  get all(): readonly ConsumerMember[] {
    return [...this.#members.values()];
  }

  /** The member, undefined when there is none. */
  get(memberId: string): ConsumerMember | undefined {
    return this.#members.get(memberId);
  }

  /** The static member under an instance id. */
  byInstance(instanceId: string): ConsumerMember | undefined {
    const memberId = this.#staticIds.get(instanceId);
    return memberId === undefined ? undefined : this.#members.get(memberId);
  }

  /** Adds a member, or puts its new state in the place of the old one. */
  put(member: ConsumerMember): void {
    this.owners.replace(this.#members.get(member.memberId), member);
    this.#members.set(member.memberId, member);
    if (member.instanceId !== undefined) this.#staticIds.set(member.instanceId, member.memberId);
  }

  /** Takes a member out; what it held is free. */
  remove(member: ConsumerMember): void {
    this.owners.replace(this.#members.get(member.memberId), undefined);
    this.#members.delete(member.memberId);
    if (member.instanceId !== undefined && this.#staticIds.get(member.instanceId) === member.memberId) {
      this.#staticIds.delete(member.instanceId);
    }
  }

  /** Who sends this heartbeat of a member that joins or is there, or why it may not. As getOrMaybeSubscribe...ConsumerGroupMember. */
  senderOf(request: ConsumerGroupHeartbeatRequest): Result<Sender, KafkaErrorName> {
    return request.instanceId === undefined
      ? this.#dynamicSender(request)
      : this.#staticSender(request, request.instanceId);
  }

  #dynamicSender(request: ConsumerGroupHeartbeatRequest): Result<Sender, KafkaErrorName> {
    const known = this.#members.get(request.memberId);
    if (known !== undefined) return this.#checkEpoch(known, request);
    if (request.memberEpoch !== JOIN_GROUP_MEMBER_EPOCH) return err("UNKNOWN_MEMBER_ID");
    return ok({ member: newMember(request.memberId, undefined), isNew: true, replaced: undefined });
  }

  #staticSender(request: ConsumerGroupHeartbeatRequest, instanceId: string): Result<Sender, KafkaErrorName> {
    const known = this.byInstance(instanceId);
    const isJoining = request.memberEpoch === JOIN_GROUP_MEMBER_EPOCH;
    if (known === undefined) {
      if (!isJoining) return err("UNKNOWN_MEMBER_ID");
      return ok({ member: newMember(request.memberId, instanceId), isNew: true, replaced: undefined });
    }
    if (known.memberId === request.memberId && known.memberEpoch !== LEAVE_GROUP_STATIC_MEMBER_EPOCH) {
      return this.#checkEpoch(known, request);
    }
    if (!isJoining) return err(known.memberId === request.memberId ? "UNKNOWN_MEMBER_ID" : "FENCED_INSTANCE_ID");
    if (known.memberEpoch !== LEAVE_GROUP_STATIC_MEMBER_EPOCH) return err("UNRELEASED_INSTANCE_ID");
    const member: ConsumerMember = { ...known, memberId: request.memberId, memberEpoch: 0, previousMemberEpoch: 0 };
    return ok({ member, isNew: false, replaced: known });
  }

  /** A lost answer is forgiven: the epoch before, with no more than what is assigned. As throwIfConsumerGroupMemberEpochIsInvalid. */
  #checkEpoch(member: ConsumerMember, request: ConsumerGroupHeartbeatRequest): Result<Sender, KafkaErrorName> {
    const { memberEpoch, topicPartitions } = request;
    const isLost =
      memberEpoch === member.previousMemberEpoch &&
      topicPartitions !== undefined &&
      isSubset(topicPartitions, member.assigned);
    const isRight = memberEpoch === member.memberEpoch || memberEpoch === JOIN_GROUP_MEMBER_EPOCH || isLost;
    return isRight ? ok({ member, isNew: false, replaced: undefined }) : err("FENCED_MEMBER_EPOCH");
  }
}

function newMember(memberId: string, instanceId: string | undefined): ConsumerMember {
  return {
    memberId,
    instanceId,
    memberEpoch: 0,
    previousMemberEpoch: 0,
    rebalanceTimeoutUs: 0,
    subscribedTopicNames: [],
    serverAssignor: undefined,
    state: "STABLE",
    assigned: new Map(),
    pendingRevocation: new Map(),
  };
}
