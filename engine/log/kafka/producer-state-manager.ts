import type { EndMarker } from "./record-batch.ts";
import { isInSequence, NO_PRODUCER_EPOCH, NO_SEQUENCE } from "./sequence.ts";
import { type CompletedTransaction, LogTransactions } from "./transaction/log-transactions.ts";

/** How many batches of a producer a partition remembers. As ProducerStateEntry.NUM_BATCHES_TO_RETAIN. */
const BATCHES_TO_RETAIN = 5;

/** Before the first marker of a producer. */
const NO_COORDINATOR_EPOCH = -1;

/**
 * Who asks for the append: a client's batches are validated, a coordinator's have no sequences but an epoch, and what comes by
 * replication was validated by the leader. As AppendOrigin.
 */
export type AppendOrigin = "client" | "coordinator" | "replication";

/** What the state looks at before a batch has offsets. */
export type SequenceClaim = {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly lastSequence: number;
  readonly isTransactional: boolean;
  readonly control: EndMarker | undefined;
};

/** What the state keeps of a batch: the batch itself, since logs share it anyway. */
export type SequencedBatch = SequenceClaim & {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly maxTimestampUs: number;
};

/** What a partition knows of one producer id. As Kafka's ProducerStateEntry. */
export type ProducerStateEntry = {
  producerEpoch: number;
  coordinatorEpoch: number;
  lastTimestampUs: number;
  /** The newest batches of this epoch, oldest first, at most five. */
  readonly batches: SequencedBatch[];
};

/** The state as it was when the log ended at `mapEndOffset`. As a producer snapshot file. */
export type ProducerSnapshot = {
  readonly mapEndOffset: number;
  readonly producers: readonly (readonly [producerId: number, entry: ProducerStateEntry])[];
};

/** Why a batch is refused. */
export type SequenceError =
  | "OUT_OF_ORDER_SEQUENCE_NUMBER"
  | "INVALID_PRODUCER_EPOCH"
  | "INVALID_TXN_STATE"
  | "TRANSACTION_COORDINATOR_FENCED";

/**
 * Sequence numbers of the idempotent producers of one partition, and their transactions. As Kafka's ProducerStateManager and
 * ProducerAppendInfo.
 *
 * Invariants: (1) an entry holds at most five batches, all of its current epoch; (2) a batch from replication is never
 * refused; (3) the state is a function of the batches in the log, so it can be rebuilt from them.
 */
export class ProducerStateManager {
  readonly transactions = new LogTransactions();
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

  /** Has this producer an open transaction here, in this very epoch? As ProducerStateManager.hasOngoingTransaction. */
  hasOngoingTransaction(producerId: number, producerEpoch: number): boolean {
    const entry = this.#producers.get(producerId);
    return entry?.producerEpoch === producerEpoch && this.transactions.firstOffsetOf(producerId) !== undefined;
  }

  /** The remembered batch that is exactly this one (same epoch, first and last sequence), if any. */
  findDuplicate(batch: SequenceClaim): SequencedBatch | undefined {
    const entry = this.#producers.get(batch.producerId);
    if (entry === undefined || entry.producerEpoch !== batch.producerEpoch) return undefined;
    return entry.batches.find(
      (known) => known.baseSequence === batch.baseSequence && known.lastSequence === batch.lastSequence,
    );
  }

  /**
   * Why this batch must not be appended, undefined when it may. Any first sequence is accepted from an unknown producer, but only
   * 0 when the partition has asked the coordinator for the batch's transaction (`isVerified`: transactions V2).
   */
  validate(batch: SequenceClaim, origin: AppendOrigin, isVerified = false): SequenceError | undefined {
    if (origin === "replication") return undefined;
    const entry = this.#producers.get(batch.producerId);
    if (batch.control !== undefined) return markerError(batch.producerEpoch, batch.control, entry);
    if (entry !== undefined && batch.producerEpoch < entry.producerEpoch) return "INVALID_PRODUCER_EPOCH";
    if (origin === "client" && !isNextOf(entry, batch, isVerified)) return "OUT_OF_ORDER_SEQUENCE_NUMBER";
    const isInTransaction = this.transactions.firstOffsetOf(batch.producerId) !== undefined;
    return isInTransaction && !batch.isTransactional ? "INVALID_TXN_STATE" : undefined;
  }

  /** Takes an appended batch into the state; tells which transaction it ended. */
  update(batch: SequencedBatch): CompletedTransaction | undefined {
    this.#mapEndOffset = batch.lastOffset + 1;
    const entry = this.#entryFor(batch);
    entry.lastTimestampUs = batch.maxTimestampUs;
    if (batch.control !== undefined) {
      entry.coordinatorEpoch = batch.control.coordinatorEpoch;
    } else {
      if (entry.batches.length === BATCHES_TO_RETAIN) entry.batches.shift();
      entry.batches.push(batch);
    }
    return this.transactions.note(batch);
  }

  /** The batch's producer, in the batch's epoch: a new one forgets the batches of the old. */
  #entryFor({ producerId, producerEpoch, maxTimestampUs }: SequencedBatch): ProducerStateEntry {
    let entry = this.#producers.get(producerId);
    if (entry === undefined) {
      entry = { producerEpoch, coordinatorEpoch: NO_COORDINATOR_EPOCH, lastTimestampUs: maxTimestampUs, batches: [] };
      this.#producers.set(producerId, entry);
    }
    if (entry.producerEpoch !== producerEpoch) {
      entry.producerEpoch = producerEpoch;
      entry.batches.length = 0;
    }
    return entry;
  }

  /** Forgets producers that wrote nothing for `producer.id.expiration.ms`, but none with an open transaction. */
  removeExpiredProducers(nowUs: number): void {
    for (const [producerId, entry] of this.#producers) {
      if (this.transactions.firstOffsetOf(producerId) !== undefined) continue;
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
    this.transactions.clear();
    this.#mapEndOffset = 0;
  }
}

function copyOf(producers: Iterable<readonly [number, ProducerStateEntry]>): ProducerSnapshot["producers"] {
  return [...producers].map(([producerId, entry]) => [producerId, { ...entry, batches: [...entry.batches] }]);
}

/**
 * A marker of an older epoch, or of an older coordinator, is refused; with transactions V2 one of the present epoch too: the end
 * of a transaction bumps the epoch, so that marker is a late one. As ProducerAppendInfo.appendEndTxnMarker.
 */
function markerError(
  producerEpoch: number,
  { coordinatorEpoch, transactionVersion }: EndMarker,
  entry: ProducerStateEntry | undefined,
): SequenceError | undefined {
  if (entry === undefined) return undefined;
  const leastEpoch = transactionVersion >= 2 ? entry.producerEpoch + 1 : entry.producerEpoch;
  if (producerEpoch < leastEpoch) return "INVALID_PRODUCER_EPOCH";
  return entry.coordinatorEpoch > coordinatorEpoch ? "TRANSACTION_COORDINATOR_FENCED" : undefined;
}

/** As ProducerAppendInfo.checkSequence. */
function isNextOf(entry: ProducerStateEntry | undefined, batch: SequenceClaim, isVerified: boolean): boolean {
  if (entry === undefined || entry.producerEpoch === NO_PRODUCER_EPOCH) return !isVerified || batch.baseSequence === 0;
  if (batch.producerEpoch !== entry.producerEpoch) return batch.baseSequence === 0;
  return isInSequence(entry.batches.at(-1)?.lastSequence ?? NO_SEQUENCE, batch.baseSequence);
}
