import type { AppendResult } from "../log/kafka/storage/replica-log.ts";

type AppendError = Extract<AppendResult, { kind: "refused" }>["error"];

/** The exception of Kafka's that stands behind an error of an append, as the cases name it. */
export const EXCEPTIONS: Readonly<Record<AppendError, string>> = {
  OUT_OF_ORDER_SEQUENCE_NUMBER: "OutOfOrderSequenceException",
  INVALID_PRODUCER_EPOCH: "InvalidProducerEpochException",
  INVALID_TXN_STATE: "InvalidTxnStateException",
  TRANSACTION_COORDINATOR_FENCED: "TransactionCoordinatorFencedException",
  INVALID_RECORD: "RecordValidationException",
  INVALID_TIMESTAMP: "RecordValidationException",
  MESSAGE_TOO_LARGE: "RecordTooLargeException",
  RECORD_LIST_TOO_LARGE: "RecordBatchTooLargeException",
};
