import { formatDuration } from "../../engine/base/time.ts";
import type {
  AnswerReport,
  CheckOutcome,
  ExpectationReport,
  RunReport,
  SloReport,
  Verdict,
} from "../../engine/protocol/report.ts";
import { formatDollars, formatWhole } from "../format/format-value.ts";
import { CHECK_WORDS } from "./check-words.ts";

/** How something that was judged came out; `unknown` when nobody can tell. */
export type ItemState = "good" | "bad" | "unknown";

type ItemFacts = {
  readonly id: string;
  readonly title: string;
  /** The table, the job, the group or the topic that it is about. */
  readonly subject: string | undefined;
  readonly state: ItemState;
  /** The verdict in a word or two. */
  readonly verdict: string;
  readonly summary: string;
};

/** Something that a run was judged by, with what was found. */
export type CheckItem = ItemFacts &
  (
    | { readonly kind: "check"; readonly outcome: CheckOutcome }
    | { readonly kind: "expectation"; readonly expectation: ExpectationReport }
    | { readonly kind: "slo"; readonly slo: SloReport }
    | { readonly kind: "answer"; readonly answer: AnswerReport }
  );

/** The sections of a report as lists, and in each what is wrong first. */
export type CheckSection = { readonly title: string; readonly items: readonly CheckItem[] };

const VERDICT_STATES: Readonly<Record<Verdict, ItemState>> = { holds: "good", violated: "bad", unknown: "unknown" };
const RANK: Readonly<Record<ItemState, number>> = { bad: 0, unknown: 1, good: 2 };

export function checkSections({ checks, answers, expectations, slos }: RunReport): readonly CheckSection[] {
  const sections: readonly CheckSection[] = [
    { title: "Checks", items: checks.map(checkItem) },
    { title: "Answers", items: answers.map(answerItem) },
    { title: "Expectations", items: expectations.map(expectationItem) },
    { title: "Objectives", items: slos.map(sloItem) },
  ];
  return sections
    .filter(({ items }) => items.length > 0)
    .map(({ title, items }) => ({ title, items: [...items].sort((a, b) => RANK[a.state] - RANK[b.state]) }));
}

/** Whether the summary begins with the name of a table or a job, which gets no capital letter. */
export function beginsWithName({ summary, subject }: Pick<CheckItem, "summary" | "subject">): boolean {
  return subject !== undefined && summary.startsWith(subject);
}

function checkItem(outcome: CheckOutcome, index: number): CheckItem {
  const { check, table, job, group, verdict, summary, dollarsWrong } = outcome;
  const money = dollarsWrong === undefined || dollarsWrong === 0 ? "" : `, ${formatDollars(dollarsWrong)} wrong in all`;
  return {
    kind: "check",
    id: `check-${index}`,
    title: CHECK_WORDS[check].title,
    subject: table ?? job ?? group,
    state: VERDICT_STATES[verdict],
    verdict,
    summary: `${summary}${money}`,
    outcome,
  };
}

function answerItem(answer: AnswerReport, index: number): CheckItem {
  const { ask, table, isRight, isOpen, failure, dollarsWrong = 0 } = answer;
  const money = dollarsWrong === 0 ? "" : `; its table is ${formatDollars(dollarsWrong)} off`;
  const found = isRight
    ? isOpen === true
      ? "right, as far as its SQL says"
      : "the oracle says the same"
    : "the oracle says otherwise";
  return {
    kind: "answer",
    id: `answer-${index}`,
    title: ask,
    subject: table,
    state: failure !== undefined ? "unknown" : isRight ? "good" : "bad",
    verdict: failure !== undefined ? "no answer" : isRight ? "right" : "wrong",
    summary: failure === undefined ? `${found}${money}` : failure.message,
    answer,
  };
}

function expectationItem(expectation: ExpectationReport, index: number): CheckItem {
  const { check, expect, found, isMet, isImplied, reason } = expectation;
  const whose = isImplied === true ? "expected of every run" : "expected";
  return {
    kind: "expectation",
    id: `expectation-${index}`,
    title: CHECK_WORDS[check].title,
    subject: subjectOf(expectation),
    state: isMet ? "good" : found === "unknown" ? "unknown" : "bad",
    verdict: isMet ? "met" : "not met",
    summary: `${whose}: ${expect}; found: ${found}${reason === undefined ? "" : `, because ${reason}`}`,
    expectation,
  };
}

/** What an expectation or an objective is about; undefined for the whole run. */
function subjectOf(judged: ExpectationReport | SloReport): string | undefined {
  if ("table" in judged) return judged.table;
  if ("job" in judged) return judged.job;
  return "group" in judged ? judged.group : undefined;
}

const SLO_TITLES: Readonly<Record<SloReport["metric"], string>> = {
  freshness: "Freshness",
  "latency-p95": "P95 latency",
  "latency-p99": "P99 latency",
  "lag-records": "Lag",
  "group-lag-records": "Lag of a group",
};

function sloItem(slo: SloReport, index: number): CheckItem {
  const { metric, max, measured, isMet } = slo;
  const write = (value: number): string =>
    metric === "lag-records" || metric === "group-lag-records"
      ? `${formatWhole(value)} records`
      : formatDuration(Math.round(value));
  return {
    kind: "slo",
    id: `slo-${index}`,
    title: SLO_TITLES[metric],
    subject: subjectOf(slo),
    state: isMet ? "good" : measured === undefined ? "unknown" : "bad",
    verdict: isMet ? "met" : "not met",
    summary: `${measured === undefined ? "nothing was measured" : write(measured)}, at most ${write(max)} allowed`,
    slo,
  };
}

/** How many checks held, were violated, and cannot be told. */
export type VerdictCounts = { readonly held: number; readonly violated: number; readonly unknown: number };

export function countVerdicts({ checks }: Pick<RunReport, "checks">): VerdictCounts {
  const countOf = (wanted: Verdict): number => checks.filter(({ verdict }) => verdict === wanted).length;
  return { held: countOf("holds"), violated: countOf("violated"), unknown: countOf("unknown") };
}

/** The verdict in a sentence: "9 checks held, 1 violated". */
export function speakVerdicts({ held, violated, unknown }: VerdictCounts): string {
  const parts = [
    held > 0 || violated + unknown === 0 ? `${held} ${held === 1 ? "check" : "checks"} held` : "",
    violated > 0 ? `${violated} violated` : held > 0 ? "none violated" : "",
    unknown > 0 ? `${unknown} cannot be told` : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** Whether the scenario got what it expects; a scenario that shows a mistake expects the violation. */
export function speakExpectations({ expectations }: Pick<RunReport, "expectations">): string {
  const missed = expectations.filter(({ isMet }) => !isMet).length;
  if (expectations.length === 0) return "Nothing was expected.";
  if (missed === 0) return "As the scenario expects.";
  return `${missed} of ${expectations.length} expectations not met.`;
}
