import { isInSequence, NO_PRODUCER_EPOCH } from "./sequence.ts";

/** How many batches of a producer a partition remembers. As ProducerStateEntry.NUM_BATCHES_TO_RETAIN. */
const BATCHES_TO_RETAIN = 5;

/** Who asks for the append: only a client's batches are validated. */
export type AppendOrigin = "client" | "replication";

/** What the state looks at before a batch has offsets. */
export type SequenceClaim = {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly lastSequence: number;
};

/** What the state keeps of a batch: the batch itself, since logs share it anyway. */
export type SequencedBatch = SequenceClaim & { readonly lastOffset: number; readonly maxTimestampUs: number };

/** What a partition knows of one producer id. As Kafka's ProducerStateEntry. */
export type ProducerStateEntry = {
  producerEpoch: number;
  lastTimestampUs: number;
  /** The newest batches of this epoch, oldest first, at most five. */
  readonly batches: SequencedBatch[];
};

/** The state as it was when the log ended at `mapEndOffset`. As a producer snapshot file. */
export type ProducerSnapshot = {
  readonly mapEndOffset: number;
  readonly producers: readonly (readonly [producerId: number, entry: ProducerStateEntry])[];
};

/** Why a client's batch is refused. */
export type SequenceError = "OUT_OF_ORDER_SEQUENCE_NUMBER" | "INVALID_PRODUCER_EPOCH";

/**
 * Sequence numbers of the idempotent producers of one partition. As Kafka's ProducerStateManager and ProducerAppendInfo.
 *
 * Invariants: (1) an entry holds at most five batches, all of its current epoch; (2) a batch from replication is never
 * refused; (3) the state is a function of the batches in the log, so it can be rebuilt from them.
 */
export class ProducerStateManager {
  readonly #producers = new Map<number, ProducerStateEntry>();
  readonly #expirationUs: number;
  #mapEndOffset = 0;

  constructor(expirationUs: number) {
    this.#expirationUs = expirationUs;
  }

  /** How many producers are known. */
  get activeProducers(): number {
    return this.#producers.size;
  }

  /** The offset up to which the state covers the log. */
  get mapEndOffset(): number {
    return this.#mapEndOffset;
  }

  /** What is known of a producer, undefined for an unknown or expired one. */
  entryOf(producerId: number): ProducerStateEntry | undefined {
    return this.#producers.get(producerId);
  }

  /** The remembered batch that is exactly this one (same epoch, first and last sequence), if any. */
  findDuplicate(batch: SequenceClaim): SequencedBatch | undefined {
    const entry = this.#producers.get(batch.producerId);
    if (entry === undefined || entry.producerEpoch !== batch.producerEpoch) return undefined;
    return entry.batches.find(
      (known) => known.baseSequence === batch.baseSequence && known.lastSequence === batch.lastSequence,
    );
  }

  /** Why this batch must not be appended, undefined when it may. Any first sequence is accepted from an unknown producer. */
  validate(batch: SequenceClaim, origin: AppendOrigin): SequenceError | undefined {
    if (origin === "replication") return undefined;
    const entry = this.#producers.get(batch.producerId);
    if (entry === undefined || entry.producerEpoch === NO_PRODUCER_EPOCH) return undefined;
    if (batch.producerEpoch < entry.producerEpoch) return "INVALID_PRODUCER_EPOCH";
    if (batch.producerEpoch > entry.producerEpoch) {
      return batch.baseSequence === 0 ? undefined : "OUT_OF_ORDER_SEQUENCE_NUMBER";
    }
    const last = entry.batches.at(-1);
    if (last === undefined || isInSequence(last.lastSequence, batch.baseSequence)) return undefined;
    return "OUT_OF_ORDER_SEQUENCE_NUMBER";
  }

  /** Takes an appended batch into the state. */
  update(batch: SequencedBatch): void {
    let entry = this.#producers.get(batch.producerId);
    if (entry === undefined) {
      entry = { producerEpoch: batch.producerEpoch, lastTimestampUs: batch.maxTimestampUs, batches: [] };
      this.#producers.set(batch.producerId, entry);
    }
    if (entry.producerEpoch !== batch.producerEpoch) {
      entry.producerEpoch = batch.producerEpoch;
      entry.batches.length = 0;
    }
    if (entry.batches.length === BATCHES_TO_RETAIN) entry.batches.shift();
    entry.batches.push(batch);
    entry.lastTimestampUs = batch.maxTimestampUs;
    this.#mapEndOffset = batch.lastOffset + 1;
  }

  /** Forgets producers that wrote nothing for `producer.id.expiration.ms`. */
  removeExpiredProducers(nowUs: number): void {
    for (const [producerId, entry] of this.#producers) {
      if (nowUs - entry.lastTimestampUs >= this.#expirationUs) this.#producers.delete(producerId);
    }
  }

  /** A copy of the state, to be taken up again with `restore`. As ProducerStateManager.takeSnapshot. */
  takeSnapshot(): ProducerSnapshot {
    return { mapEndOffset: this.#mapEndOffset, producers: copyOf(this.#producers) };
  }

  /** Goes back to a snapshot; what came after it is to be rebuilt from the log. As ProducerStateManager.loadFromSnapshot. */
  restore(snapshot: ProducerSnapshot): void {
    this.#producers.clear();
    for (const [producerId, entry] of copyOf(snapshot.producers)) this.#producers.set(producerId, entry);
    this.#mapEndOffset = snapshot.mapEndOffset;
  }

  /** Forgets everything, to be rebuilt from the log. */
  clear(): void {
    this.#producers.clear();
    this.#mapEndOffset = 0;
  }
}

function copyOf(producers: Iterable<readonly [number, ProducerStateEntry]>): ProducerSnapshot["producers"] {
  return [...producers].map(([producerId, entry]) => [producerId, { ...entry, batches: [...entry.batches] }]);
}
