import { z } from "zod";
import { note, ruleIssue, wholeField } from "./fields.ts";
import { PRODUCER_KEYS_NOT_READ, readsPartOf } from "./known-keys.ts";

const INT_MAX = 2_147_483_647;
const SOURCE = "Kafka 4.3 ProducerConfig";
const CLIENT = "Kafka 4.3 CommonClientConfigs";
const MAX_IN_FLIGHT_WITH_IDEMPOTENCE = 5;

const ACKS = ["all", "-1", "0", "1", -1, 0, 1] as const;

const producerKeys = {
  acks: z
    .literal([...ACKS])
    .prefault("all")
    .meta(
      note({
        text: "When the leader answers a write: 0 = nobody waits, 1 = when the leader has it, all (or -1) = when every in-sync replica has it.",
        defaultSource: SOURCE,
      }),
    ),
  "enable.idempotence": z
    .boolean()
    .optional()
    .meta(
      note({
        text: "Whether the leader recognises a retried batch by its sequence number. Left out, it is on unless acks or retries rule it out.",
        defaultSource: `true (${SOURCE})`,
      }),
    ),
  retries: wholeField(0, INT_MAX)
    .prefault(INT_MAX)
    .meta(
      note({
        text: "How often a failed batch is sent again; the practical limit is delivery.timeout.ms.",
        defaultSource: SOURCE,
      }),
    ),
  "batch.size": wholeField(0, INT_MAX)
    .prefault(16_384)
    .meta(
      note({
        text: "The size at which a batch of one partition is full and is sent.",
        unit: "bytes",
        defaultSource: SOURCE,
      }),
    ),
  "linger.ms": wholeField(0, INT_MAX)
    .prefault(5)
    .meta(
      note({
        text: "How long a batch that is not full waits for more records.",
        unit: "ms",
        defaultSource: `${SOURCE} (0 up to Kafka 3.9)`,
      }),
    ),
  "request.timeout.ms": wholeField(0, INT_MAX)
    .prefault(30_000)
    .meta(
      note({ text: "How long the producer waits for the answer to one request.", unit: "ms", defaultSource: SOURCE }),
    ),
  "delivery.timeout.ms": wholeField(0, INT_MAX)
    .optional()
    .meta(
      note({
        text: "The bound on the time from send() to success or failure, linger and all retries included. Must be at least linger.ms + request.timeout.ms.",
        unit: "ms",
        defaultSource: `120000, or linger.ms + request.timeout.ms if that is more (${SOURCE})`,
      }),
    ),
  "max.in.flight.requests.per.connection": wholeField(1, INT_MAX)
    .prefault(5)
    .meta(
      note({
        text: "How many unanswered requests one broker may have; at most 5 unless enable.idempotence is false.",
        unit: "requests",
        defaultSource: SOURCE,
      }),
    ),
  "retry.backoff.ms": wholeField(0, INT_MAX)
    .prefault(100)
    .meta(
      note({
        text: "The pause before the first retry; it doubles, with 20 % jitter, up to retry.backoff.max.ms.",
        unit: "ms",
        defaultSource: CLIENT,
      }),
    ),
  "retry.backoff.max.ms": wholeField(0, INT_MAX)
    .prefault(1_000)
    .meta(note({ text: "The longest pause between two retries.", unit: "ms", defaultSource: CLIENT })),
  "max.request.size": wholeField(0, INT_MAX)
    .prefault(1_048_576)
    .meta(
      note({
        text: "The largest request; a larger record fails before it is sent.",
        unit: "bytes",
        defaultSource: SOURCE,
      }),
    ),
  "metadata.max.age.ms": wholeField(0, INT_MAX)
    .prefault(300_000)
    .meta(
      note({
        text: "How old the producer's knowledge of the leaders may get without an error that refreshes it.",
        unit: "ms",
        defaultSource: SOURCE,
      }),
    ),
  "buffer.memory": wholeField(0, Number.MAX_SAFE_INTEGER)
    .prefault(33_554_432)
    .meta(
      note({
        text: "What batches that are not delivered may take; when it is full, send() blocks.",
        unit: "bytes",
        defaultSource: SOURCE,
      }),
    ),
  "max.block.ms": wholeField(0, INT_MAX)
    .prefault(60_000)
    .meta(
      note({ text: "How long send() blocks for memory before the record fails.", unit: "ms", defaultSource: SOURCE }),
    ),
  "compression.type": z
    .enum(["none", "gzip", "snappy", "lz4", "zstd"])
    .prefault("none")
    .meta(
      note({
        text: "How batches are compressed: modelled as a size, 0.3 of the plain one with gzip and zstd, 0.5 with snappy and lz4.",
        defaultSource: SOURCE,
      }),
    ),
  "transactional.id": z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta(
      note({
        text: "Makes the producer transactional, under this name: a later producer of the same name fences it.",
        defaultSource: `none (${SOURCE})`,
      }),
    ),
  "transaction.timeout.ms": wholeField(1, INT_MAX)
    .prefault(60_000)
    .meta(
      note({
        text: "How long a transaction may stay open before its coordinator aborts it and fences the producer; at most 900000.",
        unit: "ms",
        defaultSource: SOURCE,
      }),
    ),
  "partitioner.adaptive.partitioning.enable": z
    .boolean()
    .prefault(true)
    .meta(
      note({ text: "Whether records without a key prefer partitions whose queue is short.", defaultSource: SOURCE }),
    ),
  "partitioner.ignore.keys": z
    .boolean()
    .prefault(false)
    .meta(note({ text: "Whether records with a key are spread like records without one.", defaultSource: SOURCE })),
  partitioner: z
    .enum(["murmur2", "consistent_random"])
    .prefault("murmur2")
    .meta(
      note({
        text: "The hash of a key: murmur2 as the Java client, or consistent_random (CRC32) as librdkafka.",
        defaultSource: "Kafka 4.3 BuiltInPartitioner",
      }),
    ),
};

const rawProducerSchema = z.strictObject(producerKeys);
type RawProducer = z.output<typeof rawProducerSchema>;

/** A producer's settings, under Kafka's own keys: `acks` as on the wire (-1 is all), idempotence decided as ProducerConfig does. */
export type ProducerConfig = Omit<RawProducer, "acks" | "enable.idempotence" | "delivery.timeout.ms"> & {
  acks: -1 | 0 | 1;
  "enable.idempotence": boolean;
  "delivery.timeout.ms": number;
};

function wireAcks(acks: RawProducer["acks"]): -1 | 0 | 1 {
  if (acks === "all" || acks === "-1" || acks === -1) return -1;
  return acks === "0" || acks === 0 ? 0 : 1;
}

/** As ProducerConfig.postProcessAndValidateIdempotenceConfigs: a stated wish that cannot be met is an error, the default gives way. */
function checkIdempotence(config: RawProducer, issues: z.core.$ZodRawIssue[]): void {
  const wish = config["enable.idempotence"];
  if (wish === false) return;
  const conflict = (key: keyof RawProducer, allowed: string) =>
    issues.push(
      ruleIssue(config[key], [key], `the idempotent producer does not work with ${key} ${config[key]}`, {
        allowed,
        code: "idempotence-conflict",
      }),
    );
  if (wish === true && wireAcks(config.acks) !== -1) conflict("acks", "acks: all, or enable.idempotence: false");
  if (wish === true && config.retries === 0) conflict("retries", "at least 1, or enable.idempotence: false");
  if (config["max.in.flight.requests.per.connection"] > MAX_IN_FLIGHT_WITH_IDEMPOTENCE) {
    conflict(
      "max.in.flight.requests.per.connection",
      `1 to ${MAX_IN_FLIGHT_WITH_IDEMPOTENCE}, or a written enable.idempotence: false (an error since Kafka 4.0)`,
    );
  }
}

/** As KafkaProducer.configureTransactionState: transactions need idempotence. */
function checkTransactions(config: RawProducer, issues: z.core.$ZodRawIssue[]): void {
  const id = config["transactional.id"];
  const isIdempotent = config["enable.idempotence"] !== false && wireAcks(config.acks) === -1 && config.retries > 0;
  if (id === undefined || isIdempotent) return;
  issues.push(
    ruleIssue(id, ["transactional.id"], "a transactional producer must be idempotent", {
      allowed: "acks: all, retries of at least 1 and no enable.idempotence: false",
      code: "idempotence-conflict",
    }),
  );
}

/** As KafkaProducer.configureDeliveryTimeout. */
function checkDeliveryTimeout(config: RawProducer, issues: z.core.$ZodRawIssue[]): void {
  const timeout = config["delivery.timeout.ms"];
  const least = config["linger.ms"] + config["request.timeout.ms"];
  if (timeout === undefined || timeout >= least) return;
  issues.push(
    ruleIssue(
      timeout,
      ["delivery.timeout.ms"],
      "delivery.timeout.ms leaves no time for one lingering batch and one request",
      {
        allowed: `at least linger.ms + request.timeout.ms = ${least}`,
      },
    ),
  );
}

function resolveProducer(config: RawProducer): ProducerConfig {
  const acks = wireAcks(config.acks);
  const canBeIdempotent = acks === -1 && config.retries > 0;
  return {
    ...config,
    acks,
    "enable.idempotence": (config["enable.idempotence"] ?? true) && canBeIdempotent,
    "delivery.timeout.ms":
      config["delivery.timeout.ms"] ??
      Math.max(120_000, Math.min(INT_MAX, config["linger.ms"] + config["request.timeout.ms"])),
  };
}

/** Settings of one producer, under Kafka's own keys and in Kafka's own units. */
export const producerConfigSchema = readsPartOf(
  "Kafka",
  PRODUCER_KEYS_NOT_READ,
  rawProducerSchema
    .superRefine((config, context) => {
      checkIdempotence(config, context.issues);
      checkTransactions(config, context.issues);
      checkDeliveryTimeout(config, context.issues);
    })
    .transform(resolveProducer),
);
