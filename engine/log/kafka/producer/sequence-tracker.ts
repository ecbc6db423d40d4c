import type { DeliveryErrorName, KafkaErrorName } from "../kafka-error.ts";
import { isRetriable } from "../kafka-error.ts";
import { incrementSequence, NO_PRODUCER_EPOCH, NO_PRODUCER_ID } from "../sequence.ts";
import type { ProducerIdentity } from "../transaction/transaction-api.ts";
import type { ProducerBatch } from "./producer-batch.ts";

const NO_LAST_ACKED_SEQUENCE = -1;
const MAX_EPOCH = 32_767;

/** What the tracker knows of one partition. */
type PartitionSequences = {
  producerId: number;
  producerEpoch: number;
  nextSequence: number;
  lastAckedSequence: number;
  /** Sent, or waiting to be sent again, in the order of their sequences. */
  inFlight: ProducerBatch[];
};

/**
 * The sequence numbers of an idempotent producer. As Kafka's TransactionManager, whose transactions are
 * those of ProducerTransactions.
 *
 * Invariants: (1) the batches of a partition get consecutive sequences in the order in which they are first sent; (2) while one
 * batch is being retried, only the lowest sequence in flight is sent; (3) after a gap nothing is sent under the old epoch: it is
 * bumped and the partition starts again at sequence 0.
 */
export class SequenceTracker {
  #producerId = NO_PRODUCER_ID;
  #producerEpoch = NO_PRODUCER_EPOCH;
  readonly #partitions: PartitionSequences[];
  /** By partition: the sequence after a batch that was given up without knowing whether it was written. */
  readonly #unresolvedNextSequences = new Map<number, number>();
  readonly #partitionsToRewrite = new Set<number>();
  #isEpochBumpRequired = false;
  readonly #onGap: (() => void) | undefined;

  /** `onGap` is told of a gap instead of a bump of the epoch: a transactional producer's epochs are its coordinator's. */
  constructor(partitionCount: number, onGap?: () => void) {
    this.#onGap = onGap;
    this.#partitions = Array.from({ length: partitionCount }, newPartitionSequences);
  }

  get hasProducerId(): boolean {
    return this.#producerId !== NO_PRODUCER_ID;
  }

  /** The broker's answer to InitProducerId. */
  setProducerId(producerId: number): void {
    this.#producerId = producerId;
    this.#producerEpoch = 0;
  }

  /** A transaction begins under another identity: every partition starts at sequence 0. As TransactionManager.resetSequenceNumbers. */
  startAs({ producerId, producerEpoch }: ProducerIdentity): void {
    this.#producerId = producerId;
    this.#producerEpoch = producerEpoch;
    this.#unresolvedNextSequences.clear();
    for (const partition of this.#partitions.keys()) this.#partitions[partition] = newPartitionSequences();
  }

  /** Before each round of sending: settles what can be settled and bumps the epoch if a gap demands it. */
  prepare(): void {
    for (const partition of this.#unresolvedNextSequences.keys()) {
      const state = this.#stateOf(partition);
      if (state.inFlight.length > 0) continue;
      if (state.nextSequence - state.lastAckedSequence !== 1) this.#requestEpochBump(partition);
      this.#unresolvedNextSequences.delete(partition);
    }
    if (this.#isEpochBumpRequired) this.#bumpEpoch();
  }

  #bumpEpoch(): void {
    if (this.#producerEpoch === MAX_EPOCH) this.#producerId = NO_PRODUCER_ID;
    else this.#producerEpoch += 1;
    for (const partition of this.#partitionsToRewrite) {
      this.#startAtBeginning(this.#stateOf(partition));
      this.#unresolvedNextSequences.delete(partition);
    }
    this.#partitionsToRewrite.clear();
    this.#isEpochBumpRequired = false;
  }

  #startAtBeginning(state: PartitionSequences): void {
    state.producerId = this.#producerId;
    state.producerEpoch = this.#producerEpoch;
    let sequence = 0;
    for (const batch of state.inFlight) {
      batch.setProducerState(this.#producerId, this.#producerEpoch, sequence);
      batch.isSequenceReset = true;
      sequence = incrementSequence(sequence, batch.recordCount);
    }
    state.nextSequence = sequence;
    state.lastAckedSequence = NO_LAST_ACKED_SEQUENCE;
  }

  #requestEpochBump(partition: number): void {
    if (this.#onGap !== undefined) {
      this.#onGap();
      return;
    }
    this.#isEpochBumpRequired = true;
    this.#partitionsToRewrite.add(partition);
  }

  /** Must the partition's first batch wait, lest it be written out of order? As RecordAccumulator.shouldStopDrainBatchesForPartition. */
  mustHold(partition: number, first: ProducerBatch | undefined): boolean {
    if (!this.hasProducerId) return true;
    const state = this.#stateOf(partition);
    const lowest = state.inFlight[0];
    if (first === undefined || !first.hasSequence) {
      return (lowest !== undefined && this.#isStale(state)) || this.#unresolvedNextSequences.has(partition);
    }
    return lowest !== undefined && first.baseSequence !== lowest.baseSequence;
  }

  #isStale(state: PartitionSequences): boolean {
    return state.producerId !== this.#producerId || state.producerEpoch !== this.#producerEpoch;
  }

  /** A batch is about to be sent: a new one gets the next sequence, one that came back keeps its own. */
  onSend(batch: ProducerBatch): void {
    if (batch.hasSequence) return;
    const state = this.#stateOf(batch.partition);
    if (this.#isStale(state) && state.inFlight.length === 0) this.#startAtBeginning(state);
    batch.setProducerState(state.producerId, state.producerEpoch, state.nextSequence);
    state.nextSequence = incrementSequence(state.nextSequence, batch.recordCount);
    state.inFlight.push(batch);
  }

  /** The broker has the batch. */
  onCompleted(batch: ProducerBatch): void {
    const state = this.#stateOf(batch.partition);
    // The answer to a batch of an earlier transaction that had been given up says nothing about this one.
    if (this.#onGap !== undefined && !state.inFlight.includes(batch)) return;
    state.lastAckedSequence = Math.max(state.lastAckedSequence, batch.lastSequence);
    remove(state.inFlight, batch);
  }

  /** The batch is given up. `isRefused`: the broker has said that it did not write it, so its sequence leaves a gap. */
  onFailed(batch: ProducerBatch, error: DeliveryErrorName, isRefused: boolean): void {
    remove(this.#stateOf(batch.partition).inFlight, batch);
    if (error === "OUT_OF_ORDER_SEQUENCE_NUMBER" || isRefused) this.#requestEpochBump(batch.partition);
  }

  /** The batch was given up while it was being retried: nobody knows whether it was written. */
  markUnresolved(batch: ProducerBatch): void {
    const known = this.#unresolvedNextSequences.get(batch.partition) ?? 0;
    this.#unresolvedNextSequences.set(batch.partition, Math.max(known, batch.lastSequence + 1));
  }

  /** A batch that was too large is replaced by its parts, which share its sequences. */
  onSplit(batch: ProducerBatch, parts: readonly ProducerBatch[]): void {
    const { inFlight } = this.#stateOf(batch.partition);
    remove(inFlight, batch);
    inFlight.push(...parts);
    inFlight.sort((a, b) => a.baseSequence - b.baseSequence);
  }

  /**
   * May the batch be sent again after this error? A batch that is not the next one is out of order only because an earlier one
   * failed; the next one being out of order is a real gap. As TransactionManager.canRetry.
   */
  canRetry(batch: ProducerBatch, error: KafkaErrorName): boolean {
    if (error !== "OUT_OF_ORDER_SEQUENCE_NUMBER") return isRetriable(error);
    const state = this.#stateOf(batch.partition);
    const unresolved = this.#unresolvedNextSequences.get(batch.partition);
    const isNext = batch.baseSequence - state.lastAckedSequence === 1;
    if (unresolved === undefined && (batch.isSequenceReset || !isNext)) return true;
    if (this.#onGap !== undefined) return false;
    if (unresolved === undefined || batch.baseSequence === unresolved) this.#requestEpochBump(batch.partition);
    return true;
  }

  #stateOf(partition: number): PartitionSequences {
    return this.#partitions[partition] as PartitionSequences;
  }
}

function newPartitionSequences(): PartitionSequences {
  return {
    producerId: NO_PRODUCER_ID,
    producerEpoch: NO_PRODUCER_EPOCH,
    nextSequence: 0,
    lastAckedSequence: NO_LAST_ACKED_SEQUENCE,
    inFlight: [],
  };
}

function remove(batches: ProducerBatch[], batch: ProducerBatch): void {
  const at = batches.indexOf(batch);
  if (at >= 0) batches.splice(at, 1);
}
