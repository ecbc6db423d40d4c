import { z } from "zod";
import { MICROSECOND } from "../base/time.ts";
import { atField, doneAtField, forField, groupField } from "./fault-fields.ts";
import { durationField, idField, note, textField, wholeField } from "./fields.ts";
import { LIMITS } from "./limits.ts";

/** The places inside a batch where a driver can be made to stop. */
export const BATCH_PLACES = ["offset-log", "tasks", "tables"] as const;

const batchPlaceSchema = z.strictObject({
  batch: wholeField(0, 10_000_000).meta(note({ text: "The batch in which the driver dies, counted from 0." })),
  after: idField().meta(
    note({
      text: "The last thing that still happens: a table's commit, by the table's id; offset-log; tasks; or tables, which is all tables but not the commit log.",
    }),
  ),
});

const driverCrashSchema = z.strictObject({
  fault: z
    .literal("driver-crash")
    .meta(note({ text: "The driver of a micro-batch job dies; its checkpoint and its tables stay." })),
  job: idField().meta(note({ text: "The job whose driver dies." })),
  at: z
    .union([durationField(), batchPlaceSchema])
    .meta(note({ text: "When it dies: a time since the start, or a place inside a batch." })),
  for: durationField().meta(note({ text: "How long until a new driver starts from the checkpoint." })),
});

/** Records that one fault may send. */
const MOST_POISON = 10_000;

const poisonRecordSchema = z.strictObject({
  fault: z.literal("poison-record").meta(
    note({
      text: "The application of a source sends a record that it should not, which then travels as any record does: a bug upstream, a change of format that nobody announced.",
    }),
  ),
  source: idField().meta(note({ text: "The source whose producer sends the record." })),
  at: durationField().meta(note({ text: "When it is sent, since the start of the run." })),
  value: textField().meta(
    note({ text: "The record's value, as text; what the pipeline makes of it is its own affair." }),
  ),
  key: textField()
    .optional()
    .meta(note({ text: "The record's key; without one the partitioner treats it as a record without a key." })),
  count: wholeField(1, MOST_POISON)
    .default(1)
    .meta(note({ text: "How many such records are sent, all at the same instant.", unit: "records" })),
});

const memberField = (text: string) =>
  wholeField(1, LIMITS.groupMembers)
    .prefault(1)
    .meta(note({ text, defaultSource: "modelled: the first member" }));
const membersField = (text: string) =>
  wholeField(1, LIMITS.groupMembers)
    .prefault(1)
    .meta(note({ text, unit: "members", defaultSource: "modelled" }));

const memberCrashSchema = z.strictObject({
  fault: z
    .literal("member-crash")
    .meta(
      note({ text: "A group's member is killed: it says nothing, and its partitions rest until its session is over." }),
    ),
  group: groupField(),
  member: memberField("Which member, counted from 1."),
  at: atField(),
  for: forField("How long until it is started again."),
});

const memberStallSchema = z.strictObject({
  fault: z.literal("member-stall").meta(
    note({
      text: "A member's processing stands still, as in a call that does not return, while its heartbeats go on: max.poll.interval.ms is what notices.",
    }),
  ),
  group: groupField(),
  member: memberField("Which member, counted from 1."),
  at: atField(),
  for: durationField(MICROSECOND).meta(note({ text: "How long it stands still." })),
});

const memberPauseSchema = z.strictObject({
  fault: z.literal("member-pause").meta(
    note({
      text: "A member's whole process stands still, as in a long garbage collection: no heartbeats either. When it goes on it does not know that others may have its partitions.",
    }),
  ),
  group: groupField(),
  member: memberField("Which member, counted from 1."),
  at: atField(),
  for: durationField(MICROSECOND).meta(note({ text: "How long it stands still." })),
});

const membersJoinSchema = z.strictObject({
  fault: z.literal("members-join").meta(note({ text: "More members are started." })),
  group: groupField(),
  members: membersField("How many."),
  at: doneAtField(),
});

const membersLeaveSchema = z.strictObject({
  fault: z.literal("members-leave").meta(
    note({
      text: "Members are closed in order, the last ones first: they commit, and say that they leave unless they are static.",
    }),
  ),
  group: groupField(),
  members: membersField("How many."),
  at: doneAtField(),
});

const producerCrashSchema = z.strictObject({
  fault: z.literal("producer-crash").meta(
    note({
      text: "The application of a source is killed: what its producer had not sent or not heard of is lost in the client. What comes while it is down is lost with it. A new process goes on with what comes then; with the same transactional.id it fences the old one.",
    }),
  ),
  source: idField().meta(note({ text: "The source whose application dies." })),
  at: atField(),
  for: forField("How long until it is started again."),
});

/** What can befall the clients of the log, or be done to them. */
export const clientFaultSchemas = [
  driverCrashSchema,
  poisonRecordSchema,
  producerCrashSchema,
  memberCrashSchema,
  memberStallSchema,
  memberPauseSchema,
  membersJoinSchema,
  membersLeaveSchema,
] as const;
