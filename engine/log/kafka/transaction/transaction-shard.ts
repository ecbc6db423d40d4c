import type { CoordinatorShard } from "../coordinator/coordinator-runtime.ts";
import type { KafkaErrorName } from "../kafka-error.ts";
import type { CoordinatorEntry, TransactionVersion } from "../record-batch.ts";
import type { MarkerJob } from "./marker-channel.ts";
import { type IdentityResponse, NO_IDENTITY, type TransactionApi } from "./transaction-api.ts";
import {
  abortByCoordinator,
  completed,
  type DecisionContext,
  decideAdd,
  decideEnd,
  decideInit,
  identityAfterEnd,
  isEnding,
  newTransaction,
  type TransactionDecision,
  type TransactionMetadata,
} from "./transaction-metadata.ts";

/** Every client speaks transactions V2, the default of new clusters since 4.0. */
const TRANSACTION_VERSION: TransactionVersion = 2;

/** What a shard works with. */
export type TransactionShardParts = {
  /** The leader epoch of the shard's partition: older coordinators are fenced by it. */
  readonly coordinatorEpoch: number;
  readonly context: () => DecisionContext;
  readonly maxTimeoutUs: number;
  readonly idExpirationUs: number;
  write(entries: readonly CoordinatorEntry[], onDone: (error: KafkaErrorName) => void): void;
  sendMarkers(job: MarkerJob): void;
  /** An end is decided and written. */
  onEnding(metadata: TransactionMetadata, isByCoordinator: boolean): void;
};

/** `isPending`: what is known here is being written. */
type Known = { metadata: TransactionMetadata; isPending: boolean };

type Refuse = (error: KafkaErrorName) => void;

/**
 * The transactional ids of one partition of __transaction_state. As TransactionStateManager with TransactionCoordinator.
 *
 * Invariants: (1) while an entry of an id is being written nothing else is decided for it; (2) markers are sent only after the
 * decision is replicated; (3) an id is complete only after every partition has its marker.
 */
export class TransactionShard implements CoordinatorShard {
  readonly #parts: TransactionShardParts;
  readonly #ids = new Map<string, Known>();
  #isActive = true;

  constructor(parts: TransactionShardParts) {
    this.#parts = parts;
  }

  replay({ key, value }: CoordinatorEntry): void {
    if (value === undefined) this.#ids.delete(key);
    else if (isMetadata(value)) this.#ids.set(key, { metadata: value, isPending: false });
  }

  /** Ends that were decided by an earlier coordinator are brought to an end. As loadTransactionsForTxnTopicPartition. */
  loaded(): void {
    for (const known of this.#ids.values()) if (isEnding(known.metadata)) this.#sendMarkers(known);
  }

  unload(): void {
    this.#isActive = false;
  }

  /** The transactional ids, in the order of their first appearance in the log. */
  get transactions(): readonly TransactionMetadata[] {
    return [...this.#ids.values()].map(({ metadata }) => metadata);
  }

  /** A producer starts. */
  initProducerId(
    { transactionalId, transactionTimeoutUs }: TransactionApi["InitProducerId"]["request"],
    respond: (response: IdentityResponse) => void,
  ): void {
    const refuse = (error: KafkaErrorName) => respond({ error, ...NO_IDENTITY });
    if (transactionTimeoutUs > this.#parts.maxTimeoutUs || transactionTimeoutUs <= 0) {
      refuse("INVALID_TRANSACTION_TIMEOUT");
      return;
    }
    const context = this.#parts.context();
    const known = this.#ids.get(transactionalId) ?? {
      metadata: newTransaction(transactionalId, transactionTimeoutUs, context),
      isPending: false,
    };
    this.#ids.set(transactionalId, known);
    this.#decide(known, decideInit(known.metadata, transactionTimeoutUs, context), refuse, () => {
      const { state, producerId, producerEpoch } = known.metadata;
      if (state === "Empty") {
        respond({ error: "NONE", producerId, producerEpoch });
        return;
      }
      this.#startEnd(known, true);
      refuse("CONCURRENT_TRANSACTIONS");
    });
  }

  /** Partitions were written to. */
  addPartitions(asked: TransactionApi["AddPartitionsToTxn"]["request"], answer: (error: KafkaErrorName) => void): void {
    const known = this.#ids.get(asked.transactionalId);
    if (known === undefined) {
      answer("INVALID_PRODUCER_ID_MAPPING");
      return;
    }
    const { nowUs } = this.#parts.context();
    this.#decide(known, decideAdd(known.metadata, asked, nowUs), answer, () => answer("NONE"));
  }

  /** A client commits or aborts. */
  endTransaction(asked: TransactionApi["EndTxn"]["request"], respond: (response: IdentityResponse) => void): void {
    const refuse = (error: KafkaErrorName) => respond({ error, ...NO_IDENTITY });
    const known = this.#ids.get(asked.transactionalId);
    if (known === undefined) {
      refuse("INVALID_PRODUCER_ID_MAPPING");
      return;
    }
    const decision = decideEnd(known.metadata, asked, this.#parts.context());
    this.#decide(known, decision, refuse, () => {
      respond({ error: "NONE", ...identityAfterEnd(known.metadata) });
      if (isEnding(known.metadata)) this.#startEnd(known, false);
    });
  }

  /** Aborts what has been open for longer than its timeout. As TransactionCoordinator.abortTimedOutTransactions. */
  abortTimedOut(): void {
    const { nowUs } = this.#parts.context();
    for (const known of this.#ids.values()) {
      const { state, startedUs, timeoutUs } = known.metadata;
      if (state !== "Ongoing" || known.isPending || startedUs + timeoutUs >= nowUs) continue;
      const decision: TransactionDecision = { kind: "write", next: abortByCoordinator(known.metadata, nowUs) };
      this.#decide(
        known,
        decision,
        () => {},
        () => this.#startEnd(known, true),
      );
    }
  }

  /** Forgets ids that were not used for transactional.id.expiration.ms. As TransactionStateManager.removeExpiredTransactionalIds. */
  expireIds(): void {
    const { nowUs } = this.#parts.context();
    const expired = [...this.#ids.values()].filter(
      ({ metadata, isPending }) =>
        !isPending &&
        metadata.state !== "Ongoing" &&
        !isEnding(metadata) &&
        metadata.updatedUs + this.#parts.idExpirationUs <= nowUs,
    );
    for (const { metadata } of expired) this.#ids.delete(metadata.transactionalId);
    this.#parts.write(
      expired.map(({ metadata }) => ({ key: metadata.transactionalId, value: undefined })),
      () => {},
    );
  }

  #decide(known: Known, decision: TransactionDecision, refuse: Refuse, onWritten: () => void): void {
    if (known.isPending) refuse("CONCURRENT_TRANSACTIONS");
    else if (decision.kind === "refused") refuse(decision.error);
    else if (decision.kind === "done") onWritten();
    else this.#store(known, decision.next, refuse, onWritten);
  }

  #store(known: Known, next: TransactionMetadata, refuse: Refuse, onWritten: () => void): void {
    known.metadata = next;
    known.isPending = true;
    this.#parts.write([{ key: next.transactionalId, value: next }], (error) => {
      known.isPending = false;
      if (error !== "NONE") refuse(error);
      else if (this.#isActive) onWritten();
      else refuse("NOT_COORDINATOR");
    });
  }

  #startEnd(known: Known, isByCoordinator: boolean): void {
    this.#parts.onEnding(known.metadata, isByCoordinator);
    this.#sendMarkers(known);
  }

  #sendMarkers(known: Known): void {
    const { producerId, producerEpoch, partitions, state } = known.metadata;
    this.#parts.sendMarkers({
      producer: { producerId, producerEpoch },
      marker: {
        type: state === "PrepareCommit" ? "commit" : "abort",
        coordinatorEpoch: this.#parts.coordinatorEpoch,
        transactionVersion: TRANSACTION_VERSION,
      },
      partitions,
      isCurrent: () => this.#isActive,
      onDone: () => this.#complete(known),
    });
  }

  #complete(known: Known): void {
    if (!this.#isActive) return;
    const next = completed(known.metadata, this.#parts.context().nowUs);
    // A write that fails makes another shard of this one, which sends the markers again.
    this.#store(
      known,
      next,
      () => {},
      () => {},
    );
  }
}

function isMetadata(value: { readonly kind: string }): value is TransactionMetadata {
  return value.kind === "transaction";
}
