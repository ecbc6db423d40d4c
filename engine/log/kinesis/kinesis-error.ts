/** Names of the Kinesis API's exceptions and of the results that the Kinesis Producer Library gives; only those that can happen here. */
export type KinesisErrorName =
  | "ProvisionedThroughputExceededException"
  | "ExpiredIteratorException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException"
  | "ValidationException"
  /** The producer library gave up: the record was older than RecordTtl. */
  | "Expired";

/** What a caller gets instead of an answer: the name of Kinesis's exception, and a sentence. */
export type KinesisError = { readonly name: KinesisErrorName; readonly message: string };

/** Builds a KinesisError. */
export function kinesisError(name: KinesisErrorName, message: string): KinesisError {
  return { name, message };
}
