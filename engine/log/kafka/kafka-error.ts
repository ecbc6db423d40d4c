/** Error names and codes as in Kafka's Errors; only those that this log can answer. */
const ERROR_CODES = {
  NONE: 0,
  OFFSET_OUT_OF_RANGE: 1,
  UNKNOWN_TOPIC_OR_PARTITION: 3,
  LEADER_NOT_AVAILABLE: 5,
  NOT_LEADER_OR_FOLLOWER: 6,
  REQUEST_TIMED_OUT: 7,
  MESSAGE_TOO_LARGE: 10,
  NETWORK_EXCEPTION: 13,
  NOT_ENOUGH_REPLICAS: 19,
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: 20,
  OUT_OF_ORDER_SEQUENCE_NUMBER: 45,
  INVALID_PRODUCER_EPOCH: 47,
  FENCED_LEADER_EPOCH: 74,
  UNKNOWN_LEADER_EPOCH: 75,
  STALE_BROKER_EPOCH: 77,
  OFFSET_NOT_AVAILABLE: 78,
  INVALID_UPDATE_VERSION: 95,
  DUPLICATE_BROKER_REGISTRATION: 101,
  BROKER_ID_NOT_REGISTERED: 102,
  INELIGIBLE_REPLICA: 107,
} as const;

/** A name of Kafka's Errors. */
export type KafkaErrorName = keyof typeof ERROR_CODES;

/** What a caller gets instead of an answer: Kafka's own name and code, and a sentence. */
export type KafkaError = { readonly name: KafkaErrorName; readonly code: number; readonly message: string };

/** Builds a KafkaError with the code that belongs to the name. */
export function kafkaError(name: KafkaErrorName, message: string): KafkaError {
  return { name, code: ERROR_CODES[name], message };
}

const RETRIABLE: ReadonlySet<KafkaErrorName> = new Set<KafkaErrorName>([
  "UNKNOWN_TOPIC_OR_PARTITION",
  "LEADER_NOT_AVAILABLE",
  "NOT_LEADER_OR_FOLLOWER",
  "REQUEST_TIMED_OUT",
  "NETWORK_EXCEPTION",
  "NOT_ENOUGH_REPLICAS",
  "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
  "FENCED_LEADER_EPOCH",
  "UNKNOWN_LEADER_EPOCH",
  "OFFSET_NOT_AVAILABLE",
]);

const INVALID_METADATA: ReadonlySet<KafkaErrorName> = new Set<KafkaErrorName>([
  "UNKNOWN_TOPIC_OR_PARTITION",
  "LEADER_NOT_AVAILABLE",
  "NOT_LEADER_OR_FOLLOWER",
  "NETWORK_EXCEPTION",
  "FENCED_LEADER_EPOCH",
]);

/** Does a client try again after this error? As Kafka's RetriableException. */
export function isRetriable(name: KafkaErrorName): boolean {
  return RETRIABLE.has(name);
}

/** Does this error say that the client's view of the leaders is out of date? As Kafka's InvalidMetadataException. */
export function invalidatesMetadata(name: KafkaErrorName): boolean {
  return INVALID_METADATA.has(name);
}
