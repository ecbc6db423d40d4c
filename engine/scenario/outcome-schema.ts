import { z } from "zod";
import { MICROSECOND } from "../base/time.ts";
import { durationField, idField, note, sqlField, tableField, textField, wholeField } from "./fields.ts";
import { LIMITS } from "./limits.ts";

function tableSlo<M extends string>(metric: M, text: string) {
  return z.strictObject({
    metric: z.literal(metric).meta(note({ text })),
    table: tableField().meta(note({ text: "The table that is measured." })),
    max: durationField(MICROSECOND).meta(note({ text: "The most that is allowed." })),
  });
}

/** A service-level objective: a metric and the most it may be. */
export const sloSchema = z.discriminatedUnion("metric", [
  tableSlo("freshness", "The age of the newest record that the table shows."),
  tableSlo("latency-p95", "From the sending of a record to the table's commit, for 95 of 100 records."),
  tableSlo("latency-p99", "From the sending of a record to the table's commit, for 99 of 100 records."),
  z.strictObject({
    metric: z
      .literal("lag-records")
      .meta(note({ text: "How many records the topic holds that the job has not yet committed." })),
    job: idField().meta(note({ text: "The job that is measured." })),
    max: wholeField(0, LIMITS.records).meta(note({ text: "The most that is allowed.", unit: "records" })),
  }),
  z.strictObject({
    metric: z
      .literal("group-lag-records")
      .meta(note({ text: "How many records the topics hold that the group has not yet committed." })),
    group: idField().meta(note({ text: "The consumer group that is measured." })),
    max: wholeField(0, LIMITS.records).meta(note({ text: "The most that is allowed.", unit: "records" })),
  }),
]);

const expectField = () =>
  z
    .enum(["holds", "violated"])
    .prefault("holds")
    .meta(note({ text: "What the check must find; a scenario that shows a mistake expects the violation." }));

function runCheck<C extends string>(check: C, text: string) {
  return z.strictObject({ check: z.literal(check).meta(note({ text })), expect: expectField() });
}

function tableCheck<C extends string>(check: C, layer: string, text: string) {
  return z.strictObject({
    check: z.literal(check).meta(note({ text })),
    table: tableField([layer])
      .optional()
      .meta(note({ text: `The ${layer} table that is checked; left out, all of them.` })),
    expect: expectField(),
  });
}

function groupCheck<C extends string>(check: C, text: string) {
  return z.strictObject({
    check: z.literal(check).meta(note({ text })),
    group: idField()
      .optional()
      .meta(note({ text: "The consumer group that is checked; left out, all of them." })),
    expect: expectField(),
  });
}

/** What the run must prove. */
export const expectationSchema = z.discriminatedUnion("check", [
  runCheck("acknowledged-records-kept", "Every record that the producer was told is safe is in the log."),
  runCheck("no-duplicates", "No record is twice in bronze."),
  tableCheck("bronze-equals-log", "bronze", "Bronze holds exactly the records of the committed offset ranges."),
  tableCheck("silver-latest-per-key", "silver", "Silver has one row for each key, and it is the latest."),
  tableCheck(
    "gold-equals-oracle",
    "gold",
    "Gold equals the same SQL, run once over the records that should have arrived.",
  ),
  groupCheck(
    "every-record-processed",
    "Every record that the producer was told is safe has been processed by the group, or went to its dead letters.",
  ),
  groupCheck("processed-once", "The group has processed no record twice."),
  runCheck("key-order-kept", "Records of one key come in the order in which they were sent."),
  runCheck("progress-never-goes-back", "Offsets and table versions only grow."),
  z.strictObject({
    check: z
      .literal("query-survives")
      .meta(
        note({ text: "No exception ends the query of a job. Every run must keep this, whether it is written or not." }),
      ),
    job: idField()
      .optional()
      .meta(note({ text: "The job that is checked; left out, all of them." })),
    expect: expectField(),
  }),
]);

/** A question that somebody asks the tables, answered at the end of the run and by the oracle. */
export const questionSchema = z.strictObject({
  ask: textField(200)
    .min(1)
    .meta(note({ text: "The question in words." })),
  table: tableField(["silver", "gold"]).meta(note({ text: "The table that is asked." })),
  sql: sqlField().meta(note({ text: "One SELECT from that table; its first rows are the answer." })),
});
