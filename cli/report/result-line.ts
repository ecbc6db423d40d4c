import { assertNever } from "../../engine/base/assert.ts";
import type { RunReport } from "../../engine/protocol/report.ts";
import { formatCount, formatMany, formatRate, formatSpan, formatWall } from "./format-value.ts";
import type { Palette } from "./palette.ts";

/** How a run ended, as far as its exit code cares. */
export type Ending = "held" | "violated" | "unchecked" | "interrupted";

/** Facts of this one execution, which another machine would not repeat. */
export type WallFacts = { readonly totalSeconds: number; readonly runSeconds: number };

/** How the run ended: interrupted by a person, unjudged, or by whether every expectation was met. */
export function endingOf(report: RunReport, isInterrupted: boolean): Ending {
  if (isInterrupted) return "interrupted";
  if (!report.isChecked) return "unchecked";
  return report.expectations.every(({ isMet }) => isMet) ? "held" : "violated";
}

/** One line that says how it went: the verdict and why. */
export function verdictLine(report: RunReport, ending: Ending, palette: Palette): string {
  const { expectations } = report;
  const met = expectations.filter(({ isMet }) => isMet).length;
  switch (ending) {
    case "held":
      return expectations.length === 0
        ? `${palette.good("FINISHED")}: the scenario states no expectation`
        : `${palette.good("PASSED")}: ${allOf(expectations.length)}${shownViolations(report)}${missedObjectives(report)}`;
    case "violated":
      return `${palette.bad("FAILED")}: ${met} of ${formatMany(expectations.length, "expectation")} met`;
    case "unchecked":
      return `${palette.warning("NOT CHECKED")}: the checks were left out`;
    case "interrupted":
      return `${palette.warning("INTERRUPTED")}: this is what was done so far, not checked`;
    default:
      return assertNever(ending);
  }
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
  return `${verdictLine(report, ending, palette)}; ${factLines(report, wall).join("; ")}; ${digest}`;
}

/** A scenario that shows a mistake passes when the mistake is found: the line says so. */
function shownViolations({ expectations }: RunReport): string {
  const shown = expectations.filter(({ expect, isMet }) => expect === "violated" && isMet).length;
  return shown === 0 ? "" : `, ${formatMany(shown, "violation")} among them`;
}

function missedObjectives({ slos }: RunReport): string {
  const missed = slos.filter(({ isMet }) => !isMet).length;
  return missed === 0 ? "" : `; ${formatCount(missed)} of ${formatMany(slos.length, "objective")} missed`;
}

function allOf(count: number): string {
  return count === 1 ? "the expectation is met" : `all ${formatCount(count)} expectations are met`;
}
