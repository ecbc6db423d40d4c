import { expect, it } from "vitest";
import type { ProbeEvent } from "../base/probe.ts";
import { timeUs } from "../base/time.ts";
import { stubCauses } from "../testing/stub-causes.ts";
import { checkQuerySurvives } from "./check-query.ts";

const event = (atUs: number, kind: string, fields: ProbeEvent["fields"] = {}, subject = "job"): ProbeEvent => ({
  kind,
  atUs: timeUs(atUs),
  subject,
  severity: "info",
  message: kind,
  fields,
});

const causes = {
  ...stubCauses({
    ofFailure: ({ atUs, partition, sinceUs }) => ({ atUs, fault: `of ${partition} since ${sinceUs}` }),
  }),
  ofRows: ({ batchId, atUs }: { readonly batchId: number; readonly atUs: number }) => ({
    atUs,
    fault: `in ${batchId}`,
  }),
};

const committed = [event(10, "batch-committed", { batchId: 0 }), event(20, "batch-committed", { batchId: 1 })];

it("finds the exception that ended a query: its reason, the batch, the instant and the fault in force", () => {
  const timeline = [...committed, event(30, "query-failed", { reason: "timed out", partition: 4, sinceUs: 25 })];
  expect(checkQuerySurvives({ job: "job", timeline, causes })).toEqual({
    check: "query-survives",
    job: "job",
    verdict: "violated",
    summary: "an exception ended the query in batch 2, 2 batches committed before it",
    violations: 1,
    evidence: [{ note: "timed out", batchId: 2, atUs: 30, fault: "of 4 since 25" }],
  });
});

it("blames for SQL that cannot take a row only what sent the row", () => {
  const reason = "silver.a cannot take batch 2: Could not convert string";
  const timeline = [...committed, event(30, "query-failed", { reason, tableId: "silver.a" })];
  const { evidence } = checkQuerySurvives({ job: "job", timeline, causes });
  expect(evidence).toEqual([{ note: reason, batchId: 2, atUs: 30, fault: "in 2" }]);
  const unsent = { ...causes, ofRows: ({ atUs }: { readonly atUs: number }) => ({ atUs }) };
  const alone = checkQuerySurvives({ job: "job", timeline, causes: unsent });
  expect(alone.evidence).toEqual([{ note: reason, batchId: 2, atUs: 30 }]);
});

it("holds for a query that nothing ended, and for one whose neighbour died", () => {
  const timeline = [...committed, event(30, "query-failed", { reason: "no" }, "other")];
  expect(checkQuerySurvives({ job: "job", timeline, causes })).toMatchObject({
    verdict: "holds",
    summary: "no exception ended the query, 2 batches committed",
  });
});

it("takes a driver that a fault killed for no exception, but says when it was dead at the end", () => {
  const crash = event(30, "driver-crashed", { batchId: 2 });
  const summaryOf = (timeline: readonly ProbeEvent[]): string =>
    checkQuerySurvives({ job: "job", timeline, causes }).summary;
  expect(summaryOf([...committed, crash])).toContain("its driver was dead at the end");
  expect(summaryOf([...committed, crash, event(40, "driver-restarted")])).not.toContain("dead");
});
