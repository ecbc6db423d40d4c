import type { KafkaErrorName } from "../kafka-error.ts";
import type { PartitionsPerTopic } from "./assignor/partition-index.ts";
import { groupKey } from "./classic-group.ts";
import type { GroupContext } from "./classic-rebalance.ts";
import { ConsumerMembers, type Sender } from "./consumer-members.ts";
import {
  type ConsumerGroupHeartbeatRequest,
  type ConsumerGroupHeartbeatResponse,
  type ConsumerGroupRecord,
  type ConsumerGroupState,
  type ConsumerMember,
  haveSamePartitions,
  JOIN_GROUP_MEMBER_EPOCH,
  LEAVE_GROUP_MEMBER_EPOCH,
  LEAVE_GROUP_STATIC_MEMBER_EPOCH,
  withoutEpochs,
} from "./consumer-protocol.ts";
import { reconcile } from "./current-assignment.ts";
import { GroupEpochs } from "./group-epochs.ts";
import { areEqualMembers, isFullRequest, updatedMember } from "./member-settings.ts";
import type { RebalanceCause } from "./rebalance-cause.ts";

type MemberTimers = {
  sessionDeadlineUs: number;
  /** Until when it must have given up what it was told to, and the epoch in which it was told. */
  revocation: { readonly deadlineUs: number; readonly memberEpoch: number } | undefined;
};

/**
 * One group of the KIP-848 protocol on its coordinator: the group's epoch grows with every change of members, subscriptions or
 * topics, the target follows it, and each member is brought to the target by its own heartbeats. Time is handed in with every
 * call; the owner calls `onTime` at `nextDeadlineUs` at the latest. As ConsumerGroup and the consumerGroup methods of
 * GroupMetadataManager.
 *
 * Invariants: (1) member epoch <= target epoch <= group epoch; (2) a partition is given to a member only when no other one
 * holds it, or is yet to confirm that it gave it up.
 */
export class ConsumerGroup {
  readonly #context: GroupContext;
  readonly #members = new ConsumerMembers();
  readonly #epochs: GroupEpochs;
  readonly #timers = new Map<string, MemberTimers>();
  #stateTimestampUs: number;
  #isChanged = false;
  #isRebalancing = false;
  #isDead = false;

  /** An empty group; `topics` is what the broker knows of all topics. */
  constructor(context: GroupContext, topics: PartitionsPerTopic, nowUs: number) {
    this.#context = context;
    this.#epochs = new GroupEpochs(context, this.#members, topics);
    this.#stateTimestampUs = nowUs;
  }

  /** The group as its entry says; its members' sessions start anew. As GroupMetadataManager.replay and onLoaded. */
  static fromRecord(
    context: GroupContext,
    record: ConsumerGroupRecord,
    topics: PartitionsPerTopic,
    nowUs: number,
  ): ConsumerGroup {
    const group = new ConsumerGroup(context, topics, record.stateTimestampUs);
    group.#epochs.restore(record);
    for (const member of record.members) {
      group.#members.put(member);
      const revocation = member.state === "UNREVOKED_PARTITIONS" ? revocationOf(member, nowUs) : undefined;
      const sessionDeadlineUs = nowUs + context.config.consumerSessionTimeoutUs;
      group.#timers.set(member.memberId, { sessionDeadlineUs, revocation });
    }
    group.#isRebalancing = group.state !== "STABLE" && group.state !== "EMPTY";
    return group;
  }

  get groupEpoch(): number {
    return this.#epochs.groupEpoch;
  }

  get targetAssignmentEpoch(): number {
    return this.#epochs.targetEpoch;
  }

  /** The members in the order in which they joined. */
  get members(): readonly ConsumerMember[] {
    return this.#members.all;
  }

  /** Since when the group is empty, or since it last got its first member. */
  get stateTimestampUs(): number {
    return this.#stateTimestampUs;
  }

  /** As ConsumerGroup.state. */
  get state(): ConsumerGroupState {
    if (this.#isDead) return "DEAD";
    if (this.#members.size === 0) return "EMPTY";
    if (this.groupEpoch > this.targetAssignmentEpoch) return "ASSIGNING";
    return this.#members.all.every((member) => isReconciled(member, this.targetAssignmentEpoch))
      ? "STABLE"
      : "RECONCILING";
  }

  /** What __consumer_offsets is to say of the group. */
  get record(): ConsumerGroupRecord {
    return {
      kind: "consumer-group",
      groupId: this.#context.groupId,
      stateTimestampUs: this.#stateTimestampUs,
      members: this.#members.all,
      ...this.#epochs.record,
    };
  }

  /** The broker has learned of topics or partitions; the group takes it up with the next heartbeat. */
  setTopics(topics: PartitionsPerTopic): void {
    this.#epochs.topics = topics;
  }

  /** When `onTime` must be called at the latest, undefined when nothing is to come. */
  get nextDeadlineUs(): number | undefined {
    let earliest: number | undefined;
    for (const { sessionDeadlineUs, revocation } of this.#timers.values()) {
      const atUs = Math.min(sessionDeadlineUs, revocation?.deadlineUs ?? sessionDeadlineUs);
      if (earliest === undefined || atUs < earliest) earliest = atUs;
    }
    return earliest;
  }

  /** Until when a member must have given up what it was told to, undefined when it was told nothing. */
  revocationDeadlineUs(memberId: string): number | undefined {
    return this.#timers.get(memberId)?.revocation?.deadlineUs;
  }

  /** Drops the members that were silent, or held on to what they were to give up, for too long. */
  onTime(nowUs: number): void {
    for (const member of this.#members.all) {
      const timers = this.#timers.get(member.memberId);
      if (timers === undefined) continue;
      const { revocation } = timers;
      if (timers.sessionDeadlineUs <= nowUs) this.#fence(member, "session-expired", nowUs);
      else if (revocation !== undefined && revocation.deadlineUs <= nowUs) {
        timers.revocation = undefined;
        if (revocation.memberEpoch === member.memberEpoch) this.#fence(member, "rebalance-timeout", nowUs);
      }
    }
    this.#flush(() => undefined);
  }

  /** As GroupMetadataManager.consumerGroupHeartbeat. */
  heartbeat(
    request: ConsumerGroupHeartbeatRequest,
    nowUs: number,
    respond: (response: ConsumerGroupHeartbeatResponse) => void,
  ): void {
    const response = this.#answer(request, nowUs);
    this.#flush((error) => respond(error === "NONE" ? response : this.#refuse(request, error)));
  }

  #answer(request: ConsumerGroupHeartbeatRequest, nowUs: number): ConsumerGroupHeartbeatResponse {
    if (this.#isDead) return this.#refuse(request, "NOT_COORDINATOR");
    if (request.memberEpoch < JOIN_GROUP_MEMBER_EPOCH) return this.#leave(request, nowUs);
    const invalid = this.#invalidity(request);
    if (invalid !== undefined) return this.#refuse(request, invalid);
    const sender = this.#members.senderOf(request);
    if (!sender.ok) return this.#refuse(request, sender.error);
    return this.#serve(request, sender.value, nowUs);
  }

  #refuse({ memberId }: ConsumerGroupHeartbeatRequest, error: KafkaErrorName): ConsumerGroupHeartbeatResponse {
    return { error, memberId, memberEpoch: -1, heartbeatIntervalUs: 0, assignment: undefined };
  }

  /** As throwIfConsumerGroupHeartbeatRequestIsInvalid and throwIfConsumerGroupIsFull. */
  #invalidity(request: ConsumerGroupHeartbeatRequest): KafkaErrorName | undefined {
    const { memberEpoch, topicPartitions, serverAssignor, subscribedTopicNames } = request;
    const { consumerAssignors, consumerMaxSize } = this.#context.config;
    if (request.memberId === "") return "INVALID_REQUEST";
    if (memberEpoch === JOIN_GROUP_MEMBER_EPOCH) {
      const ownsNothing = topicPartitions !== undefined && topicPartitions.size === 0;
      if (request.rebalanceTimeoutUs === undefined || subscribedTopicNames === undefined || !ownsNothing) {
        return "INVALID_REQUEST";
      }
      const isThere = this.#members.get(request.memberId) !== undefined;
      if (!isThere && this.#members.size >= consumerMaxSize) return "GROUP_MAX_SIZE_REACHED";
    }
    const isKnown = serverAssignor === undefined || consumerAssignors.some((name) => name === serverAssignor);
    return isKnown ? undefined : "UNSUPPORTED_ASSIGNOR";
  }

  #serve(
    request: ConsumerGroupHeartbeatRequest,
    { member: sent, isNew, replaced }: Sender,
    nowUs: number,
  ): ConsumerGroupHeartbeatResponse {
    if (replaced !== undefined) this.#replaceStatic(replaced, sent);
    const known = updatedMember(sent, request, this.#context.config.consumerAssignors);
    const hasSubscriptionChanged = known.subscribedTopicNames.join() !== sent.subscribedTopicNames.join();
    if (isNew || known !== sent) this.#put(known);
    if (isNew && this.#members.size === 1) this.#stateTimestampUs = nowUs;
    const cause = isNew ? "member-joined" : hasSubscriptionChanged ? "subscription-changed" : undefined;
    this.#advance(known, cause, nowUs);
    const reconciled = this.#reconcile(known, request, hasSubscriptionChanged, nowUs);
    if (reconciled === undefined) return this.#refuse(request, "FENCED_MEMBER_EPOCH");
    const timers = this.#timers.get(reconciled.memberId);
    const sessionDeadlineUs = nowUs + this.#context.config.consumerSessionTimeoutUs;
    this.#timers.set(reconciled.memberId, { sessionDeadlineUs, revocation: timers?.revocation });
    this.#noteIfStable(nowUs);
    const isFull = request.memberEpoch === JOIN_GROUP_MEMBER_EPOCH || isFullRequest(request);
    const isNews = isFull || !haveSamePartitions(sent.assigned, reconciled.assigned);
    return {
      error: "NONE",
      memberId: reconciled.memberId,
      memberEpoch: reconciled.memberEpoch,
      heartbeatIntervalUs: this.#context.config.consumerHeartbeatIntervalUs,
      assignment: isNews ? withoutEpochs(reconciled.assigned) : undefined,
    };
  }

  #put(member: ConsumerMember): void {
    this.#members.put(member);
    this.#isChanged = true;
  }

  /** A static member is back under a new id: it has its old assignment at once. */
  #replaceStatic(old: ConsumerMember, fresh: ConsumerMember): void {
    this.#epochs.forget(old.memberId, fresh.memberId);
    this.#members.remove(old);
    this.#timers.delete(old.memberId);
    this.#put(fresh);
  }

  /** A change of members or subscriptions starts an epoch, and so does one of their topics; the target follows. */
  #advance({ memberId }: ConsumerMember, cause: RebalanceCause | undefined, nowUs: number): void {
    const before = this.#epochs.record;
    if (cause !== undefined) this.#epochs.bump(cause, memberId, nowUs);
    else this.#epochs.bumpForTopics(nowUs);
    if (this.#epochs.groupEpoch !== before.groupEpoch) this.#isRebalancing = true;
    this.#epochs.updateTarget(nowUs);
    if (this.#epochs.record !== before) this.#isChanged = true;
  }

  /** The member after one step towards the target, undefined when it must be fenced. */
  #reconcile(
    member: ConsumerMember,
    { topicPartitions }: ConsumerGroupHeartbeatRequest,
    hasSubscriptionChanged: boolean,
    nowUs: number,
  ): ConsumerMember | undefined {
    if (!hasSubscriptionChanged && isReconciled(member, this.targetAssignmentEpoch)) return member;
    const result = reconcile({
      member,
      subscribedTopics: new Set(member.subscribedTopicNames.filter((topic) => this.#epochs.topics.has(topic))),
      targetAssignmentEpoch: this.targetAssignmentEpoch,
      targetAssignment: this.#epochs.targetOf(member.memberId),
      currentPartitionEpoch: (topic, partition) => this.#members.owners.epochOf(topic, partition),
      ownedTopicPartitions: topicPartitions,
      hasSubscriptionChanged,
    });
    if (!result.ok) return undefined;
    const after = result.value;
    if (after === member || areEqualMembers(after, member)) return member;
    this.#put(after);
    const timers = this.#timers.get(after.memberId);
    const revocation = after.state === "UNREVOKED_PARTITIONS" ? revocationOf(after, nowUs) : undefined;
    this.#timers.set(after.memberId, { sessionDeadlineUs: timers?.sessionDeadlineUs ?? nowUs, revocation });
    return after;
  }

  #noteIfStable(nowUs: number): void {
    if (!this.#isChanged || !this.#isRebalancing || this.state !== "STABLE") return;
    this.#isRebalancing = false;
    this.#context.listener.completed(this.targetAssignmentEpoch, nowUs);
  }

  /** As GroupMetadataManager.consumerGroupLeave. */
  #leave(request: ConsumerGroupHeartbeatRequest, nowUs: number): ConsumerGroupHeartbeatResponse {
    const { memberId, instanceId, memberEpoch } = request;
    const member = instanceId === undefined ? this.#members.get(memberId) : this.#members.byInstance(instanceId);
    if (member === undefined) return this.#refuse(request, "UNKNOWN_MEMBER_ID");
    if (member.memberId !== memberId) return this.#refuse(request, "FENCED_INSTANCE_ID");
    if (memberEpoch === LEAVE_GROUP_MEMBER_EPOCH) this.#fence(member, "member-left", nowUs);
    else if (memberEpoch === LEAVE_GROUP_STATIC_MEMBER_EPOCH && instanceId !== undefined) {
      this.#put({ ...member, memberEpoch: LEAVE_GROUP_STATIC_MEMBER_EPOCH, pendingRevocation: new Map() });
    } else return this.#refuse(request, "INVALID_REQUEST");
    return { ...this.#refuse(request, "NONE"), memberEpoch };
  }

  /** Takes a member out for good: its partitions go to others with the next target. As consumerGroupFenceMember. */
  #fence(member: ConsumerMember, cause: RebalanceCause, nowUs: number): void {
    this.#members.remove(member);
    this.#timers.delete(member.memberId);
    this.#epochs.forget(member.memberId);
    this.#epochs.bump(cause, member.memberId, nowUs);
    this.#isChanged = true;
    this.#isRebalancing = this.#members.size > 0;
    if (this.#isRebalancing) return;
    this.#stateTimestampUs = nowUs;
    this.#epochs.settleEmpty(nowUs);
  }

  /** May this member commit an offset of this partition in this epoch? As ConsumerGroup.validateOffsetCommit. */
  validateOffsetCommit(
    memberId: string,
    instanceId: string | undefined,
    memberEpoch: number,
  ): (topic: string, partition: number) => KafkaErrorName {
    const answer = (error: KafkaErrorName) => () => error;
    if (memberEpoch < 0 && this.#members.size === 0) return answer("NONE");
    const byInstance = instanceId === undefined ? undefined : this.#members.byInstance(instanceId);
    if (byInstance !== undefined && byInstance.memberId !== memberId) return answer("FENCED_INSTANCE_ID");
    const member = this.#members.get(memberId);
    if (member === undefined) return answer("UNKNOWN_MEMBER_ID");
    if (memberEpoch === member.memberEpoch) return answer("NONE");
    if (memberEpoch > member.memberEpoch) return answer("STALE_MEMBER_EPOCH");
    return (topic, partition) => {
      const since = member.assigned.get(topic)?.get(partition) ?? member.pendingRevocation.get(topic)?.get(partition);
      return since !== undefined && memberEpoch >= since ? "NONE" : "STALE_MEMBER_EPOCH";
    };
  }

  /** Another broker coordinates the group now. */
  unload(): void {
    this.#isDead = true;
    this.#timers.clear();
  }

  /** Writes the group down if it has changed. */
  #flush(onDone: (error: KafkaErrorName) => void): void {
    if (!this.#isChanged) {
      onDone("NONE");
      return;
    }
    this.#isChanged = false;
    this.#context.write([{ key: groupKey(this.#context.groupId), value: this.record }], onDone);
  }
}

function isReconciled({ state, memberEpoch }: ConsumerMember, targetEpoch: number): boolean {
  return state === "STABLE" && memberEpoch === targetEpoch;
}

function revocationOf({ rebalanceTimeoutUs, memberEpoch }: ConsumerMember, nowUs: number) {
  return { deadlineUs: nowUs + rebalanceTimeoutUs, memberEpoch };
}
