import type { ReportRequest } from "../protocol/messages.ts";
import { type CheckOutcome, type ExpectationReport, REPORT_VERSION, type RunReport } from "../protocol/report.ts";
import { answerQuestions } from "./answers.ts";
import { countArrived } from "./arrived-records.ts";
import { type Assembly, ledgerOf } from "./assembly.ts";
import { digestKinesis } from "./kinesis-rooms.ts";
import { impliedExpectations, judgeExpectation, judgeSlo } from "./outcomes.ts";
import { followRecords } from "./record-flow.ts";
import { runChecks } from "./run-checks.ts";
import { reportStages } from "./stage-reports.ts";

/** Runs the checks and writes down everything that the run found. Changes nothing, so it can be asked for again. */
export function makeReport(assembly: Assembly, { isPartial, runsChecks }: ReportRequest): RunReport {
  const { scenario, seed, clock, recorder } = assembly;
  const checked = runsChecks ? runChecks(assembly) : undefined;
  const checks = checked?.outcomes ?? [];
  const answers = checked === undefined ? [] : answerQuestions(assembly, checked);
  const stages = reportStages(stageFacts(assembly));
  const jobTopics = new Map(assembly.plan.jobs.map(({ node, topic }) => [node.id, topic.id]));
  return {
    reportVersion: REPORT_VERSION,
    scenario: scenario.name,
    seed,
    digest: finalDigest(assembly, checks),
    status: isPartial ? "partial" : "finished",
    isChecked: runsChecks,
    endedAtUs: clock.now(),
    records: { ...recordCounts(assembly), ...(checked?.inNoLog === undefined ? {} : { inNoLog: checked.inNoLog }) },
    stages,
    timeline: recorder.timeline,
    answers,
    checks,
    expectations: checked === undefined ? [] : judgeAll(assembly, checks),
    slos: scenario.slos.map((slo) => judgeSlo(slo, stages, jobTopics)),
  };
}

/** What the scenario states, then what it leaves unsaid. */
function judgeAll({ scenario, plan }: Assembly, checks: readonly CheckOutcome[]): readonly ExpectationReport[] {
  const stated = scenario.expectations;
  const jobs = plan.jobs.map(({ node }) => node.id);
  return [
    ...stated.map((expectation) => judgeExpectation(expectation, checks)),
    ...impliedExpectations(stated, jobs).map((implied) => ({
      ...judgeExpectation(implied, checks),
      isImplied: true as const,
    })),
  ];
}

/** The digest of the run so far with its end: the instant, the ends of the logs, and the verdicts. */
function finalDigest(assembly: Assembly, checks: readonly CheckOutcome[]): string {
  const { clock, cluster, plan, recorder } = assembly;
  const { produced, acknowledged, unconfirmed, failed } = recordCounts(assembly);
  const digest = recorder.digest.fork();
  digest.add("end", clock.now(), produced, acknowledged, unconfirmed, failed);
  for (const { id } of plan.topics) {
    digest.add("ledger", id, ledgerOf(assembly, id).fingerprint(produced));
    cluster.describeTopic(id).forEach(({ leader, leaderEpoch, isr, logEndOffset, highWatermark }, partition) => {
      digest.add("log", id, partition, leader, leaderEpoch, isr.join(","), logEndOffset, highWatermark);
    });
  }
  digestKinesis(assembly.kinesis, digest, produced);
  for (const { check, table, job, group, verdict, violations, dollarsWrong } of checks) {
    digest.add("verdict", check, table ?? job ?? group ?? "", verdict, violations, dollarsWrong ?? 0);
  }
  return digest.hex();
}

function recordCounts({ records, ledgers }: Assembly): RunReport["records"] {
  const books = [...ledgers.values()];
  return {
    produced: records.count,
    acknowledged: sum(books.map((ledger) => ledger.acknowledgedCount)),
    unconfirmed: sum(books.map((ledger) => ledger.unconfirmedCount)),
    failed: sum(books.map((ledger) => ledger.failedCount)),
  };
}

function stageFacts(assembly: Assembly): Parameters<typeof reportStages>[0] {
  const { scenario, recorder, clock, apps, plan, lags, groups, kinesis } = assembly;
  return {
    scenario,
    recorder,
    endedAtUs: clock.now(),
    apps,
    recordsArrivedIn: new Map(plan.topics.map(({ id }) => [id, countArrived(assembly, id)])),
    flow: followRecords(recorder.timeline, plan.jobs),
    readerOf: readersOf(plan),
    writerOf: new Map(
      plan.jobs.flatMap(({ node, tables }) => tables.map((table) => [table.node.id, node.id] as const)),
    ),
    lags: new Map([...lags, ...[...groups].map(([id, { lag }]) => [id, lag] as const)]),
    groups: new Map([...groups].map(([id, { book }]) => [id, book] as const)),
    kinesis,
  };
}

/** By topic: the first job that reads it, or else the first group. */
function readersOf({ jobs, groups }: Assembly["plan"]): ReadonlyMap<string, string> {
  const byGroup = groups.flatMap(({ node, topics }) => topics.map((topic) => [topic.id, node.id] as const));
  const byJob = jobs.map(({ node, topic }) => [topic.id, node.id] as const);
  return new Map([...byJob, ...byGroup].reverse());
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
