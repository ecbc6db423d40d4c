import { assert } from "../../../base/assert.ts";
import type { Scheduler } from "../../../base/scheduler.ts";
import type { ApiName, ApiResponse } from "../api/kafka-api.ts";
import type { BrokerConnections } from "../client/broker-connections.ts";
import { type ApiCall, sendRequest } from "../client/broker-requests.ts";
import type { ExponentialBackoff } from "../client/exponential-backoff.ts";
import type { CoordinatorType } from "../coordinator/coordinator-api.ts";
import type { CommittingMember, OffsetToCommit } from "../group/group-api.ts";
import { type DeliveryErrorName, isRetriable, type KafkaErrorName } from "../kafka-error.ts";
import type { BrokerDirectory } from "../messages.ts";
import { NO_IDENTITY, type ProducerIdentity } from "../transaction/transaction-api.ts";

/** As TransactionManager.State. */
export type TransactionManagerState =
  | "UNINITIALIZED"
  | "INITIALIZING"
  | "READY"
  | "IN_TRANSACTION"
  | "COMMITTING_TRANSACTION"
  | "ABORTING_TRANSACTION"
  | "ABORTABLE_ERROR"
  | "FATAL_ERROR";

/** Told when a step is over: NONE, or why it is not done. */
export type TransactionCallback = (error: DeliveryErrorName) => void;

/** What the transactions of a producer work with. */
export type TransactionParts = {
  readonly transactionalId: string;
  readonly timeoutUs: number;
  readonly scheduler: Scheduler;
  readonly connections: BrokerConnections;
  readonly directory: BrokerDirectory;
  readonly backoff: ExponentialBackoff;
  /** Are there records that are neither acknowledged nor failed? The end of a transaction waits for them. */
  hasIncomplete(): boolean;
  /** The next transaction's batches are sent under this identity. */
  startAs(identity: ProducerIdentity): void;
  /** What was never sent is given up. */
  abortUndrained(): void;
  /** Nothing can be sent any more. */
  onFatal(error: DeliveryErrorName): void;
  /** The application has waited that long for a step. */
  noteStep(step: "init" | "commit" | "abort" | "offsets", waitedUs: number): void;
  wake(): void;
};

/** A group's offsets, and the member that speaks for the group. */
export type GroupOffsets = CommittingMember & { readonly groupId: string; readonly offsets: readonly OffsetToCommit[] };

/** What goes to a coordinator, one after the other. */
type Step = {
  readonly kind: "init" | "offsets" | "commit" | "abort";
  readonly keyType: CoordinatorType;
  readonly key: string;
  readonly sinceUs: number;
  send(brokerId: number): void;
  readonly onDone: TransactionCallback;
};

const NEVER_US = Number.POSITIVE_INFINITY;

/** Errors after which another coordinator has to be looked for. */
const WRONG_COORDINATOR: ReadonlySet<KafkaErrorName> = new Set<KafkaErrorName>([
  "NOT_COORDINATOR",
  "COORDINATOR_NOT_AVAILABLE",
]);

/** Errors after which only an abort is allowed; any other one that is not retriable is the end of the producer. */
const ABORTABLE: ReadonlySet<KafkaErrorName> = new Set<KafkaErrorName>([
  "TRANSACTION_ABORTABLE",
  "ILLEGAL_GENERATION",
  "UNKNOWN_MEMBER_ID",
  "FENCED_INSTANCE_ID",
  "STALE_MEMBER_EPOCH",
]);

/** Errors of a batch that say that another producer has the transactional id. */
const FATAL_FOR_BATCH: ReadonlySet<DeliveryErrorName> = new Set<DeliveryErrorName>([
  "PRODUCER_FENCED",
  "INVALID_PRODUCER_ID_MAPPING",
]);

/**
 * The transactions of one producer, as it sees them. As TransactionManager for transactions V2: partitions need not be announced,
 * and each end brings a new epoch.
 *
 * Invariants: (1) one request to a coordinator is under way at a time; (2) an end is asked for only when no record of the
 * transaction is on its way; (3) after a fatal error nothing leaves the producer.
 */
export class ProducerTransactions {
  readonly #parts: TransactionParts;
  readonly #coordinators = new Map<CoordinatorType, number>();
  readonly #steps: Step[] = [];
  #state: TransactionManagerState = "UNINITIALIZED";
  #identity: ProducerIdentity = NO_IDENTITY;
  #lastError: DeliveryErrorName = "NONE";
  #isStarted = false;
  #isInFlight = false;
  #attempts = 0;
  #retryAtUs = 0;

  constructor(parts: TransactionParts) {
    this.#parts = parts;
  }

  get state(): TransactionManagerState {
    return this.#state;
  }

  /** The error that must be answered by an abort, or that was the end. */
  get lastError(): DeliveryErrorName {
    return this.#lastError;
  }

  get identity(): ProducerIdentity {
    return this.#identity;
  }

  /** Is the end of the transaction near, so that nothing waits for linger.ms? */
  get isCompleting(): boolean {
    return this.#state === "COMMITTING_TRANSACTION" || this.#state === "ABORTING_TRANSACTION";
  }

  /** Gets an identity and fences every earlier producer of the transactional id. As KafkaProducer.initTransactions. */
  initialize(onDone: TransactionCallback): void {
    assert(this.#state === "UNINITIALIZED", `initTransactions in ${this.#state}`);
    this.#state = "INITIALIZING";
    const { transactionalId, timeoutUs } = this.#parts;
    this.#enqueue("init", onDone, {
      call: () => ({
        api: "InitProducerId",
        request: { transactionalId, transactionTimeoutUs: timeoutUs },
      }),
      take: ({ producerId, producerEpoch }) => this.#readyAs({ producerId, producerEpoch }),
    });
  }

  /** As KafkaProducer.beginTransaction. */
  begin(): void {
    assert(this.#state === "READY", `beginTransaction in ${this.#state}`);
    this.#state = "IN_TRANSACTION";
  }

  /** May a record be sent now? If not it fails with `lastError`. */
  get acceptsRecords(): boolean {
    return this.#state === "IN_TRANSACTION";
  }

  /** A record is sent: the transaction has something to end. */
  noteSend(): void {
    this.#isStarted = true;
  }

  /**
   * Commits a group's offsets together with the transaction: they count if it commits. As KafkaProducer.sendOffsetsToTransaction.
   */
  sendOffsets(group: GroupOffsets, onDone: TransactionCallback): void {
    if (this.#state !== "IN_TRANSACTION") {
      assert(this.#isInError, `sendOffsetsToTransaction in ${this.#state}`);
      onDone(this.#lastError);
      return;
    }
    this.#isStarted = true;
    const { transactionalId } = this.#parts;
    this.#steps.push({
      kind: "offsets",
      sinceUs: this.#parts.scheduler.now(),
      keyType: "group",
      key: group.groupId,
      onDone,
      send: (brokerId) =>
        this.#send(
          brokerId,
          { api: "TxnOffsetCommit", request: { ...group, transactionalId, ...this.#identity } },
          ({ errors }) => this.#settle(errors.find((error) => error !== "NONE") ?? "NONE", () => {}),
        ),
    });
    this.#parts.wake();
  }

  /** Commits when every record is acknowledged; with an error the transaction has to be aborted, or the producer is fenced. */
  commit(onDone: TransactionCallback): void {
    if (this.#state !== "IN_TRANSACTION") {
      assert(this.#isInError, `commitTransaction in ${this.#state}`);
      onDone(this.#lastError);
      return;
    }
    this.#state = "COMMITTING_TRANSACTION";
    this.#enqueueEnd("commit", onDone);
  }

  /** Aborts; what was not sent yet is given up. */
  abort(onDone: TransactionCallback): void {
    if (this.#state === "FATAL_ERROR") {
      onDone(this.#lastError);
      return;
    }
    assert(this.#state === "IN_TRANSACTION" || this.#isInError, `abortTransaction in ${this.#state}`);
    this.#state = "ABORTING_TRANSACTION";
    for (const step of this.#steps.splice(this.#isInFlight ? 1 : 0)) step.onDone("TRANSACTION_ABORTED");
    this.#parts.abortUndrained();
    this.#enqueueEnd("abort", onDone);
  }

  get #isInError(): boolean {
    return this.#state === "ABORTABLE_ERROR" || this.#state === "FATAL_ERROR";
  }

  #enqueueEnd(kind: "commit" | "abort", onDone: TransactionCallback): void {
    const { transactionalId } = this.#parts;
    this.#enqueue(kind, onDone, {
      call: () => ({
        api: "EndTxn",
        request: { transactionalId, ...this.#identity, isCommit: kind === "commit" },
      }),
      take: ({ producerId, producerEpoch }) => this.#readyAs({ producerId, producerEpoch }),
    });
  }

  #enqueue<A extends "InitProducerId" | "EndTxn">(
    kind: Step["kind"],
    onDone: TransactionCallback,
    ask: { call(): ApiCall<A>; take(response: ApiResponse<A>): void },
  ): void {
    this.#steps.push({
      kind,
      sinceUs: this.#parts.scheduler.now(),
      keyType: "transaction",
      key: this.#parts.transactionalId,
      onDone,
      send: (brokerId) =>
        this.#send(brokerId, ask.call(), (response) => this.#settle(response.error, () => ask.take(response))),
    });
    this.#parts.wake();
  }

  #readyAs(identity: ProducerIdentity): void {
    this.#identity = identity;
    this.#isStarted = false;
    this.#lastError = "NONE";
    this.#state = "READY";
    this.#parts.startAs(identity);
  }

  /** Sends the next request if it is time to; returns the next instant at which it may be. */
  run(): number {
    const step = this.#steps[0];
    if (this.#isInFlight || step === undefined) return NEVER_US;
    if (step.kind === "commit" || step.kind === "abort") {
      if (this.#parts.hasIncomplete()) return NEVER_US;
      if (!this.#isStarted) {
        // Nothing was sent, so there is nothing that a coordinator knows of.
        this.#state = "READY";
        this.#finish("NONE");
        return this.run();
      }
    }
    const nowUs = this.#parts.scheduler.now();
    if (nowUs < this.#retryAtUs) return this.#retryAtUs;
    const coordinator = this.#coordinators.get(step.keyType);
    if (coordinator === undefined) return this.#findCoordinator(step);
    const { connections } = this.#parts;
    if (connections.isReady(coordinator)) {
      step.send(coordinator);
      return NEVER_US;
    }
    if (connections.reconnectAtUs(coordinator) === undefined) return NEVER_US;
    // It cannot be reached: somebody else may coordinate by now.
    this.#tryLater(step);
    return this.#retryAtUs;
  }

  #findCoordinator({ keyType, key }: Step): number {
    const { connections } = this.#parts;
    const brokerId = connections.leastLoaded();
    if (brokerId === undefined) return connections.nextAttemptUs() ?? NEVER_US;
    this.#send(brokerId, { api: "FindCoordinator", request: { keyType, key } }, (found) => {
      if (found.error === "NONE") this.#coordinators.set(keyType, found.brokerId);
      else this.#pause();
    });
    return NEVER_US;
  }

  #send<A extends ApiName>(brokerId: number, call: ApiCall<A>, onAnswer: (response: ApiResponse<A>) => void): void {
    const { connections, directory, scheduler } = this.#parts;
    this.#isInFlight = true;
    sendRequest({ connections, directory, nowUs: () => scheduler.now() }, brokerId, call, {
      answered: (response) => {
        this.#isInFlight = false;
        onAnswer(response);
        this.#parts.wake();
      },
      lost: () => {
        this.#isInFlight = false;
        const step = this.#steps[0];
        if (step !== undefined) this.#tryLater(step);
      },
    });
  }

  #tryLater({ keyType }: Step): void {
    this.#coordinators.delete(keyType);
    this.#pause();
  }

  #pause(): void {
    this.#retryAtUs = this.#parts.scheduler.now() + this.#parts.backoff.nextUs(this.#attempts);
    this.#attempts += 1;
  }

  /** What a coordinator's answer means for the step that is under way. As the handlers of TransactionManager. */
  #settle(error: KafkaErrorName, take: () => void): void {
    const step = this.#steps[0];
    if (step === undefined) return;
    if (error === "NONE") {
      take();
      this.#finish("NONE");
    } else if (WRONG_COORDINATOR.has(error)) this.#tryLater(step);
    else if (isRetriable(error)) this.#pause();
    else if (ABORTABLE.has(error)) this.#failAbortably(error);
    else this.#failForGood(error === "INVALID_PRODUCER_EPOCH" ? "PRODUCER_FENCED" : error);
  }

  #finish(error: DeliveryErrorName): void {
    this.#attempts = 0;
    this.#retryAtUs = 0;
    const step = this.#steps.shift();
    if (step === undefined) return;
    this.#parts.noteStep(step.kind, this.#parts.scheduler.now() - step.sinceUs);
    step.onDone(error);
  }

  /** A batch was given up: the transaction cannot be committed any more. As TransactionManager.handleFailedBatch. */
  batchFailed(error: DeliveryErrorName): void {
    if (this.#state !== "IN_TRANSACTION" && this.#state !== "COMMITTING_TRANSACTION") return;
    if (FATAL_FOR_BATCH.has(error)) this.#failForGood(error);
    else this.#failAbortably(error);
  }

  #failAbortably(error: DeliveryErrorName): void {
    this.#state = "ABORTABLE_ERROR";
    this.#lastError = error;
    for (const step of this.#steps.splice(0)) step.onDone(error);
  }

  #failForGood(error: DeliveryErrorName): void {
    this.#state = "FATAL_ERROR";
    this.#lastError = error;
    this.#parts.onFatal(error);
    for (const step of this.#steps.splice(0)) step.onDone(error);
  }
}
