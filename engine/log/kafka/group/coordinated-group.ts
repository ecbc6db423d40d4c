import { assertNever } from "../../../base/assert.ts";
import type { EventHandle } from "../../../base/event-queue.ts";
import type { Scheduler } from "../../../base/scheduler.ts";
import { timeUs } from "../../../base/time.ts";
import type { KafkaErrorName } from "../kafka-error.ts";
import type { PartitionsPerTopic } from "./assignor/partition-index.ts";
import { ClassicGroup } from "./classic-group.ts";
import type { ClassicGroupRecord } from "./classic-protocol.ts";
import type { GroupContext } from "./classic-rebalance.ts";
import { ConsumerGroup } from "./consumer-group.ts";
import type { ConsumerGroupRecord } from "./consumer-protocol.ts";
import type { CommittingMember } from "./group-api.ts";
import { classicOffsetExpiry, consumerOffsetExpiry } from "./offset-expiry.ts";
import { type OffsetExpiry, OffsetStore } from "./offset-store.ts";

/** A group by the protocol of its members. */
export type GroupOfProtocol =
  | { readonly kind: "classic"; readonly group: ClassicGroup }
  | { readonly kind: "consumer"; readonly group: ConsumerGroup };

/** What a group lives on beside its context. */
export type CoordinatedGroupHost = {
  readonly context: GroupContext;
  readonly scheduler: Scheduler;
  readonly isActive: () => boolean;
  readonly topics: () => PartitionsPerTopic;
};

/**
 * One group on its coordinator: its members by either protocol, its offsets, and the timer that wakes it. As Group of
 * GroupMetadataManager with its offsets.
 *
 * Invariant: a timer is armed for the group's next deadline or for an earlier instant.
 */
export class CoordinatedGroup {
  readonly groupId: string;
  readonly offsets: OffsetStore;
  readonly #host: CoordinatedGroupHost;
  #members: GroupOfProtocol;
  #timer: { readonly handle: EventHandle; readonly atUs: number } | undefined;

  constructor(host: CoordinatedGroupHost) {
    this.#host = host;
    this.groupId = host.context.groupId;
    this.offsets = new OffsetStore(host.context.groupId);
    this.#members = { kind: "classic", group: new ClassicGroup(host.context, host.scheduler.now()) };
  }

  get members(): GroupOfProtocol {
    return this.#members;
  }

  /** Nobody is in it. */
  get isEmpty(): boolean {
    return this.#members.group.state === "EMPTY";
  }

  /** Takes up what an earlier coordinator wrote down; the members' sessions start anew. */
  restore(record: ClassicGroupRecord | ConsumerGroupRecord): void {
    const { context, scheduler, topics } = this.#host;
    const nowUs = scheduler.now();
    switch (record.kind) {
      case "classic-group":
        this.#members = { kind: "classic", group: ClassicGroup.fromRecord(context, record, nowUs) };
        break;
      case "consumer-group":
        this.#members = { kind: "consumer", group: ConsumerGroup.fromRecord(context, record, topics(), nowUs) };
        break;
      default:
        assertNever(record);
    }
    this.arm();
  }

  /** The group if it is one of the classic protocol. */
  get presentClassic(): ClassicGroup | undefined {
    return this.#members.kind === "classic" ? this.#members.group : undefined;
  }

  /** The group if it is one of the KIP-848 protocol, with what the broker now knows of the topics. */
  get presentConsumer(): ConsumerGroup | undefined {
    if (this.#members.kind !== "consumer") return undefined;
    this.#members.group.setTopics(this.#host.topics());
    return this.#members.group;
  }

  /** The group for a member that joins by the classic protocol, undefined while members of the other one are in it. */
  classic(): ClassicGroup | undefined {
    if (this.#members.kind === "classic") return this.#members.group;
    if (!this.isEmpty) return undefined;
    const group = new ClassicGroup(this.#host.context, this.#host.scheduler.now());
    this.#members = { kind: "classic", group };
    return group;
  }

  /** The group for a member that joins by the KIP-848 protocol, undefined while members of the other one are in it. */
  consumer(): ConsumerGroup | undefined {
    const { context, scheduler, topics } = this.#host;
    if (this.#members.kind === "classic" && this.isEmpty)
      this.#members = { kind: "consumer", group: new ConsumerGroup(context, topics(), scheduler.now()) };
    return this.presentConsumer;
  }

  /** May this member commit? By topic and partition, since a member of a KIP-848 group may lag behind in some. */
  validateCommit(
    { memberId, instanceId, generationOrEpoch }: CommittingMember,
    isTransactional: boolean,
  ): (topic: string, partition: number) => KafkaErrorName {
    const members = this.#members;
    switch (members.kind) {
      case "classic": {
        const member = { memberId, instanceId, generationId: generationOrEpoch };
        const error = members.group.validateOffsetCommit(member, isTransactional, this.#host.scheduler.now());
        return () => error;
      }
      case "consumer":
        return members.group.validateOffsetCommit(memberId, instanceId, generationOrEpoch);
      default:
        return assertNever(members);
    }
  }

  /** When its offsets are forgotten; undefined while it rebalances, when none of them may be. As Group.offsetExpirationCondition. */
  offsetExpiry(retentionUs: number): OffsetExpiry | undefined {
    const members = this.#members;
    if (members.kind === "consumer") return consumerOffsetExpiry(members.group, retentionUs);
    const { state } = members.group;
    const isSettled = state === "EMPTY" || state === "STABLE";
    return isSettled ? classicOffsetExpiry(members.group, retentionUs) : undefined;
  }

  /** Wakes the group at its next deadline. To be called after everything that may have moved it. */
  arm(): void {
    const { scheduler } = this.#host;
    const deadlineUs = this.#members.group.nextDeadlineUs;
    if (deadlineUs === undefined || !Number.isFinite(deadlineUs)) return;
    const atUs = Math.max(deadlineUs, scheduler.now());
    if (this.#timer !== undefined) {
      // A timer that fires too early only looks again.
      if (this.#timer.atUs <= atUs) return;
      scheduler.cancel(this.#timer.handle);
    }
    const handle = scheduler.at(timeUs(atUs), () => {
      this.#timer = undefined;
      if (!this.#host.isActive()) return;
      this.#members.group.onTime(scheduler.now());
      this.arm();
    });
    this.#timer = { handle, atUs };
  }

  /** Another broker coordinates the group now. */
  unload(): void {
    const { scheduler } = this.#host;
    if (this.#timer !== undefined) scheduler.cancel(this.#timer.handle);
    this.#timer = undefined;
    if (this.#members.kind === "classic") this.#members.group.unload(scheduler.now());
    else this.#members.group.unload();
  }
}
