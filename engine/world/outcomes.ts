import { assertNever } from "../base/assert.ts";
import type { CheckOutcome, ExpectationReport, SloReport, StageReport, Verdict } from "../protocol/report.ts";
import type { Expectation, Slo } from "../scenario/scenario.ts";

/** What the checks that an expectation means have found together: violated beats unknown beats holds; none at all is unknown. */
export function judgeExpectation(expectation: Expectation, outcomes: readonly CheckOutcome[]): ExpectationReport {
  const table = "table" in expectation ? expectation.table : undefined;
  const meant = outcomes.filter(
    (outcome) => outcome.check === expectation.check && (table === undefined || outcome.table === table),
  );
  const found = worstOf(meant.map((outcome) => outcome.verdict));
  return { ...expectation, found, isMet: found === expectation.expect };
}

function worstOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("violated")) return "violated";
  return verdicts.length === 0 || verdicts.includes("unknown") ? "unknown" : "holds";
}

/** An objective against what the stages measured; a table that never committed has not met it. */
export function judgeSlo(slo: Slo, stages: readonly StageReport[], jobTopics: ReadonlyMap<string, string>): SloReport {
  const measured = measure(slo, stages, jobTopics);
  return { ...slo, measured: measured ?? 0, isMet: measured !== undefined && measured <= slo.max };
}

function measure(slo: Slo, stages: readonly StageReport[], jobTopics: ReadonlyMap<string, string>): number | undefined {
  const stageOf = (id: string | undefined): StageReport | undefined => stages.find((stage) => stage.id === id);
  switch (slo.metric) {
    case "freshness":
      return stageOf(slo.table)?.freshness?.maxUs;
    case "latency-p95":
      return stageOf(slo.table)?.latency?.p95Us;
    case "latency-p99":
      return stageOf(slo.table)?.latency?.p99Us;
    case "lag-records":
      return stageOf(jobTopics.get(slo.job))?.lagMaxRecords;
    default:
      return assertNever(slo);
  }
}
