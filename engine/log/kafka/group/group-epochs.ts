import type { PartitionsPerTopic } from "./assignor/partition-index.ts";
import type { GroupContext } from "./classic-rebalance.ts";
import type { ConsumerMembers } from "./consumer-members.ts";
import type { ConsumerGroupRecord } from "./consumer-protocol.ts";
import type { RebalanceCause } from "./rebalance-cause.ts";
import { computeTarget, type Target } from "./target-assignment.ts";

/** A new group's epoch; the target of this epoch is empty. */
const INITIAL_EPOCH = 1;

/** What of a group's entry tells of its epochs. */
export type EpochsRecord = Pick<
  ConsumerGroupRecord,
  "groupEpoch" | "targetAssignmentEpoch" | "assignmentTimestampUs" | "target" | "subscribedCounts"
>;

/**
 * The epoch of a KIP-848 group and the target that follows it.
 *
 * Invariant: the target's epoch is never above the group's, and both only grow.
 */
export class GroupEpochs {
  readonly #context: GroupContext;
  readonly #members: ConsumerMembers;
  topics: PartitionsPerTopic;
  #record: EpochsRecord = {
    groupEpoch: INITIAL_EPOCH,
    targetAssignmentEpoch: INITIAL_EPOCH,
    assignmentTimestampUs: undefined,
    target: new Map(),
    subscribedCounts: new Map(),
  };

  constructor(context: GroupContext, members: ConsumerMembers, topics: PartitionsPerTopic) {
    this.#context = context;
    this.#members = members;
    this.topics = topics;
  }

  /** Everything, as it is to be written down; another object after every change. */
  get record(): EpochsRecord {
    return this.#record;
  }

  get groupEpoch(): number {
    return this.#record.groupEpoch;
  }

  get targetEpoch(): number {
    return this.#record.targetAssignmentEpoch;
  }

  /** Takes up what an earlier coordinator wrote down. */
  restore({ groupEpoch, targetAssignmentEpoch, assignmentTimestampUs, target, subscribedCounts }: EpochsRecord): void {
    this.#record = { groupEpoch, targetAssignmentEpoch, assignmentTimestampUs, target, subscribedCounts };
  }

  /** A member's part of the target. */
  targetOf(memberId: string): ReadonlyMap<string, readonly number[]> {
    return this.#record.target.get(memberId) ?? new Map();
  }

  /** A member is gone, and `heir` has its part of the target if there is one. */
  forget(memberId: string, heir?: string): void {
    const target: Target = new Map(
      [...this.#record.target].flatMap(([id, partitions]) => {
        if (id !== memberId) return [[id, partitions] as const];
        return heir === undefined ? [] : [[heir, partitions] as const];
      }),
    );
    this.#record = { ...this.#record, target };
  }

  /** Starts an epoch when the topics of the group have other partitions than before. True when it did. */
  bumpForTopics(nowUs: number): boolean {
    const { subscribedCounts } = this.#record;
    if (areCountsEqual(this.#countSubscribed(), subscribedCounts)) return false;
    this.bump("metadata-changed", undefined, nowUs);
    return true;
  }

  /** Starts an epoch. */
  bump(cause: RebalanceCause, memberId: string | undefined, nowUs: number): void {
    const subscribedCounts = this.#countSubscribed();
    this.#record = { ...this.#record, groupEpoch: this.groupEpoch + 1, subscribedCounts };
    this.#context.listener.triggered(cause, memberId, nowUs);
  }

  #countSubscribed(): PartitionsPerTopic {
    const counts = new Map<string, number>();
    for (const { subscribedTopicNames } of this.#members.all) {
      for (const topic of subscribedTopicNames) {
        const count = this.topics.get(topic);
        if (count !== undefined) counts.set(topic, count);
      }
    }
    return counts;
  }

  /**
   * Computes the target of the group's epoch, but not sooner than the interval allows, so that members who come together are
   * assigned together. As maybeUpdateTargetAssignment and canComputeNextTargetAssignment.
   */
  updateTarget(nowUs: number): void {
    const { groupEpoch, targetAssignmentEpoch, assignmentTimestampUs: lastUs, target, subscribedCounts } = this.#record;
    const { consumerAssignmentIntervalUs, consumerAssignors } = this.#context.config;
    if (groupEpoch <= targetAssignmentEpoch) return;
    if (lastUs !== undefined && nowUs < lastUs + consumerAssignmentIntervalUs) return;
    this.#record = {
      ...this.#record,
      target: computeTarget(this.#members.all, target, subscribedCounts, consumerAssignors),
      targetAssignmentEpoch: groupEpoch,
      assignmentTimestampUs: nowUs,
    };
    this.#context.listener.advanced(groupEpoch, this.#members.size, nowUs);
  }

  /** The last member has gone: there is nothing to assign. */
  settleEmpty(nowUs: number): void {
    this.#record = { ...this.#record, targetAssignmentEpoch: this.groupEpoch };
    this.#context.listener.advanced(this.groupEpoch, 0, nowUs);
    this.#context.listener.completed(this.groupEpoch, nowUs);
  }
}

function areCountsEqual(a: PartitionsPerTopic, b: PartitionsPerTopic): boolean {
  return a.size === b.size && [...a].every(([topic, count]) => b.get(topic) === count);
}
