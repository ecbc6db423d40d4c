import { assertNever } from "../base/assert.ts";
import type { CheckOutcome, ExpectationReport, SloReport, StageReport, Verdict } from "../protocol/report.ts";
import type { Expectation, Slo } from "../scenario/scenario.ts";

/** What every run is held to, stated or not: no exception ends a query that the scenario does not expect to end so. */
export function impliedExpectations(stated: readonly Expectation[], jobs: readonly string[]): readonly Expectation[] {
  const check = "query-survives";
  const named = stated.filter((expectation) => expectation.check === check);
  const isStated = (id: string): boolean => named.some(({ job }) => job === undefined || job === id);
  return jobs.filter((id) => !isStated(id)).map((job) => ({ check, job, expect: "holds" }));
}

/** Is this outcome one of those that the expectation is about? */
function isAbout(expectation: Expectation, outcome: CheckOutcome): boolean {
  const table = "table" in expectation ? expectation.table : undefined;
  const job = "job" in expectation ? expectation.job : undefined;
  const group = "group" in expectation ? expectation.group : undefined;
  return (
    outcome.check === expectation.check &&
    (table === undefined || outcome.table === table) &&
    (job === undefined || outcome.job === job) &&
    (group === undefined || outcome.group === group)
  );
}

/** What the checks that an expectation means have found together: violated beats unknown beats holds; none at all is unknown. */
export function judgeExpectation(expectation: Expectation, outcomes: readonly CheckOutcome[]): ExpectationReport {
  const meant = outcomes.filter((outcome) => isAbout(expectation, outcome));
  const found = worstOf(meant.map((outcome) => outcome.verdict));
  const judged = { ...expectation, found, isMet: found === expectation.expect };
  if (found !== "unknown") return judged;
  const unknown = meant.find(({ verdict }) => verdict === "unknown");
  return { ...judged, reason: unknown?.summary ?? whyNothingWasChecked(expectation) };
}

/** The sentence for a check that found nothing in the pipeline that it could look at. */
function whyNothingWasChecked(expectation: Expectation): string {
  switch (expectation.check) {
    case "silver-latest-per-key":
      return expectation.table === undefined
        ? "no silver table has a merge key, so there is no latest row of a key"
        : `${expectation.table} has no merge key, so there is no latest row of a key`;
    case "gold-equals-oracle":
      return "the pipeline has no gold table";
    case "no-duplicates":
    case "bronze-equals-log":
      return "the pipeline has no bronze table";
    case "query-survives":
      return "the pipeline has no job";
    case "every-record-processed":
    case "processed-once":
      return "the pipeline has no consumer group";
    case "acknowledged-records-kept":
    case "key-order-kept":
    case "progress-never-goes-back":
      return "the check did not run";
    default:
      return assertNever(expectation);
  }
}

/** The violations that no expectation is about: a run passes in spite of them, so the report must count them. */
export function unaskedViolations(
  outcomes: readonly CheckOutcome[],
  expectations: readonly Expectation[],
): readonly CheckOutcome[] {
  return outcomes.filter(
    (outcome) => outcome.verdict === "violated" && !expectations.some((expectation) => isAbout(expectation, outcome)),
  );
}

function worstOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("violated")) return "violated";
  return verdicts.length === 0 || verdicts.includes("unknown") ? "unknown" : "holds";
}

/** An objective against what the stages measured; where nothing was measured, it is not met. */
export function judgeSlo(slo: Slo, stages: readonly StageReport[], jobTopics: ReadonlyMap<string, string>): SloReport {
  const measured = measure(slo, stages, jobTopics);
  return measured === undefined ? { ...slo, isMet: false } : { ...slo, measured, isMet: measured <= slo.max };
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
    case "group-lag-records":
      return stageOf(slo.group)?.lagMaxRecords;
    default:
      return assertNever(slo);
  }
}
