import { z } from "zod";
import { allows } from "./allowed-values.ts";
import { columnField, nameField, note, ruleIssue, sqlField, tableField, wholeField } from "./fields.ts";
import { LIMITS } from "./limits.ts";

const idempotentField = () =>
  z
    .boolean()
    .prefault(true)
    .meta(
      note({
        text: "Whether each commit carries the query and the batch (Delta's txnAppId and txnVersion), so that a batch that is run again commits once.",
        defaultSource: "this simulator; Delta's own is a plain write",
      }),
    );

const columnList = (min: number) => z.array(columnField()).min(min).max(LIMITS.listLength);

export const bronzeNodeSchema = z.strictObject({
  id: tableField(["bronze"]).meta(note({ text: "The table: bronze.<name>." })),
  kind: z.literal("bronze").meta(note({ text: "The raw records with Kafka's metadata, appended as they come." })),
  sink: z
    .strictObject({
      mode: z
        .literal("append")
        .prefault("append")
        .meta(note({ text: "Rows are added, never changed." })),
      idempotent: idempotentField(),
    })
    .prefault({})
    .meta(note({ text: "How a batch is written." })),
});

const REASON_FORM = 'small letters, digits, "_" and "-", beginning with a letter';

const qualityRuleSchema = z.strictObject({
  reason: allows(
    REASON_FORM,
    z
      .string()
      .max(128)
      .regex(/^[a-z][a-z0-9_-]*$/, { error: REASON_FORM }),
  ).meta(note({ text: "The name under which a row that breaks the rule is rejected." })),
  require: sqlField().meta(
    note({
      text: "A SQL condition over the columns of the table's own select; a row passes when it is true, not when it is false or NULL.",
    }),
  ),
});

const mergeSchema = z.strictObject({
  key: columnList(1).meta(note({ text: "The columns that identify a row of the table." })),
  orderBy: z
    .union([z.literal("arrival"), columnList(0)])
    .transform((order): string[] => (order === "arrival" ? [] : order))
    .meta(
      note({
        text: "The columns that say which version of a row is the latest, the first deciding; [] or arrival keeps whichever came last, which a retry can turn round.",
      }),
    ),
});

const silverShape = z.strictObject({
  id: tableField(["silver"]).meta(note({ text: "The table: silver.<name>." })),
  kind: z.literal("silver").meta(note({ text: "Typed and checked rows, one for each key." })),
  sql: sqlField().meta(
    note({
      text: "One SELECT from the bronze table that turns raw records into typed rows; it must keep correlation_id.",
    }),
  ),
  quality: z
    .array(qualityRuleSchema)
    .max(LIMITS.listLength)
    .prefault([])
    .meta(
      note({ text: "What a row must fulfil, in this order; the first broken rule is the reason for its rejection." }),
    ),
  rejects: tableField()
    .optional()
    .meta(note({ text: "The dead-letter table that receives rejected rows." })),
  merge: mergeSchema
    .optional()
    .meta(note({ text: "How versions of the same row become one; required for mode: merge." })),
  sink: z
    .strictObject({
      mode: z
        .enum(["merge", "append"])
        .prefault("merge")
        .meta(note({ text: "With merge there is one row for each key; append adds every row." })),
      idempotent: idempotentField(),
    })
    .prefault({})
    .meta(note({ text: "How a batch is written." })),
});

export const silverNodeSchema = silverShape.superRefine((node, context) => {
  if (node.sink.mode === "merge" && node.merge === undefined) {
    context.issues.push(
      ruleIssue(undefined, ["merge"], "a table in merge mode needs to know its key", {
        allowed: "merge: { key: [...], orderBy: [...] }, or sink: { mode: append }",
        code: "missing",
      }),
    );
  }
  if (node.quality.length > 0 && node.rejects === undefined) {
    context.issues.push(
      ruleIssue(undefined, ["rejects"], "rows that break a quality rule have nowhere to go", {
        allowed: "rejects: the id of a dead-letter node",
        code: "missing",
      }),
    );
  }
  const reasons = new Set<string>();
  node.quality.forEach((rule, index) => {
    if (reasons.has(rule.reason))
      context.issues.push(
        ruleIssue(rule.reason, ["quality", index, "reason"], `two rules have the reason "${rule.reason}"`, {
          allowed: "each reason once",
          code: "duplicate",
        }),
      );
    reasons.add(rule.reason);
  });
});

const moneySchema = z.strictObject({
  column: columnField().meta(note({ text: "The column of this table that holds an amount, as a whole number." })),
  unitsPerDollar: wholeField(1, 1_000_000).meta(
    note({ text: "How many units of the column make a dollar: 100 for cents." }),
  ),
});

export const goldNodeSchema = z.strictObject({
  id: tableField(["gold"]).meta(note({ text: "The table: gold.<name>." })),
  kind: z.literal("gold").meta(note({ text: "An aggregate of a silver table, one row for each group." })),
  groupBy: columnList(1).meta(
    note({
      text: "The columns of the result that identify a group; only groups that a batch touched are computed again.",
    }),
  ),
  sql: sqlField().meta(note({ text: "One SELECT from the silver table that yields one row for each group." })),
  feed: z
    .enum(["changes", "batch", "unseen", "full"])
    .prefault("changes")
    .meta(
      note({
        text: "What a batch brings to the table: changes = the groups that silver's change feed touched are computed again; batch = the batch's own rows are added to the sums; unseen = as batch, only rows not yet in silver; full = everything is computed again.",
        defaultSource: "changes, the only one that is exact under replays and updates without recomputing everything",
      }),
    ),
  money: moneySchema.optional().meta(note({ text: "Which column is money, so that an error can be told in dollars." })),
  sink: z
    .strictObject({
      mode: z
        .literal("merge")
        .prefault("merge")
        .meta(note({ text: "A group's row is replaced." })),
      idempotent: idempotentField(),
    })
    .prefault({})
    .meta(note({ text: "How a batch is written." })),
});

export const deadLetterNodeSchema = z.strictObject({
  id: tableField().meta(note({ text: "The table: a layer and a name." })),
  kind: z.literal("dead-letter").meta(
    note({
      text: "The rows that a silver table rejected, with the reason; written in a commit of its own, as idempotent as the silver table's.",
    }),
  ),
});

export const referenceNodeSchema = z.strictObject({
  id: tableField().meta(note({ text: "The table: a layer and a name." })),
  kind: z
    .literal("reference")
    .meta(note({ text: "A table that is loaded from a dataset before the run and never changes." })),
  dataset: nameField().meta(note({ text: "The dataset that the rows come from." })),
  sql: sqlField().meta(note({ text: "One SELECT from the dataset." })),
});
