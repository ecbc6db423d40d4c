import { z } from "zod";
import { DAY, HOUR } from "../base/time.ts";
import { durationField, idField, note, ruleIssue, wholeField } from "./fields.ts";
import { KAFKA_SOURCE_OPTIONS_NOT_READ, readsPartOf } from "./known-keys.ts";
import { LIMITS } from "./limits.ts";

const MODELLED = "modelled, to be calibrated against Spark 4.1";
const SPARK_KAFKA = "Spark 4.1 KafkaSourceProvider";
const LONGEST_STEP = HOUR;
const LONGEST_PER_ITEM_NS = 1_000_000_000;

const options = {
  maxOffsetsPerTrigger: wholeField(1, LIMITS.records)
    .optional()
    .meta(
      note({
        text: "The most offsets one batch takes, shared among the partitions by their size.",
        unit: "offsets",
        defaultSource: `no limit (${SPARK_KAFKA})`,
      }),
    ),
  minOffsetsPerTrigger: wholeField(1, LIMITS.records)
    .optional()
    .meta(
      note({
        text: "A batch waits for this many offsets, but no longer than maxTriggerDelay.",
        unit: "offsets",
        defaultSource: `no wait (${SPARK_KAFKA})`,
      }),
    ),
  maxTriggerDelay: durationField(0, DAY)
    .prefault("15m")
    .meta(note({ text: "How long minOffsetsPerTrigger may hold a batch back.", defaultSource: SPARK_KAFKA })),
  startingOffsets: z
    .enum(["earliest", "latest"])
    .prefault("latest")
    .meta(
      note({
        text: "Where a query without a checkpoint begins to read.",
        defaultSource: `${SPARK_KAFKA}, for streams`,
      }),
    ),
  failOnDataLoss: z
    .boolean()
    .prefault(true)
    .meta(
      note({
        text: "Whether offsets that are gone fail the query; otherwise it skips what is gone and goes on.",
        defaultSource: SPARK_KAFKA,
      }),
    ),
};

const optionsSchema = readsPartOf(
  "Spark",
  KAFKA_SOURCE_OPTIONS_NOT_READ,
  z.strictObject(options).superRefine(({ minOffsetsPerTrigger: least, maxOffsetsPerTrigger: most }, context) => {
    if (least === undefined || most === undefined || least <= most) return;
    const message = "a batch cannot wait for more offsets than it may take";
    const allowed = `at most maxOffsetsPerTrigger, which is ${most} (Spark refuses this too)`;
    context.issues.push(ruleIssue(least, ["minOffsetsPerTrigger"], message, { allowed }));
  }),
);

const executorsSchema = z.strictObject({
  executors: wholeField(1, 1_000)
    .prefault(2)
    .meta(note({ text: "How many executors run the tasks.", defaultSource: "Spark 4.1 spark.executor.instances" })),
  coresPerExecutor: wholeField(1, 256)
    .prefault(1)
    .meta(
      note({
        text: "How many tasks one executor runs at a time.",
        defaultSource: "Spark 4.1 spark.executor.cores on YARN and Kubernetes",
      }),
    ),
});

const stepField = (text: string, standard: string) =>
  durationField(0, LONGEST_STEP)
    .prefault(standard)
    .meta(note({ text, defaultSource: MODELLED }));
const perItemField = (text: string, standardNs: number) =>
  wholeField(0, LONGEST_PER_ITEM_NS)
    .prefault(standardNs)
    .meta(note({ text, unit: "nanoseconds", defaultSource: MODELLED }));

const serviceTimeSchema = z.strictObject({
  perBatch: stepField("Planning of one batch on the driver.", "60ms"),
  walCommit: stepField("Writing the offset log before the batch.", "40ms"),
  commitOffsets: stepField("Writing the commit log after the batch.", "40ms"),
  perTask: stepField("Launching one task.", "15ms"),
  perRecordNs: perItemField("A task's work for one record.", 4_000),
  perByteNs: perItemField("A task's work for one byte of a record.", 20),
  perTableCommit: stepField("Committing one table, whatever it holds.", "150ms"),
  perRowWrittenNs: perItemField("Writing one row of a table.", 2_500),
});

/** How often a batch starts: a span of virtual time (0s = as soon as the last one ended), or once for all that is there. */
const triggerSchema = z.union([z.literal("available-now"), durationField(0, DAY)]);

export const microBatchNodeSchema = z.strictObject({
  id: idField().meta(note({ text: "The job's name, unique in the pipeline." })),
  kind: z
    .literal("micro-batch")
    .meta(note({ text: "A Structured Streaming query that reads one topic in micro-batches." })),
  trigger: triggerSchema.prefault("0s").meta(
    note({
      text: "Batches start on a grid of this width, or at once when the last one overran; 0s starts the next as soon as the last ended; available-now takes what is there and stops.",
      defaultSource: "Spark 4.1 ProcessingTime(0)",
    }),
  ),
  startAt: durationField()
    .prefault("0s")
    .meta(
      note({ text: "When the query is started, since the start of the run; what came before waits in the topic." }),
    ),
  options: optionsSchema.prefault({}).meta(note({ text: "Options of Spark's Kafka source, under Spark's own keys." })),
  cluster: executorsSchema.prefault({}).meta(note({ text: "The executors that run the tasks." })),
  serviceTime: serviceTimeSchema.prefault({}).meta(note({ text: "How much virtual time the parts of a batch take." })),
});
