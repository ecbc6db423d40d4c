import { formatCount } from "../base/format-number.ts";
import type { ProbeEvent } from "../base/probe.ts";
import type { CheckOutcome, EvidenceRow } from "../protocol/report.ts";
import type { Cause, LogCauses } from "./causes.ts";

/** What the check of a query looks at: everything that was reported in the run, and why its log may have failed it. */
export type QueryEvidence = {
  readonly job: string;
  readonly timeline: readonly ProbeEvent[];
  readonly causes: Pick<LogCauses, "ofFailure"> & {
    /** What sent a table a row of a batch that it could not take at `atUs`. */
    readonly ofRows: (batch: { readonly batchId: number; readonly atUs: number }) => Cause;
  };
};

/**
 * Did no exception end the query? One that it ended stays down, as Spark's do, and whatever came after it is in no table. A driver
 * that a fault kills is no exception: its query goes on when the driver is back. A table's SQL that cannot take a row needs no fault,
 * though one may have sent the row.
 */
export function checkQuerySurvives({ job, timeline, causes }: QueryEvidence): CheckOutcome {
  const evidence: EvidenceRow[] = [];
  let batchesCommitted = 0;
  let nextBatchId = 0;
  let isDriverDead = false;
  for (const { subject, kind, atUs, fields } of timeline) {
    if (subject !== job) continue;
    if (kind === "batch-committed") {
      batchesCommitted += 1;
      nextBatchId = Number(fields["batchId"]) + 1;
    }
    if (kind === "driver-crashed") isDriverDead = true;
    if (kind === "driver-restarted") isDriverDead = false;
    if (kind === "query-failed") {
      const { reason, partition, sinceUs } = fields;
      const since = sinceUs === undefined ? {} : { sinceUs: Number(sinceUs) };
      const isOfLog = partition !== undefined;
      const cause = isOfLog
        ? causes.ofFailure({ atUs, partition: Number(partition), ...since })
        : causes.ofRows({ batchId: nextBatchId, atUs });
      evidence.push({ note: String(reason), batchId: nextBatchId, ...cause });
    }
  }
  const check = "query-survives";
  const violations = evidence.length;
  const committed = batchesCommitted === 1 ? "1 batch committed" : `${formatCount(batchesCommitted)} batches committed`;
  if (violations > 0) {
    const summary = `an exception ended the query in batch ${nextBatchId}, ${committed} before it`;
    return { check, job, verdict: "violated", summary, violations, evidence };
  }
  const summary = `no exception ended the query, ${committed}${isDriverDead ? "; its driver was dead at the end" : ""}`;
  return { check, job, verdict: "holds", summary, violations, evidence };
}
