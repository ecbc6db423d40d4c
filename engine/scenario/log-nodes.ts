import { z } from "zod";
import { HOUR, MICROSECOND, MINUTE } from "../base/time.ts";
import { clusterConfigSchema, topicConfigSchema } from "./cluster-config.ts";
import { durationField, idField, note, ruleIssue, wholeField } from "./fields.ts";
import { kplConfigSchema } from "./kinesis-config.ts";
import { LIMITS } from "./limits.ts";
import { producerConfigSchema } from "./producer-config.ts";

const networkSchema = z.strictObject({
  latency: durationField(MICROSECOND, MINUTE)
    .prefault("500us")
    .meta(
      note({
        text: "How long a message travels between any two machines, one way.",
        defaultSource: "modelled: two zones of one cloud region",
      }),
    ),
  interRackLatency: durationField(0, MINUTE)
    .prefault("0us")
    .meta(
      note({
        text: "What a message between machines in different racks takes besides, one way.",
        defaultSource: "modelled: none",
      }),
    ),
  bandwidthBytesPerSecond: wholeField(1_000, 1_000_000_000_000)
    .prefault(1_250_000_000)
    .meta(note({ text: "What one link carries.", unit: "bytes per second", defaultSource: "modelled: 10 Gbit/s" })),
});

const diskSchema = z.strictObject({
  flushInterval: durationField(MICROSECOND, HOUR)
    .prefault("30s")
    .meta(
      note({
        text: "How old a written page gets before the operating system puts it on disk; a power loss takes everything younger.",
        defaultSource: "Linux vm.dirty_expire_centisecs (3000)",
      }),
    ),
  restartDuration: durationField(0, HOUR)
    .prefault("5s")
    .meta(
      note({
        text: "How long a broker process needs to start before it registers with the controller.",
        defaultSource: "modelled",
      }),
    ),
});

const rateField = (text: string) =>
  wholeField(1, 1_000_000_000_000)
    .optional()
    .meta(note({ text, unit: "bytes per second", defaultSource: "no quota (Kafka 4.3 QuotaConfig)" }));

const quotaSchema = z.strictObject({
  client: idField().meta(
    note({
      text: "The client's id: that of a source, a member of a group as billing-1, or default for all that have none.",
    }),
  ),
  producer_byte_rate: rateField("What it may send to one broker."),
  consumer_byte_rate: rateField("What it may read from one broker."),
});

/** The Kafka cluster that carries every topic of the pipeline. Brokers are numbered from 1. */
export const kafkaSchema = z.strictObject({
  brokers: wholeField(1, LIMITS.brokers)
    .prefault(3)
    .meta(
      note({
        text: "How many brokers the cluster has; they are numbered from 1.",
        defaultSource: "modelled: the smallest cluster that survives one broker with min.insync.replicas 2",
      }),
    ),
  controllers: wholeField(1, 7)
    .prefault(1)
    .meta(
      note({
        text: "How many controllers the KRaft quorum has; one of them is active, and more than half must live.",
        defaultSource: "modelled: one, which never fails by itself",
      }),
    ),
  racks: z
    .array(idField())
    .max(LIMITS.brokers)
    .prefault([])
    .meta(
      note({
        text: "The rack or zone of each broker (broker.rack), in the order of the brokers, again from the first when there are more brokers. Replicas of a partition are then spread over racks.",
        defaultSource: "Kafka 4.3 ServerConfigs (broker.rack is null)",
      }),
    ),
  quotas: z
    .array(quotaSchema)
    .max(LIMITS.listLength)
    .prefault([])
    .meta(
      note({ text: "How many bytes a second clients may send and read on each broker before they are throttled." }),
    ),
  config: clusterConfigSchema
    .prefault({})
    .meta(
      note({ text: "Settings of the brokers and the controller, under Kafka's own keys and in Kafka's own units." }),
    ),
  network: networkSchema.prefault({}).meta(note({ text: "The network between the machines." })),
  disk: diskSchema.prefault({}).meta(note({ text: "The brokers' disks and processes." })),
});

const transactionSchema = z.strictObject({
  every: durationField(MICROSECOND, HOUR)
    .prefault("1s")
    .meta(
      note({
        text: "How long the application puts records into a transaction before it commits; while it commits, records wait.",
        defaultSource: "modelled",
      }),
    ),
  abortEvery: wholeField(1, 1_000_000)
    .optional()
    .meta(
      note({
        text: "Every so many transactions the application aborts one instead; its records are not sent again.",
        unit: "transactions",
        defaultSource: "never",
      }),
    ),
});

export const sourceNodeSchema = z.strictObject({
  id: idField().meta(note({ text: "The node's name, unique in the pipeline." })),
  kind: z
    .literal("source")
    .meta(note({ text: "An application that sends the records of one workload to one topic or stream." })),
  workload: idField().meta(note({ text: "The entry under workload: that says where the records come from." })),
  wireFormat: z
    .strictObject({
      schemaId: wholeField(1, 0x7fffffff).meta(
        note({ text: "The id under which the registry would know the schema." }),
      ),
    })
    .superRefine(({ schemaId }, context) => {
      const bytes = [24, 16, 8, 0].map((shift) => (schemaId >>> shift) & 0xff);
      if (bytes.every((byte) => byte < 0x80)) return;
      context.issues.push(
        ruleIssue(schemaId, ["schemaId"], "the head would be no text, which values are here", {
          allowed: "an id whose four bytes are all below 128: 1 to 127, 256 to 383, ...",
        }),
      );
    })
    .optional()
    .meta(
      note({
        text: "Confluent's wire format: each value begins with a magic byte 0 and the four bytes of its schema's id, and SQL has to cut them off: substr(value, 6).",
        defaultSource: "none: Kafka's StringSerializer",
      }),
    ),
  producer: producerConfigSchema
    .prefault({})
    .meta(note({ text: "The producer's settings, under Kafka's own keys and in Kafka's own units." })),
  transaction: transactionSchema.optional().meta(
    note({
      text: "Sends the records in transactions, under producer.transactional.id, or the node's id where that is not set. With a transactional.id alone: every 1s.",
      defaultSource: "no transactions",
    }),
  ),
  kpl: kplConfigSchema.optional().meta(
    note({
      text: "The producer's settings when the source feeds a Kinesis stream, under the Kinesis Producer Library's own keys; producer is for Kafka then and not read.",
      defaultSource: "Kinesis Producer Library default_config.properties",
    }),
  ),
});

export const topicNodeSchema = z.strictObject({
  id: idField().meta(note({ text: "The topic's name, unique in the pipeline." })),
  kind: z.literal("topic").meta(note({ text: "A partitioned, replicated log." })),
  partitions: wholeField(1, LIMITS.partitions)
    .prefault(1)
    .meta(note({ text: "How many partitions the topic has.", defaultSource: "Kafka 4.3 num.partitions" })),
  replicationFactor: wholeField(1, LIMITS.brokers)
    .prefault(1)
    .meta(
      note({
        text: "On how many brokers each partition is kept; at most as many as there are brokers.",
        defaultSource: "Kafka 4.3 default.replication.factor",
      }),
    ),
  config: topicConfigSchema.prefault({}).meta(note({ text: "Settings of this topic, under Kafka's own keys." })),
});
