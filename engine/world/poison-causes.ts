import type { Cause } from "../check/causes.ts";
import { quoteTable } from "../lake/sql-names.ts";
import type { PlannedJob } from "../pipeline/plan-pipeline.ts";
import { RECORD_FLAG } from "../source/record-store.ts";
import type { Assembly } from "./assembly.ts";

/** The fault that sent a record of a batch that a table could not take at `atUs`: bronze, which comes first, has the batch. */
export function poisonBehind(
  { records, faultLog, tables }: Pick<Assembly, "records" | "faultLog" | "tables">,
  job: PlannedJob,
  { batchId, atUs }: { readonly batchId: number; readonly atUs: number },
): Cause {
  for (const { node } of job.tables) {
    if (node.kind !== "bronze") continue;
    const { columns } = tables.query(
      `select correlation_id from ${quoteTable(node.id)} where batch_id = ${batchId} order by 1`,
    );
    for (const id of (columns[0] ?? []).map(Number)) {
      if ((records.flagsOf(id) & RECORD_FLAG.poison) === 0) continue;
      const found = faultLog.before(records.createTimeUs(id), atUs, ({ kind }) => kind === "source");
      if (found.fault !== undefined) return { atUs, ...found };
    }
  }
  return { atUs };
}
