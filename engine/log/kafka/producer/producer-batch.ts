import { BATCH_OVERHEAD_BYTES, PLAIN_BATCH, type UnplacedBatch } from "../record-batch.ts";
import { incrementSequence, NO_PRODUCER_EPOCH, NO_PRODUCER_ID, NO_SEQUENCE } from "../sequence.ts";

/**
 * Records of one partition that travel together: filled, closed, sent, perhaps sent again, and in the end acknowledged or
 * failed. As Kafka's ProducerBatch.
 *
 * Invariants: (1) its records never change once it is closed; (2) it is done exactly once; (3) a sequence, once given, changes
 * only when the producer's epoch is bumped.
 */
export class ProducerBatch {
  readonly partition: number;
  readonly recordIds: Uint32Array;
  readonly sizeBytes: number;
  readonly createdUs: number;
  readonly maxTimestampUs: number;
  /** What it takes of buffer.memory until it is done; parts of a batch that was split take nothing. */
  readonly allocatedBytes: number;
  producerId = NO_PRODUCER_ID;
  producerEpoch = NO_PRODUCER_EPOCH;
  baseSequence = NO_SEQUENCE;
  /** The bump of an epoch gave it another sequence than it was sent with. */
  isSequenceReset = false;
  isDone = false;
  /** It is a part of a batch that was too large. */
  isSplitPart = false;
  /** How often it came back. */
  attempts = 0;
  /** Not sent again before this instant, unless the leader changes. */
  retryAtUs = 0;
  #leaderEpoch = -1;
  #attemptsAtLeaderChange = -1;

  constructor(parts: {
    readonly partition: number;
    readonly recordIds: Uint32Array;
    readonly sizeBytes: number;
    readonly createdUs: number;
    readonly maxTimestampUs: number;
    readonly allocatedBytes?: number;
  }) {
    this.partition = parts.partition;
    this.recordIds = parts.recordIds;
    this.sizeBytes = parts.sizeBytes;
    this.createdUs = parts.createdUs;
    this.maxTimestampUs = parts.maxTimestampUs;
    this.allocatedBytes = parts.allocatedBytes ?? 0;
  }

  get recordCount(): number {
    return this.recordIds.length;
  }

  get hasSequence(): boolean {
    return this.baseSequence !== NO_SEQUENCE;
  }

  get lastSequence(): number {
    return this.hasSequence ? incrementSequence(this.baseSequence, this.recordCount - 1) : NO_SEQUENCE;
  }

  /** Gives the batch its place among the producer's batches. */
  setProducerState(producerId: number, producerEpoch: number, baseSequence: number): void {
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
    this.baseSequence = baseSequence;
  }

  /** Came back with an error, to be sent again at `retryAtUs`. */
  reenqueued(retryAtUs: number): void {
    this.attempts += 1;
    this.retryAtUs = retryAtUs;
  }

  /** Must it still wait? Not when its partition got a new leader since it came back. As RecordAccumulator.shouldBackoff. */
  isBackingOff(nowUs: number, leaderEpoch: number): boolean {
    if (this.attempts === 0) return false;
    this.#noteLeaderEpoch(leaderEpoch);
    return nowUs < this.retryAtUs && this.#attemptsAtLeaderChange !== this.attempts;
  }

  /** Remembers which leader it is sent to. */
  noteSending(leaderEpoch: number): void {
    this.#noteLeaderEpoch(leaderEpoch);
  }

  #noteLeaderEpoch(leaderEpoch: number): void {
    if (leaderEpoch <= this.#leaderEpoch) return;
    this.#leaderEpoch = leaderEpoch;
    this.#attemptsAtLeaderChange = this.attempts;
  }

  /** What goes on the wire now: a snapshot, since a bump of the epoch may change the sequence while it is under way. */
  toUnplaced(isTransactional: boolean): UnplacedBatch {
    return {
      producerId: this.producerId,
      producerEpoch: this.producerEpoch,
      baseSequence: this.baseSequence,
      lastSequence: this.lastSequence,
      recordIds: this.recordIds,
      sizeBytes: this.sizeBytes,
      maxTimestampUs: this.maxTimestampUs,
      ...PLAIN_BATCH,
      isTransactional,
    };
  }

  /**
   * The parts of a batch that was too large: as many records in each as fit into `batchSizeBytes`, or into half of what was
   * still too large. As RecordAccumulator.splitAndReenqueue.
   */
  split(batchSizeBytes: number, sizeOf: (recordId: number) => number): ProducerBatch[] {
    const targetBytes = this.isSplitPart ? this.sizeBytes / 2 : batchSizeBytes;
    const parts: ProducerBatch[] = [];
    let from = 0;
    let sizeBytes = BATCH_OVERHEAD_BYTES;
    for (let index = 0; index < this.recordCount; index++) {
      const recordBytes = sizeOf(this.recordIds[index] as number);
      if (index > from && sizeBytes + recordBytes > targetBytes) {
        parts.push(this.#part(from, index, sizeBytes));
        from = index;
        sizeBytes = BATCH_OVERHEAD_BYTES;
      }
      sizeBytes += recordBytes;
    }
    parts.push(this.#part(from, this.recordCount, sizeBytes));
    return parts;
  }

  #part(from: number, to: number, sizeBytes: number): ProducerBatch {
    const part = new ProducerBatch({
      partition: this.partition,
      recordIds: this.recordIds.subarray(from, to),
      sizeBytes,
      createdUs: this.createdUs,
      maxTimestampUs: this.maxTimestampUs,
    });
    part.isSplitPart = true;
    if (this.hasSequence) {
      part.setProducerState(this.producerId, this.producerEpoch, incrementSequence(this.baseSequence, from));
    }
    return part;
  }
}
