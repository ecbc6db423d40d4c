import { z } from "zod";
import { controllerKeys } from "./controller-config.ts";
import { coordinatorKeys } from "./coordinator-config.ts";
import { note, ruleIssue, wholeField } from "./fields.ts";
import { CLUSTER_KEYS_NOT_READ, readsPartOf, TOPIC_KEYS_NOT_READ } from "./known-keys.ts";
import { clusterStorageKeys, topicStorageKeys } from "./storage-keys.ts";

const INT_MAX = 2_147_483_647;
const REPLICATION = "Kafka 4.3 ReplicationConfigs";
const KRAFT = "Kafka 4.3 KRaftConfigs";
/** Not read: a follower gives a connection up after Kafka's default. */
const REPLICA_SOCKET_TIMEOUT_MS = 30_000;

const clusterKeys = {
  ...controllerKeys,
  ...coordinatorKeys,
  ...clusterStorageKeys,
  "broker.session.timeout.ms": wholeField(1, INT_MAX)
    .prefault(9_000)
    .meta(
      note({
        text: "How long the controller waits for a heartbeat before it fences a broker.",
        unit: "ms",
        defaultSource: KRAFT,
      }),
    ),
  "broker.heartbeat.interval.ms": wholeField(1, INT_MAX)
    .prefault(2_000)
    .meta(note({ text: "How often a broker sends a heartbeat to the controller.", unit: "ms", defaultSource: KRAFT })),
  "replica.lag.time.max.ms": wholeField(1, INT_MAX)
    .prefault(30_000)
    .meta(
      note({
        text: "A follower that has not caught up with its leader for this long leaves the in-sync replicas; checked every half of it.",
        unit: "ms",
        defaultSource: REPLICATION,
      }),
    ),
  "replica.fetch.wait.max.ms": wholeField(0, INT_MAX)
    .prefault(500)
    .meta(
      note({
        text: "How long a leader holds a follower's fetch open when there is nothing new.",
        unit: "ms",
        defaultSource: REPLICATION,
      }),
    ),
  "replica.fetch.min.bytes": wholeField(0, INT_MAX)
    .prefault(1)
    .meta(
      note({
        text: "A follower's fetch is answered as soon as this much is there.",
        unit: "bytes",
        defaultSource: REPLICATION,
      }),
    ),
  "replica.fetch.max.bytes": wholeField(1, INT_MAX)
    .prefault(1_048_576)
    .meta(
      note({
        text: "The most a follower fetches of one partition at a time; one batch is returned whatever its size.",
        unit: "bytes",
        defaultSource: REPLICATION,
      }),
    ),
  "replica.fetch.response.max.bytes": wholeField(1, INT_MAX)
    .prefault(10_485_760)
    .meta(
      note({
        text: "The most a follower fetches of all partitions in one response.",
        unit: "bytes",
        defaultSource: REPLICATION,
      }),
    ),
  "replica.fetch.backoff.ms": wholeField(0, INT_MAX)
    .prefault(1_000)
    .meta(
      note({
        text: "How long a follower pauses fetching of a partition after an error.",
        unit: "ms",
        defaultSource: REPLICATION,
      }),
    ),
  "replica.high.watermark.checkpoint.interval.ms": wholeField(1, INT_MAX)
    .prefault(5_000)
    .meta(
      note({ text: "How often a broker writes its high watermarks to disk.", unit: "ms", defaultSource: REPLICATION }),
    ),
  "unclean.leader.election.enable": z
    .boolean()
    .prefault(false)
    .meta(
      note({
        text: "Whether a replica outside the in-sync set may become leader when no other is left: availability for lost records.",
        defaultSource: "Kafka 4.3 LogConfig",
      }),
    ),
  "unclean.leader.election.interval.ms": wholeField(1, INT_MAX)
    .prefault(300_000)
    .meta(
      note({
        text: "How often the controller looks for leaderless partitions that an unclean election could serve.",
        unit: "ms",
        defaultSource: REPLICATION,
      }),
    ),
  "min.insync.replicas": wholeField(1, INT_MAX)
    .prefault(1)
    .meta(
      note({
        text: "With acks=all, the fewest in-sync replicas for which a write is accepted; a topic may say otherwise.",
        unit: "replicas",
        defaultSource: "Kafka 4.3 ServerLogConfigs",
      }),
    ),
  "producer.id.expiration.ms": wholeField(1, INT_MAX)
    .prefault(86_400_000)
    .meta(
      note({
        text: "How long a broker remembers the sequence numbers of a producer that is silent.",
        unit: "ms",
        defaultSource: "Kafka 4.3 TransactionLogConfig",
      }),
    ),
};

type ClusterConfig = z.output<z.ZodObject<typeof clusterKeys>>;

/** As KafkaConfig.validateValues. */
function checkFetchWait(config: ClusterConfig, issues: z.core.$ZodRawIssue[]): void {
  const wait = config["replica.fetch.wait.max.ms"];
  const lag = config["replica.lag.time.max.ms"];
  const refuse = (message: string, limit: string) =>
    issues.push(
      ruleIssue(wait, ["replica.fetch.wait.max.ms"], message, { allowed: `at most ${limit} (Kafka refuses this too)` }),
    );
  if (wait > lag) {
    refuse(
      "a fetch held open for longer than the lag limit would shrink the in-sync replicas of every idle partition",
      `replica.lag.time.max.ms, which is ${lag}`,
    );
  }
  if (wait > REPLICA_SOCKET_TIMEOUT_MS) {
    refuse(
      "a follower gives up a fetch that is held open for longer than its socket timeout",
      `replica.socket.timeout.ms, which is always ${REPLICA_SOCKET_TIMEOUT_MS} here`,
    );
  }
}

/** Settings of the brokers and the controller, under Kafka's own keys and in Kafka's own units. */
export const clusterConfigSchema = readsPartOf(
  "Kafka",
  CLUSTER_KEYS_NOT_READ,
  z.strictObject(clusterKeys).superRefine((config, context) => checkFetchWait(config, context.issues)),
);

/** Settings of one topic, under Kafka's own keys; what is left out follows the cluster's setting of the same name. */
export const topicConfigSchema = readsPartOf(
  "Kafka",
  TOPIC_KEYS_NOT_READ,
  z.strictObject({
    ...topicStorageKeys,
    "min.insync.replicas": wholeField(1, INT_MAX)
      .optional()
      .meta(
        note({
          text: "With acks=all, the fewest in-sync replicas for which a write is accepted.",
          unit: "replicas",
          defaultSource: "the cluster's min.insync.replicas",
        }),
      ),
    "unclean.leader.election.enable": z
      .boolean()
      .optional()
      .meta(
        note({
          text: "Whether a replica outside the in-sync set may become leader of this topic's partitions.",
          defaultSource: "the cluster's unclean.leader.election.enable",
        }),
      ),
    "max.message.bytes": wholeField(0, INT_MAX)
      .prefault(1_048_588)
      .meta(
        note({
          text: "The largest batch that the leader accepts; a larger one fails with MESSAGE_TOO_LARGE.",
          unit: "bytes",
          defaultSource: "Kafka 4.3 ServerLogConfigs (1 MiB and 12 bytes)",
        }),
      ),
  }),
);
