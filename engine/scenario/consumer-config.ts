import { z } from "zod";
import { note, ruleIssue, wholeField } from "./fields.ts";
import { CONSUMER_KEYS_NOT_READ, readsPartOf } from "./known-keys.ts";

const INT_MAX = 2_147_483_647;
const SOURCE = "Kafka 4.3 ConsumerConfig";
const CLIENT = "Kafka 4.3 CommonClientConfigs";

/** Client-side assignors, by the short names under which they go in groups. */
const ASSIGNORS = ["range", "roundrobin", "sticky", "cooperative-sticky"] as const;

const milliseconds = (text: string, standard: number, defaultSource = SOURCE) =>
  wholeField(0, INT_MAX)
    .prefault(standard)
    .meta(note({ text, unit: "ms", defaultSource }));
const bytes = (text: string, standard: number) =>
  wholeField(0, INT_MAX)
    .prefault(standard)
    .meta(note({ text, unit: "bytes", defaultSource: SOURCE }));

const consumerKeys = {
  "group.protocol": z
    .enum(["classic", "consumer"])
    .prefault("classic")
    .meta(
      note({
        text: "How the group divides its partitions: classic, where a member computes the assignment and everybody waits for it; or consumer, where the broker does and each member follows on its own (KIP-848).",
        defaultSource: SOURCE,
      }),
    ),
  "partition.assignment.strategy": z
    .array(z.enum(ASSIGNORS))
    .min(1)
    .max(ASSIGNORS.length)
    .prefault(["range", "cooperative-sticky"])
    .meta(
      note({
        text: "The assignors that a member supports, the preferred one first; the group takes the first that all of them support. For group.protocol classic.",
        defaultSource: SOURCE,
      }),
    ),
  "group.remote.assignor": z
    .enum(["uniform", "range"])
    .optional()
    .meta(
      note({
        text: "The broker's assignor, for group.protocol consumer.",
        defaultSource: `none: the broker takes the first of group.consumer.assignors (${SOURCE})`,
      }),
    ),
  "session.timeout.ms": milliseconds(
    "How long the coordinator waits for a heartbeat before it takes a member out. With group.protocol consumer the broker's group.consumer.session.timeout.ms holds instead.",
    45_000,
  ),
  "heartbeat.interval.ms": milliseconds("How often a member sends a heartbeat; below session.timeout.ms.", 3_000),
  "max.poll.interval.ms": milliseconds(
    "How long a member may work on what one poll returned before it leaves the group; also how long a rebalance waits for it.",
    300_000,
    CLIENT,
  ),
  "max.poll.records": wholeField(1, INT_MAX)
    .prefault(500)
    .meta(note({ text: "The most records that one poll returns.", unit: "records", defaultSource: SOURCE })),
  "enable.auto.commit": z
    .boolean()
    .prefault(true)
    .meta(
      note({
        text: "Whether poll commits what the poll before returned, every auto.commit.interval.ms.",
        defaultSource: SOURCE,
      }),
    ),
  "auto.commit.interval.ms": milliseconds("How often positions are committed by poll.", 5_000),
  "auto.offset.reset": z
    .enum(["latest", "earliest", "none"])
    .prefault("latest")
    .meta(
      note({
        text: "Where a partition is read from without a committed offset, or when that offset is gone.",
        defaultSource: SOURCE,
      }),
    ),
  "isolation.level": z
    .enum(["read_uncommitted", "read_committed"])
    .prefault("read_uncommitted")
    .meta(
      note({
        text: "Whether records of open and aborted transactions are returned too.",
        defaultSource: SOURCE,
      }),
    ),
  "fetch.min.bytes": bytes("A fetch is answered as soon as this much is there.", 1),
  "fetch.max.wait.ms": milliseconds("How long a broker holds a fetch open that has less than fetch.min.bytes.", 500),
  "fetch.max.bytes": bytes("The most that one fetch returns; one batch is returned whatever its size.", 52_428_800),
  "max.partition.fetch.bytes": bytes(
    "The most that one fetch returns of one partition; one batch is returned whatever its size.",
    1_048_576,
  ),
  "request.timeout.ms": milliseconds("How long the consumer waits for the answer to one request.", 30_000, CLIENT),
  "default.api.timeout.ms": milliseconds("How long a call such as commitSync may take in all.", 60_000, CLIENT),
  "retry.backoff.ms": milliseconds("The pause before the first retry; it doubles, with 20 % jitter.", 100, CLIENT),
  "retry.backoff.max.ms": milliseconds("The longest pause between two retries.", 1_000, CLIENT),
  "metadata.max.age.ms": milliseconds(
    "How old the consumer's knowledge of topics and leaders may get without an error that refreshes it.",
    300_000,
    CLIENT,
  ),
};

const rawConsumerSchema = z.strictObject(consumerKeys);
type RawConsumer = z.output<typeof rawConsumerSchema>;

/** As ConsumerConfig.postProcessParsedConfig and the checks of the classic and the new consumer. */
function checkConsumer(config: RawConsumer, issues: z.core.$ZodRawIssue[]): void {
  const heartbeat = config["heartbeat.interval.ms"];
  const session = config["session.timeout.ms"];
  if (config["group.protocol"] === "classic" && heartbeat >= session) {
    issues.push(
      ruleIssue(heartbeat, ["heartbeat.interval.ms"], "a member would be taken out before its next heartbeat", {
        allowed: `less than session.timeout.ms, which is ${session} (Kafka refuses this too)`,
      }),
    );
  }
  const strategies = config["partition.assignment.strategy"];
  if (new Set(strategies).size < strategies.length) {
    issues.push(
      ruleIssue(strategies, ["partition.assignment.strategy"], "an assignor is named twice", {
        allowed: "each assignor once",
        code: "duplicate",
      }),
    );
  }
}

/** A consumer's settings, under Kafka's own keys and in Kafka's own units. */
export const consumerConfigSchema = readsPartOf(
  "Kafka",
  CONSUMER_KEYS_NOT_READ,
  rawConsumerSchema.superRefine((config, context) => checkConsumer(config, context.issues)),
);
