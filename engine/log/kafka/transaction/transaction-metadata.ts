import type { KafkaErrorName } from "../kafka-error.ts";
import { NO_PRODUCER_EPOCH, NO_PRODUCER_ID } from "../sequence.ts";
import type { TopicPartition } from "../topic-partition.ts";
import type { ProducerIdentity } from "./transaction-api.ts";

/** An epoch from this one on is not bumped any more: the producer gets a new id. As TransactionMetadata.isEpochExhausted. */
const EXHAUSTED_EPOCH = 32_766;

/** The states of a transactional id. As TransactionState, without PrepareEpochFence and Dead, which are never written. */
export type TransactionState =
  | "Empty"
  | "Ongoing"
  | "PrepareCommit"
  | "PrepareAbort"
  | "CompleteCommit"
  | "CompleteAbort";

/** What the coordinator knows of a transactional id: an entry of __transaction_state. As TransactionMetadata. */
export type TransactionMetadata = ProducerIdentity & {
  readonly kind: "transaction";
  readonly transactionalId: string;
  /** The producer id after the end that is being written, where the epochs of the present one are used up. */
  readonly nextProducerId: number;
  readonly timeoutUs: number;
  readonly state: TransactionState;
  readonly partitions: readonly TopicPartition[];
  /** When the transaction began, -1 while there is none. */
  readonly startedUs: number;
  readonly updatedUs: number;
  /** The coordinator itself bumped the epoch, against the producer: the epoch before is not that of a retry. */
  readonly isFenced: boolean;
};

/** What a request leads to: an entry to write, an answer as things stand, or a refusal. */
export type TransactionDecision =
  | { readonly kind: "write"; readonly next: TransactionMetadata }
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly error: KafkaErrorName };

/** Where a decision takes what it needs to know beside the metadata. */
export type DecisionContext = { readonly nowUs: number; newProducerId(): number };

const refused = (error: KafkaErrorName): TransactionDecision => ({ kind: "refused", error });
const write = (next: TransactionMetadata): TransactionDecision => ({ kind: "write", next });

/** Is the end decided, and are markers still to be written? */
export function isEnding({ state }: TransactionMetadata): boolean {
  return state === "PrepareCommit" || state === "PrepareAbort";
}

/** A transactional id that nobody has used yet; its first epoch is 0. */
export function newTransaction(
  transactionalId: string,
  timeoutUs: number,
  { nowUs, newProducerId }: DecisionContext,
): TransactionMetadata {
  return {
    kind: "transaction",
    transactionalId,
    producerId: newProducerId(),
    producerEpoch: NO_PRODUCER_EPOCH,
    nextProducerId: NO_PRODUCER_ID,
    timeoutUs,
    state: "Empty",
    partitions: [],
    startedUs: -1,
    updatedUs: nowUs,
    isFenced: false,
  };
}

/**
 * A producer starts: it gets the next epoch. An open transaction is aborted first, in an epoch that nobody is given, and the
 * producer has to ask again. As TransactionCoordinator.prepareInitProducerIdTransit.
 */
export function decideInit(
  present: TransactionMetadata,
  timeoutUs: number,
  context: DecisionContext,
): TransactionDecision {
  if (isEnding(present)) return refused("CONCURRENT_TRANSACTIONS");
  if (present.state === "Ongoing") return write(abortByCoordinator(present, context.nowUs));
  const isExhausted = present.producerEpoch >= EXHAUSTED_EPOCH;
  return write({
    ...present,
    producerId: isExhausted ? context.newProducerId() : present.producerId,
    producerEpoch: isExhausted ? 0 : present.producerEpoch + 1,
    timeoutUs,
    state: "Empty",
    partitions: [],
    startedUs: -1,
    updatedUs: context.nowUs,
    isFenced: false,
  });
}

/** The abort that the coordinator decides itself: the bumped epoch fences the producer. As prepareFenceProducerEpoch. */
export function abortByCoordinator(present: TransactionMetadata, nowUs: number): TransactionMetadata {
  const producerEpoch = present.producerEpoch + 1;
  return { ...present, producerEpoch, state: "PrepareAbort", updatedUs: nowUs, isFenced: true };
}

/** Partitions were written to. As TransactionCoordinator.handleAddPartitionsToTransaction. */
export function decideAdd(
  present: TransactionMetadata,
  asked: ProducerIdentity & { readonly partitions: readonly TopicPartition[] },
  nowUs: number,
): TransactionDecision {
  if (present.producerId !== asked.producerId) return refused("INVALID_PRODUCER_ID_MAPPING");
  if (present.producerEpoch !== asked.producerEpoch) return refused("PRODUCER_FENCED");
  if (isEnding(present)) return refused("CONCURRENT_TRANSACTIONS");
  const isOngoing = present.state === "Ongoing";
  const known = isOngoing ? present.partitions : [];
  const added = asked.partitions.filter((partition) => !known.includes(partition));
  if (isOngoing && added.length === 0) return { kind: "done" };
  const startedUs = isOngoing ? present.startedUs : nowUs;
  return write({ ...present, state: "Ongoing", partitions: [...known, ...added], startedUs, updatedUs: nowUs });
}

/**
 * A client ends its transaction; the epoch is bumped with it, so a retry is known by the epoch before. As
 * TransactionCoordinator.endTransaction for transactions V2.
 */
export function decideEnd(
  present: TransactionMetadata,
  asked: ProducerIdentity & { readonly isCommit: boolean },
  context: DecisionContext,
): TransactionDecision {
  const isRetry = isRetryOf(present, asked);
  if (!isRetry && present.producerId !== asked.producerId) return refused("INVALID_PRODUCER_ID_MAPPING");
  if (!isRetry && present.producerEpoch !== asked.producerEpoch) return refused("PRODUCER_FENCED");
  switch (present.state) {
    case "Ongoing":
      return isRetry ? refused("PRODUCER_FENCED") : write(prepareEnd(present, asked.isCommit, context));
    case "PrepareCommit":
    case "PrepareAbort":
      return refused(endsAs(present, asked.isCommit) ? "CONCURRENT_TRANSACTIONS" : "INVALID_TXN_STATE");
    case "CompleteCommit":
    case "CompleteAbort":
      if (isRetry) return endsAs(present, asked.isCommit) ? { kind: "done" } : refused("INVALID_TXN_STATE");
      break;
    case "Empty":
      break;
  }
  // An abort without any partition is allowed: it bumps the epoch.
  return asked.isCommit ? refused("INVALID_TXN_STATE") : write(prepareEnd(present, false, context));
}

function isRetryOf(present: TransactionMetadata, { producerId, producerEpoch }: ProducerIdentity): boolean {
  if (present.isFenced || present.state === "Ongoing" || present.state === "Empty") return false;
  return producerId === present.producerId && producerEpoch === present.producerEpoch - 1;
}

function endsAs({ state }: TransactionMetadata, isCommit: boolean): boolean {
  return isCommit === (state === "PrepareCommit" || state === "CompleteCommit");
}

/** As TransactionMetadata.prepareAbortOrCommit. */
function prepareEnd(
  present: TransactionMetadata,
  isCommit: boolean,
  { nowUs, newProducerId }: DecisionContext,
): TransactionMetadata {
  const isOngoing = present.state === "Ongoing";
  return {
    ...present,
    producerEpoch: present.producerEpoch + 1,
    nextProducerId: present.producerEpoch >= EXHAUSTED_EPOCH - 1 ? newProducerId() : NO_PRODUCER_ID,
    state: isCommit ? "PrepareCommit" : "PrepareAbort",
    partitions: isOngoing ? present.partitions : [],
    startedUs: isOngoing ? present.startedUs : nowUs,
    updatedUs: nowUs,
  };
}

/** Every marker is written. As TransactionMetadata.prepareComplete. */
export function completed(present: TransactionMetadata, nowUs: number): TransactionMetadata {
  return {
    ...present,
    ...identityAfterEnd(present),
    nextProducerId: NO_PRODUCER_ID,
    state: present.state === "PrepareCommit" ? "CompleteCommit" : "CompleteAbort",
    partitions: [],
    startedUs: -1,
    updatedUs: nowUs,
  };
}

/** Under which identity the producer goes on after the end that was decided. */
export function identityAfterEnd({ producerId, producerEpoch, nextProducerId }: TransactionMetadata): ProducerIdentity {
  return nextProducerId === NO_PRODUCER_ID
    ? { producerId, producerEpoch }
    : { producerId: nextProducerId, producerEpoch: 0 };
}
