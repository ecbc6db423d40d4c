import { assertDefined } from "../../../base/assert.ts";
import { recordsLag } from "../group/consumer-lag.ts";
import { UNDEFINED_EPOCH, UNDEFINED_OFFSET } from "../leader-epoch-cache.ts";
import type { TopicPartition } from "../topic-partition.ts";
import type { AutoOffsetReset, IsolationLevel } from "./consumer-config.ts";

/** initializing: the committed offset is being asked for. As SubscriptionState.FetchStates. */
export type PositionStatus = "initializing" | "await-reset" | "await-validation" | "fetching";

/** A partition that a consumer reads: where it stands, and what it knows of the log's ends (-1 when nothing yet). */
export type AssignedPartition = {
  readonly partition: TopicPartition;
  status: PositionStatus;
  /** The next offset to return; -1 while it has none. */
  position: number;
  /** The leader epoch of the record before the position, or of the log when the position was looked up. */
  offsetEpoch: number;
  /** The leader's epoch with which the position was last compared. */
  leaderEpoch: number;
  resetTo: AutoOffsetReset | undefined;
  /** To be given up: nothing more is returned from it. As markPendingRevocation. */
  isPendingRevocation: boolean;
  highWatermark: number;
  lastStableOffset: number;
  logStartOffset: number;
  /** Neither fetched nor asked about before this instant, after an error or while a question is under way. */
  notBeforeUs: number;
};

/** An offset and the epoch of the leader that wrote the record before it. */
export type OffsetAndEpoch = { readonly offset: number; readonly leaderEpoch: number };

/**
 * What a consumer reads and how far it is. As Kafka's SubscriptionState.
 *
 * Invariant: what is fetching has a position.
 */
export class SubscriptionState {
  readonly #assigned = new Map<number, AssignedPartition>();

  /** In the order in which they are to be fetched. */
  get assigned(): IterableIterator<AssignedPartition> {
    return this.#assigned.values();
  }

  get size(): number {
    return this.#assigned.size;
  }

  /** The partitions, in the order of their ids. */
  get partitions(): readonly TopicPartition[] {
    return [...this.#assigned.values()].map(({ partition }) => partition).toSorted((a, b) => a.id - b.id);
  }

  of(partition: TopicPartition): AssignedPartition | undefined {
    return this.#assigned.get(partition.id);
  }

  /** Reads these partitions from now on; those that it read before keep their positions. */
  assign(partitions: readonly TopicPartition[]): void {
    const wanted = new Set(partitions.map(({ id }) => id));
    for (const id of [...this.#assigned.keys()]) if (!wanted.has(id)) this.#assigned.delete(id);
    for (const partition of partitions) {
      const kept = this.#assigned.get(partition.id);
      if (kept === undefined) this.#assigned.set(partition.id, newlyAssigned(partition));
      else kept.isPendingRevocation = false;
    }
  }

  /** Nothing more is returned from these until they are assigned anew. */
  markPendingRevocation(partitions: readonly TopicPartition[]): void {
    for (const { id } of partitions) {
      const assigned = this.#assigned.get(id);
      if (assigned !== undefined) assigned.isPendingRevocation = true;
    }
  }

  /** Sets the position; what is asked about an earlier one is forgotten. */
  seek(partition: TopicPartition, { offset, leaderEpoch }: OffsetAndEpoch): void {
    const assigned = assertDefined(this.#assigned.get(partition.id), `${partition.label} is not assigned`);
    assigned.status = "fetching";
    assigned.position = offset;
    assigned.offsetEpoch = leaderEpoch;
    assigned.resetTo = undefined;
    assigned.notBeforeUs = 0;
  }

  /** The position is to be looked up by this rule. */
  requestReset(assigned: AssignedPartition, resetTo: AutoOffsetReset): void {
    assigned.status = "await-reset";
    assigned.resetTo = resetTo;
    assigned.notBeforeUs = 0;
  }

  /** The partition comes last in the next fetches, so that none is starved by the others. */
  moveToEnd(assigned: AssignedPartition): void {
    this.#assigned.delete(assigned.partition.id);
    this.#assigned.set(assigned.partition.id, assigned);
  }

  /** Offsets between the position and the end that this consumer may read; undefined while either is unknown. As partitionLag. */
  lagOf(partition: TopicPartition, isolationLevel: IsolationLevel): number | undefined {
    const assigned = this.#assigned.get(partition.id);
    if (assigned === undefined) return undefined;
    const { position, highWatermark, lastStableOffset } = assigned;
    const ends = { highWatermark: knownOffset(highWatermark), lastStableOffset: knownOffset(lastStableOffset) };
    return recordsLag(knownOffset(position), ends, isolationLevel);
  }
}

function knownOffset(offset: number): number | undefined {
  return offset < 0 ? undefined : offset;
}

function newlyAssigned(partition: TopicPartition): AssignedPartition {
  return {
    partition,
    status: "initializing",
    position: UNDEFINED_OFFSET,
    offsetEpoch: UNDEFINED_EPOCH,
    leaderEpoch: UNDEFINED_EPOCH,
    resetTo: undefined,
    isPendingRevocation: false,
    highWatermark: -1,
    lastStableOffset: -1,
    logStartOffset: -1,
    notBeforeUs: 0,
  };
}
