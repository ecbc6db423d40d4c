import { z } from "zod";
import { DAY, type DurationUs, MICROSECOND } from "../base/time.ts";
import {
  columnField,
  durationField,
  nameField,
  note,
  numberField,
  ruleIssue,
  shareField,
  sqlField,
  wholeField,
} from "./fields.ts";
import { LIMITS } from "./limits.ts";

const FASTEST = 10_000_000;
const LONGEST_LATENESS = (3_650 * DAY) as DurationUs;

const mappingSchema = z.strictObject({
  eventTime: columnField().meta(note({ text: "The column that says when the event happened: a TIMESTAMP, in UTC." })),
  arrival: columnField()
    .optional()
    .meta(note({ text: "The column that says when the record is sent; left out, the event time." })),
  key: columnField()
    .optional()
    .meta(note({ text: "The column that becomes the record's key; left out, records have no key." })),
  value: z
    .array(columnField())
    .min(1)
    .max(LIMITS.listLength)
    .meta(note({ text: "The columns that become the record's value, as text." })),
  separator: z
    .string()
    .min(1)
    .max(8)
    .prefault("|")
    .meta(note({ text: "What stands between the columns of the value." })),
});

const datasetShape = z.strictObject({
  kind: z
    .literal("dataset")
    .meta(note({ text: "Real rows, replayed in the order and at the pace of their arrival times." })),
  sql: sqlField()
    .optional()
    .meta(
      note({
        text: "One SELECT over the datasets that yields event_time (TIMESTAMP), value, and if wanted arrival (TIMESTAMP) and key.",
      }),
    ),
  dataset: nameField()
    .optional()
    .meta(note({ text: "The dataset whose columns the mapping names; instead of sql." })),
  mapping: mappingSchema
    .optional()
    .meta(note({ text: "Which columns are event time, arrival, key and value; instead of sql." })),
  replay: z
    .strictObject({
      speedup: numberField(0.001, 1_000_000)
        .prefault(1)
        .meta(
          note({
            text: "How much faster than in the data the records arrive; event time stays the data's own.",
            unit: "dataset seconds per virtual second",
          }),
        ),
    })
    .prefault({})
    .meta(note({ text: "The pace of the replay." })),
  limit: wholeField(1, LIMITS.records)
    .optional()
    .meta(note({ text: "Only the first so many records, in order of arrival.", unit: "records" })),
});

const datasetWorkloadSchema = datasetShape.superRefine((workload, context) => {
  const fromSql = workload.sql !== undefined;
  const fromMapping = workload.mapping !== undefined;
  if (fromSql === fromMapping) {
    const message = fromSql ? "sql and mapping both say what a record is" : "nothing says what a record is";
    context.issues.push(
      ruleIssue(undefined, fromSql ? ["mapping"] : [], message, {
        allowed: "either sql, or dataset and mapping",
        code: fromSql ? "conflict" : "missing",
      }),
    );
  }
  if (fromMapping && workload.dataset === undefined) {
    context.issues.push(
      ruleIssue(undefined, ["dataset"], "a mapping needs the dataset whose columns it names", {
        allowed: "the name of an entry under datasets:",
        code: "missing",
      }),
    );
  }
  if (fromSql && !fromMapping && workload.dataset !== undefined) {
    context.issues.push(
      ruleIssue(workload.dataset, ["dataset"], "dataset belongs to a mapping; sql names its datasets itself", {
        allowed: "either sql, or dataset and mapping",
        code: "conflict",
      }),
    );
  }
});

const perSecondField = () => numberField(0, FASTEST);

const rateSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("constant").meta(note({ text: "The same rate all the time." })),
    perSecond: perSecondField().meta(note({ text: "The rate.", unit: "records per second" })),
  }),
  z.strictObject({
    kind: z.literal("ramp").meta(note({ text: "A rate that grows or falls evenly, then stays." })),
    from: perSecondField().meta(note({ text: "The rate at the start.", unit: "records per second" })),
    to: perSecondField().meta(
      note({ text: "The rate at the end of the ramp and after it.", unit: "records per second" }),
    ),
    over: durationField(MICROSECOND).meta(note({ text: "How long the ramp lasts." })),
  }),
  z.strictObject({
    kind: z.literal("diurnal").meta(
      note({
        text: "A rate that swings like a day: mean at the start of each period, highest after a quarter of it.",
      }),
    ),
    mean: perSecondField().meta(note({ text: "The mean rate.", unit: "records per second" })),
    amplitude: shareField().meta(
      note({
        text: "How far the rate swings about its mean, as a part of it: 0.5 means from half to one and a half times.",
      }),
    ),
    period: durationField(MICROSECOND)
      .prefault("24h")
      .meta(note({ text: "The length of one swing." })),
  }),
  z.strictObject({
    kind: z.literal("spike").meta(note({ text: "A steady rate with one peak." })),
    base: perSecondField().meta(note({ text: "The rate outside the peak.", unit: "records per second" })),
    peak: perSecondField().meta(note({ text: "The rate during the peak.", unit: "records per second" })),
    at: durationField().meta(note({ text: "When the peak begins, since the start of the run." })),
    for: durationField(MICROSECOND).meta(note({ text: "How long the peak lasts." })),
  }),
]);

const keysSchema = z.strictObject({
  count: wholeField(1, 10_000_000)
    .prefault(1_000)
    .meta(note({ text: "How many different keys there are.", unit: "keys" })),
  zipf: numberField(0, 5)
    .prefault(0)
    .meta(
      note({ text: "How uneven they are: key number n is drawn with weight 1 / n to this power; 0 draws all alike." }),
    ),
  nullShare: shareField()
    .prefault(0)
    .meta(note({ text: "The part of the records without a key." })),
});

const latenessSchema = z.strictObject({
  share: shareField()
    .prefault(0)
    .meta(note({ text: "The part of the records whose event time lies before their sending." })),
  mean: durationField(0, LONGEST_LATENESS)
    .prefault("0s")
    .meta(note({ text: "How late a late record is in the mean." })),
  max: durationField(0, LONGEST_LATENESS)
    .prefault("1h")
    .meta(note({ text: "No record is later than this." })),
  distribution: z
    .enum(["exponential", "uniform"])
    .prefault("exponential")
    .meta(note({ text: "How lateness spreads about its mean; both are cut at max." })),
});

const partSchema = (text: string, max = 1) =>
  z.strictObject({ share: numberField(0, max).prefault(0).meta(note({ text })) });

/** Each new record is then followed by nine repeats in the mean; at 1 no record could be new. */
const MAX_DUPLICATE_SHARE = 0.9;

const generatorShape = z.strictObject({
  kind: z.literal("generator").meta(note({ text: "Made-up records, drawn from the scenario's seed." })),
  records: wholeField(1, LIMITS.records).meta(
    note({ text: "How many records are sent, duplicates included.", unit: "records" }),
  ),
  arrivals: z
    .enum(["poisson", "even"])
    .prefault("poisson")
    .meta(note({ text: "Whether the gaps between records are random or all alike." })),
  rate: rateSchema.meta(note({ text: "How many records arrive in a second, over time." })),
  keys: keysSchema.prefault({}).meta(note({ text: "The records' keys." })),
  entities: wholeField(1, LIMITS.records)
    .optional()
    .meta(
      note({ text: "How many different things the records are about; instead of updatesPerKey.", unit: "entities" }),
    ),
  updatesPerKey: numberField(1, 1_000_000)
    .optional()
    .meta(
      note({
        text: "How many records, in the mean, are about the same thing; instead of entities.",
        unit: "records",
        defaultSource: "1",
      }),
    ),
  lateness: latenessSchema.prefault({}).meta(note({ text: "How far event time lies before sending." })),
  duplicates: partSchema(
    "The part of all records that repeat an earlier one, as an application does that sends twice; at 0.5 every second one.",
    MAX_DUPLICATE_SHARE,
  )
    .prefault({})
    .meta(note({ text: "Records sent twice." })),
  poison: partSchema("The part of the records whose value cannot be parsed.")
    .prefault({})
    .meta(note({ text: "Records that no parser takes." })),
  payloadBytes: wholeField(16, 1_000_000)
    .prefault(100)
    .meta(note({ text: "The length of a record's value.", unit: "bytes" })),
});

/** Generator settings with the number of entities decided: `entities` things, each the subject of records / entities records in the mean. */
const generatorWorkloadSchema = generatorShape
  .superRefine((workload, context) => {
    if (workload.entities !== undefined && workload.updatesPerKey !== undefined) {
      context.issues.push(
        ruleIssue(
          workload.updatesPerKey,
          ["updatesPerKey"],
          "entities and updatesPerKey both say how many things the records are about",
          { allowed: "one of the two", code: "conflict" },
        ),
      );
    }
    if (workload.entities !== undefined && workload.entities > workload.records) {
      context.issues.push(
        ruleIssue(workload.entities, ["entities"], "there are more entities than records", {
          allowed: `at most ${workload.records}`,
          code: "out-of-range",
        }),
      );
    }
    if (workload.lateness.mean > workload.lateness.max) {
      context.issues.push(
        ruleIssue(undefined, ["lateness", "mean"], "the mean lateness is above its maximum", {
          allowed: "at most lateness.max",
          code: "out-of-range",
        }),
      );
    }
  })
  .transform(({ updatesPerKey, ...workload }) => ({
    ...workload,
    entities: workload.entities ?? Math.max(1, Math.ceil(workload.records / (updatesPerKey ?? 1))),
  }));

/** Where the records of a source come from. */
export const workloadSchema = z.discriminatedUnion("kind", [datasetWorkloadSchema, generatorWorkloadSchema]);
