import { z } from "zod";
import { HOUR, MICROSECOND } from "../base/time.ts";
import { durationField, idField, note, ruleIssue, textField, wholeField } from "./fields.ts";
import { LIMITS } from "./limits.ts";

const brokerField = () => wholeField(1, LIMITS.brokers);
const atField = () => durationField().meta(note({ text: "When the fault begins, since the start of the run." }));
const forField = (text: string) => durationField(MICROSECOND).meta(note({ text }));

function brokersFault<K extends string>(fault: K, text: string) {
  return z
    .strictObject({
      fault: z.literal(fault).meta(note({ text })),
      broker: brokerField()
        .optional()
        .meta(note({ text: "The broker that fails; instead of brokers." })),
      brokers: z
        .array(brokerField())
        .min(1)
        .max(LIMITS.brokers)
        .optional()
        .meta(note({ text: "The brokers that fail at the same instant; instead of broker." })),
      at: atField(),
      for: forField("How long the machines stay down before they start again."),
    })
    .superRefine((value, context) => {
      if ((value.broker === undefined) === (value.brokers === undefined)) {
        const isMissing = value.broker === undefined;
        context.issues.push(
          ruleIssue(
            value.brokers,
            isMissing ? ["broker"] : ["brokers"],
            isMissing ? "no broker is named" : "broker and brokers both name who fails",
            {
              allowed: "either broker: 2 or brokers: [1, 2]",
              code: isMissing ? "missing" : "conflict",
            },
          ),
        );
      }
      if (value.brokers !== undefined && new Set(value.brokers).size < value.brokers.length) {
        context.issues.push(
          ruleIssue(value.brokers, ["brokers"], "a broker is named twice", {
            allowed: "each broker once",
            code: "duplicate",
          }),
        );
      }
    })
    .transform(({ broker, brokers, ...rest }) => ({
      ...rest,
      brokers: brokers ?? (broker === undefined ? [] : [broker]),
    }));
}

const slowLinkSchema = z
  .strictObject({
    fault: z.literal("slow-link").meta(note({ text: "Messages between two brokers take longer, in both directions." })),
    from: brokerField().meta(note({ text: "The broker at one end of the link." })),
    to: brokerField().meta(note({ text: "The broker at the other end." })),
    at: atField(),
    for: forField("How long the link is slow."),
    latency: durationField(MICROSECOND, HOUR).meta(
      note({ text: "How long a message travels while the link is slow, instead of network.latency." }),
    ),
  })
  .superRefine((value, context) => {
    if (value.from === value.to)
      context.issues.push(
        ruleIssue(value.to, ["to"], "a broker has no link to itself", { allowed: "two different brokers" }),
      );
  });

const slowFollowerSchema = z.strictObject({
  fault: z.literal("slow-follower").meta(
    note({
      text: "A broker pauses before each fetch from its leaders, as with a slow disk; its heartbeats go on, unlike in a long garbage collection.",
    }),
  ),
  broker: brokerField().meta(note({ text: "The broker that follows slowly." })),
  at: atField(),
  for: forField("How long it is slow."),
  fetchDelay: durationField(MICROSECOND, HOUR).meta(note({ text: "The pause before each fetch." })),
});

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

/** What goes wrong, and when. */
export const faultSchema = z.discriminatedUnion("fault", [
  brokersFault("broker-crash", "The broker process is killed; what it wrote survives in the page cache."),
  brokersFault("power-loss", "The machine loses power; what was not yet flushed to disk is gone."),
  slowLinkSchema,
  slowFollowerSchema,
  driverCrashSchema,
  poisonRecordSchema,
]);
