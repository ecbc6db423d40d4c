import { z } from "zod";
import { note, numberField, shareField, wholeField } from "./fields.ts";

const INT_MAX = 2_147_483_647;
const MIB = 1_048_576;
const LOG = "Kafka 4.3 LogConfig";

const cleanupPolicy = () => z.enum(["delete", "compact", "compact,delete", "delete,compact"]);
const timestampType = () => z.enum(["CreateTime", "LogAppendTime"]);

/** A whole number of milliseconds from 0 (or `min`) on, as far as Kafka's long goes here. */
function milliseconds(text: string, from: string, min = 0) {
  return wholeField(min, Math.floor(Number.MAX_SAFE_INTEGER / 1_000))
    .optional()
    .meta(note({ text, unit: "ms", defaultSource: from }));
}

function bytes(text: string, from: string, [min, max]: readonly [number, number]) {
  return wholeField(min, max)
    .optional()
    .meta(note({ text, unit: "bytes", defaultSource: from }));
}

/** Settings of a topic's log that the cluster gives a default for: the topic's key and the broker's key. */
export const BROKER_KEY_OF = {
  "cleanup.policy": "log.cleanup.policy",
  "retention.ms": "log.retention.ms",
  "retention.bytes": "log.retention.bytes",
  "segment.bytes": "log.segment.bytes",
  "segment.ms": "log.roll.ms",
  "segment.jitter.ms": "log.roll.jitter.ms",
  "segment.index.bytes": "log.index.size.max.bytes",
  "index.interval.bytes": "log.index.interval.bytes",
  "file.delete.delay.ms": "log.segment.delete.delay.ms",
  "min.cleanable.dirty.ratio": "log.cleaner.min.cleanable.ratio",
  "delete.retention.ms": "log.cleaner.delete.retention.ms",
  "min.compaction.lag.ms": "log.cleaner.min.compaction.lag.ms",
  "max.compaction.lag.ms": "log.cleaner.max.compaction.lag.ms",
  "message.timestamp.type": "log.message.timestamp.type",
  "message.timestamp.before.max.ms": "log.message.timestamp.before.max.ms",
  "message.timestamp.after.max.ms": "log.message.timestamp.after.max.ms",
  "flush.messages": "log.flush.interval.messages",
  "flush.ms": "log.flush.interval.ms",
  "local.retention.ms": "log.local.retention.ms",
  "local.retention.bytes": "log.local.retention.bytes",
} as const;

type TopicLogKey = keyof typeof BROKER_KEY_OF;

/** Says whose default stands behind a field, given the key and Kafka's own default. */
type DefaultOf = (key: TopicLogKey, kafkas: string) => string;

/** The fields of a topic's log settings. */
function logFields(defaultOf: DefaultOf) {
  const from: DefaultOf = (key, value) => defaultOf(key, `${LOG} (${value})`);
  return { ...retentionFields(from), ...segmentFields(from), ...compactionFields(from), ...appendFields(from) };
}

function retentionFields(from: DefaultOf) {
  return {
    "cleanup.policy": cleanupPolicy()
      .optional()
      .meta(
        note({
          text: "What becomes of old records: whole segments deleted, or all but the newest record of each key.",
          defaultSource: from("cleanup.policy", "delete"),
        }),
      ),
    "retention.ms": milliseconds(
      "How long records are kept at least; whole segments go. -1 keeps them for ever.",
      from("retention.ms", "7 days"),
      -1,
    ),
    "retention.bytes": bytes(
      "How much of one partition is kept at most, in whole segments. -1 sets no limit.",
      from("retention.bytes", "-1"),
      [-1, Number.MAX_SAFE_INTEGER],
    ),
    "local.retention.ms": milliseconds(
      "How long the brokers' own disks keep what remote storage has. -2 follows retention.ms.",
      from("local.retention.ms", "-2"),
      -2,
    ),
    "local.retention.bytes": bytes(
      "How much of a partition the brokers' own disks keep of what remote storage has. -2 follows retention.bytes.",
      from("local.retention.bytes", "-2"),
      [-2, Number.MAX_SAFE_INTEGER],
    ),
  };
}

function segmentFields(from: DefaultOf) {
  return {
    "segment.bytes": bytes(
      "A segment is full at this size; Kafka takes no less than 1 MiB.",
      from("segment.bytes", "1 GiB"),
      [MIB, INT_MAX],
    ),
    "segment.ms": milliseconds(
      "A segment is rolled when the next record is this much younger than its first.",
      from("segment.ms", "7 days"),
      1,
    ),
    "segment.jitter.ms": milliseconds(
      "Up to this much is taken off segment.ms by chance, so that segments are not all rolled at once.",
      from("segment.jitter.ms", "0"),
    ),
    "segment.index.bytes": bytes(
      "A segment whose index has this size is full.",
      from("segment.index.bytes", "10 MiB"),
      [4, INT_MAX],
    ),
    "index.interval.bytes": bytes(
      "How much lies between two entries of the index.",
      from("index.interval.bytes", "4096"),
      [0, INT_MAX],
    ),
    "file.delete.delay.ms": milliseconds(
      "How long the files of a deleted segment still take room on the disk.",
      from("file.delete.delay.ms", "60000"),
    ),
  };
}

function compactionFields(from: DefaultOf) {
  return {
    "min.cleanable.dirty.ratio": shareField()
      .optional()
      .meta(
        note({
          text: "A compacted log is cleaned when more than this share of it is dirty.",
          defaultSource: from("min.cleanable.dirty.ratio", "0.5"),
        }),
      ),
    "delete.retention.ms": milliseconds(
      "How long tombstones stay after the cleaner has first seen them.",
      from("delete.retention.ms", "1 day"),
    ),
    "min.compaction.lag.ms": milliseconds(
      "A record younger than this is not compacted.",
      from("min.compaction.lag.ms", "0"),
    ),
    "max.compaction.lag.ms": milliseconds(
      "A record older than this makes its log cleanable, however little of it is dirty.",
      from("max.compaction.lag.ms", "none"),
      1,
    ),
  };
}

function appendFields(from: DefaultOf) {
  return {
    "message.timestamp.type": timestampType()
      .optional()
      .meta(
        note({
          text: "Whose clock stamps the records: the producer's or the leader's.",
          defaultSource: from("message.timestamp.type", "CreateTime"),
        }),
      ),
    "message.timestamp.before.max.ms": milliseconds(
      "A record that claims to be older than this is refused.",
      from("message.timestamp.before.max.ms", "none"),
    ),
    "message.timestamp.after.max.ms": milliseconds(
      "A record that claims to come from further in the future is refused.",
      from("message.timestamp.after.max.ms", "1 hour"),
    ),
    "flush.messages": wholeField(1)
      .optional()
      .meta(
        note({
          text: "After how many records the broker forces the log to disk.",
          unit: "records",
          defaultSource: from("flush.messages", "never"),
        }),
      ),
    "flush.ms": milliseconds(
      "After how long the broker forces the log to disk, when log.flush.scheduler.interval.ms makes it look.",
      from("flush.ms", "never"),
    ),
  };
}

/** Settings of one topic's log. */
export const topicStorageKeys = {
  ...logFields((key) => `the cluster's ${BROKER_KEY_OF[key]}`),
  "remote.storage.enable": z
    .boolean()
    .optional()
    .meta(
      note({
        text: "Whether closed segments are copied to remote storage (KIP-405).",
        defaultSource: `${LOG} (false)`,
      }),
    ),
};

/** The brokers' settings of their disks, and the defaults of the topics' log settings. */
export const clusterStorageKeys = {
  ...brokerFields(),
  "log.retention.check.interval.ms": milliseconds(
    "How often a broker looks for segments to delete.",
    "Kafka 4.3 ServerLogConfigs (5 minutes)",
    1,
  ),
  "log.initial.task.delay.ms": milliseconds(
    "How long after its start a broker looks for the first time.",
    "Kafka 4.3 ServerLogConfigs (30000)",
  ),
  "log.flush.scheduler.interval.ms": milliseconds(
    "How often a broker looks for logs whose flush.ms has passed.",
    "Kafka 4.3 ServerLogConfigs (never)",
    1,
  ),
  "log.cleaner.enable": z
    .boolean()
    .optional()
    .meta(note({ text: "Whether compacted logs are cleaned.", defaultSource: "Kafka 4.3 CleanerConfig (true)" })),
  "log.cleaner.backoff.ms": milliseconds(
    "How long the cleaner sleeps when no log is dirty enough.",
    "Kafka 4.3 CleanerConfig (15000)",
  ),
  "log.cleaner.dedupe.buffer.size": bytes(
    "Room for the keys that the cleaner knows at a time, 24 bytes each.",
    "Kafka 4.3 CleanerConfig (128 MiB)",
    [MIB, INT_MAX],
  ),
  "log.cleaner.io.buffer.load.factor": numberField(0.1, 1)
    .optional()
    .meta(note({ text: "How full that room may get.", defaultSource: "Kafka 4.3 CleanerConfig (0.9)" })),
  "remote.log.manager.task.interval.ms": milliseconds(
    "How often a leader looks for segments to copy to remote storage, or to delete there.",
    "Kafka 4.3 RemoteLogManagerConfig (30000)",
    1,
  ),
};

type LogFields = ReturnType<typeof logFields>;

/** The topics' log settings under the brokers' keys. */
function brokerFields() {
  const fields = logFields((_key, kafkas) => kafkas);
  return Object.fromEntries(
    Object.entries(BROKER_KEY_OF).map(([topicKey, brokerKey]) => [brokerKey, fields[topicKey as TopicLogKey]]),
  ) as { [K in TopicLogKey as (typeof BROKER_KEY_OF)[K]]: LogFields[K] };
}
