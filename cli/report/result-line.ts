import { assertNever } from "../../engine/base/assert.ts";
import type { ExpectationReport, RunReport } from "../../engine/protocol/report.ts";
import { unaskedViolations } from "../../engine/world/outcomes.ts";
import { formatCount, formatMany, formatRate, formatSpan, formatWall } from "./format-value.ts";
import { nameExpectation } from "./outcome-section.ts";
import type { Paint, Palette } from "./palette.ts";
import type { ReportStyle } from "./report-style.ts";
import { wrapText } from "./text-table.ts";

/** How many unmet expectations the verdict names. */
const NAMED_MAX = 3;

/** How a run ended, as far as its exit code cares. */
export type Ending = "held" | "violated" | "unchecked" | "interrupted";

/** Facts of this one execution, which another machine would not repeat. */
export type WallFacts = { readonly totalSeconds: number; readonly runSeconds: number };

/** How the run ended: interrupted by a person, unjudged, or by whether every expectation was met and every question answered. */
export function endingOf(report: RunReport, isInterrupted: boolean): Ending {
  if (isInterrupted) return "interrupted";
  if (!report.isChecked) return "unchecked";
  const isHeld =
    report.expectations.every(({ isMet }) => isMet) && report.answers.every(({ failure }) => failure === undefined);
  return isHeld ? "held" : "violated";
}

/** The verdict as a word, and why it is that. */
type Verdict = { readonly word: string; readonly paint: Paint; readonly why: string };

function verdictOf(report: RunReport, ending: Ending, palette: Palette): Verdict {
  const stated = report.expectations.filter(({ isImplied }) => isImplied !== true);
  switch (ending) {
    case "held": {
      const asides = `${shownViolations(report)}${unaskedFor(report)}${missedObjectives(report)}`;
      return stated.length === 0
        ? { word: "FINISHED", paint: palette.good, why: `the scenario states no expectation${asides}` }
        : { word: "PASSED", paint: palette.good, why: `${allOf(stated.length)}${asides}` };
    }
    case "violated":
      return { word: "FAILED", paint: palette.bad, why: `${failures(report).join("; ")}${unaskedFor(report)}` };
    case "unchecked":
      return { word: "NOT CHECKED", paint: palette.warning, why: "the checks were left out" };
    case "interrupted":
      return { word: "INTERRUPTED", paint: palette.warning, why: "this is what was done so far, not checked" };
    default:
      return assertNever(ending);
  }
}

/** One sentence that says how it went: the verdict and why. */
export function verdictLines(report: RunReport, ending: Ending, { palette, width }: ReportStyle): readonly string[] {
  const { word, paint, why } = verdictOf(report, ending, palette);
  const [first = "", ...rest] = wrapText(`${word}: ${why}`, width);
  return [paint(word) + first.slice(word.length), ...rest];
}

/** Why a run failed, the gravest first: a query that died unasked, questions without an answer, expectations that are not met. */
function failures({ expectations, answers }: RunReport): readonly string[] {
  const died = expectations.filter(({ isImplied, isMet }) => isImplied === true && !isMet);
  const unanswered = answers.filter(({ failure }) => failure !== undefined).length;
  const stated = expectations.filter(({ isImplied }) => isImplied !== true);
  const unmet = stated.filter(({ isMet }) => !isMet);
  const met = `${formatCount(stated.length - unmet.length)} of ${formatMany(stated.length, "expectation")} met`;
  return [
    ...died.map((expectation) => `${nameExpectation(expectation)} is violated, expected of every run`),
    ...(unanswered === 0
      ? []
      : [`${formatCount(unanswered)} of ${formatMany(answers.length, "question")} not answered`]),
    ...(stated.length === 0 ? [] : [unmet.length === 0 ? allOf(stated.length) : `${met}; not met: ${someOf(unmet)}`]),
  ];
}

function someOf(unmet: readonly ExpectationReport[]): string {
  const named = unmet.slice(0, NAMED_MAX).map(nameExpectation).join(", ");
  return unmet.length > NAMED_MAX ? `${named} and ${formatCount(unmet.length - NAMED_MAX)} more` : named;
}

/** Two lines of facts: how far the run came and how long that took; how much it was, and the seed that repeats it. */
export function factLines(report: RunReport, wall: WallFacts): readonly [string, string] {
  const { endedAtUs, records, seed, status } = report;
  const runSeconds = Math.max(wall.runSeconds, 0.001);
  const ended = `${status === "finished" ? "finished after" : "partial, stopped at"} ${formatSpan(endedAtUs)}`;
  const rate = formatRate(records.produced / runSeconds);
  return [
    `${ended} of virtual time, ${formatWall(wall.totalSeconds)} of wall time`,
    `${formatCount(records.produced)} records, ${rate} records/s, seed ${seed}`,
  ];
}

/** What --quiet leaves: the verdict, the facts and the digest on one line. */
export function quietLine(report: RunReport, ending: Ending, wall: WallFacts, palette: Palette): string {
  const digest = palette.faint(`digest ${report.digest}`);
  const { word, paint, why } = verdictOf(report, ending, palette);
  return `${paint(word)}: ${why}; ${factLines(report, wall).join("; ")}; ${digest}`;
}

/** A scenario that shows a mistake passes when the mistake is found: the line says so. */
function shownViolations({ expectations }: RunReport): string {
  const shown = expectations.filter(({ expect, isMet }) => expect === "violated" && isMet).length;
  return shown === 0 ? "" : `, ${formatMany(shown, "violation")} among them`;
}

/** Violations that no expectation is about decide nothing, but nobody may take a run for sound because of that. */
function unaskedFor({ checks, expectations }: RunReport): string {
  const unasked = unaskedViolations(checks, expectations).length;
  return unasked === 0 ? "" : `; ${formatMany(unasked, "violated check")} that nobody asked for`;
}

function missedObjectives({ slos }: RunReport): string {
  const missed = slos.filter(({ isMet }) => !isMet).length;
  return missed === 0 ? "" : `; ${formatCount(missed)} of ${formatMany(slos.length, "objective")} missed`;
}

function allOf(count: number): string {
  return count === 1 ? "the expectation is met" : `all ${formatCount(count)} expectations are met`;
}
