import { z } from "zod";
import { DAY, HOUR, MINUTE } from "../base/time.ts";
import { durationField, idField, note, ruleIssue, wholeField } from "./fields.ts";
import { kclConfigSchema } from "./kinesis-config.ts";
import { LIMITS } from "./limits.ts";

const LIMITS_PAGE = "Amazon Kinesis Data Streams, Quotas and limits";
const HOURS_A_DAY = 24;
const DAYS_A_YEAR = 365;
const ON_DEMAND_SHARDS = 4;

export const kinesisStreamNodeSchema = z
  .strictObject({
    id: idField().meta(note({ text: "The stream's name, unique in the pipeline." })),
    kind: z.literal("kinesis-stream").meta(note({ text: "A Kinesis data stream: shards, each a range of hash keys." })),
    mode: z
      .enum(["PROVISIONED", "ON_DEMAND"])
      .prefault("PROVISIONED")
      .meta(
        note({
          text: "Who sets the number of shards: its owner, or Kinesis, which grows an on-demand stream to the double of its busiest minute.",
          defaultSource: "modelled: the mode whose shards a scenario can state",
        }),
      ),
    shards: wholeField(1, LIMITS.partitions)
      .optional()
      .meta(
        note({
          text: "How many shards the stream starts with; each takes 1 MiB or 1,000 records a second and gives 2 MiB and five reads a second.",
          defaultSource: `1, or 4 on demand (${LIMITS_PAGE})`,
        }),
      ),
    retentionPeriodHours: wholeField(HOURS_A_DAY, DAYS_A_YEAR * HOURS_A_DAY)
      .prefault(HOURS_A_DAY)
      .meta(note({ text: "How long a record can be read.", unit: "hours", defaultSource: LIMITS_PAGE })),
    maxRecordSizeInKiB: wholeField(1_024, 10_240)
      .prefault(1_024)
      .meta(
        note({
          text: "The largest record, data and partition key together.",
          unit: "KiB",
          defaultSource: "Kinesis CreateStream MaxRecordSizeInKiB",
        }),
      ),
  })
  .superRefine(({ mode, shards }, context) => {
    if (mode === "PROVISIONED" || shards === undefined) return;
    context.issues.push(
      ruleIssue(shards, ["shards"], "Kinesis itself sets the shards of an on-demand stream", {
        allowed: "no shards with mode: ON_DEMAND",
        code: "conflict",
      }),
    );
  })
  .transform((stream) => ({
    ...stream,
    shards: stream.shards ?? (stream.mode === "ON_DEMAND" ? ON_DEMAND_SHARDS : 1),
  }));

const processingSchema = z.strictObject({
  perRecord: durationField(0, MINUTE)
    .prefault("100us")
    .meta(
      note({
        text: "How long a record processor works on one record.",
        defaultSource: "modelled: a light application",
      }),
    ),
  perBatch: durationField(0, HOUR)
    .prefault("1ms")
    .meta(
      note({
        text: "How long one processRecords takes, besides its records.",
        defaultSource: "modelled: a light application",
      }),
    ),
});

export const kclApplicationNodeSchema = z.strictObject({
  id: idField().meta(note({ text: "The application's name, unique in the pipeline." })),
  kind: z
    .literal("kcl-application")
    .meta(
      note({ text: "An application of the Kinesis Client Library: workers that share a stream's shards by leases." }),
    ),
  workers: wholeField(1, LIMITS.groupMembers)
    .prefault(1)
    .meta(note({ text: "How many workers there are.", unit: "workers", defaultSource: "modelled" })),
  startAt: durationField()
    .prefault("0s")
    .meta(note({ text: "When the workers start, since the start of the run." })),
  enhancedFanOut: z
    .boolean()
    .prefault(true)
    .meta(
      note({
        text: "Whether the application is a registered consumer, to whom each shard pushes 2 MiB a second; otherwise it polls and shares the shards' five reads a second with the others.",
        defaultSource: "KCL 3.x RetrievalConfig",
      }),
    ),
  config: kclConfigSchema.prefault({}).meta(note({ text: "Settings under the library's own keys and in its units." })),
  processing: processingSchema.prefault({}).meta(note({ text: "How long the record processors take." })),
  checkpointEvery: durationField(0, DAY)
    .prefault("60s")
    .meta(
      note({
        text: "A record processor checkpoints when so much time has passed since its last checkpoint; 0s does it after every batch. What came after a checkpoint is processed again when the worker dies.",
        defaultSource: "the sample applications of the Kinesis Client Library",
      }),
    ),
});
