import { z } from "zod";
import { atField, doneAtField, forField } from "./fault-fields.ts";
import { idField, note, wholeField } from "./fields.ts";
import { LIMITS } from "./limits.ts";

const applicationField = () => idField().meta(note({ text: "The KCL application." }));
const streamField = () => idField().meta(note({ text: "The Kinesis stream." }));
const workerField = () => wholeField(1, LIMITS.groupMembers).meta(note({ text: "Which worker, counted from 1." }));

const workerCrashSchema = z.strictObject({
  fault: z.literal("worker-crash").meta(
    note({
      text: "A worker of a KCL application is killed: its leases rest until others see that nobody renews them. The process that is started later has a name of its own and no leases.",
    }),
  ),
  application: applicationField(),
  worker: workerField(),
  at: atField(),
  for: forField("How long until it is started again."),
});

const workerPauseSchema = z.strictObject({
  fault: z.literal("worker-pause").meta(
    note({
      text: "A worker's whole process stands still, as in a long garbage collection. When it goes on it ends what it had in hand, although others may have its leases.",
    }),
  ),
  application: applicationField(),
  worker: workerField(),
  at: atField(),
  for: forField("How long it stands still."),
});

const updateShardCountSchema = z.strictObject({
  fault: z.literal("update-shard-count").meta(
    note({
      text: "A provisioned stream gets another number of shards, of equal size, by splits and merges: at most the double and at least the half of what it has then.",
    }),
  ),
  stream: streamField(),
  shards: wholeField(1, LIMITS.partitions).meta(note({ text: "How many open shards it shall have.", unit: "shards" })),
  at: doneAtField(),
});

const splitShardSchema = z.strictObject({
  fault: z.literal("split-shard").meta(note({ text: "One shard of a provisioned stream is divided in the middle." })),
  stream: streamField(),
  shard: wholeField(0, 1_000_000).meta(note({ text: "The shard's number: 0 is shardId-000000000000." })),
  at: doneAtField(),
});

/** What can befall an application that reads a Kinesis stream, or be done to a stream. */
export const kinesisFaultSchemas = [
  workerCrashSchema,
  workerPauseSchema,
  updateShardCountSchema,
  splitShardSchema,
] as const;
