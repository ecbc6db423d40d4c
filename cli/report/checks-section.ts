import { assertNever } from "../../engine/base/assert.ts";
import type { CheckOutcome, EvidenceRow, RunReport, Verdict } from "../../engine/protocol/report.ts";
import { formatClock, formatCount, formatDollars } from "./format-value.ts";
import type { Palette } from "./palette.ts";
import { heading, INDENT, type ReportStyle } from "./report-style.ts";
import { wrapText } from "./text-table.ts";

const EVIDENCE_MAX = 3;

/** With less room than this beside the names, summaries stand below them. */
const SUMMARY_WIDTH_MIN = 24;

const VERDICT_WIDTH = "VIOLATED".length;

/** Every check with its verdict, and under a violated one the first rows that prove it. */
export function renderChecks({ checks, isChecked }: RunReport, style: ReportStyle): string[] {
  if (!isChecked) return [...heading("Checks", style), style.palette.warning("  not run")];
  if (checks.length === 0) return [];
  const nameWidth = Math.max(...checks.map((check) => nameOf(check).length));
  return [...heading("Checks", style), ...checks.flatMap((check) => renderCheck(check, nameWidth, style))];
}

/** A verdict as a padded word that stands out when it is bad, with or without colour. */
function verdictWord(verdict: Verdict, palette: Palette): string {
  switch (verdict) {
    case "holds":
      return palette.good("holds".padEnd(VERDICT_WIDTH));
    case "violated":
      return palette.bad("VIOLATED".padEnd(VERDICT_WIDTH));
    case "unknown":
      return palette.warning("unknown".padEnd(VERDICT_WIDTH));
    default:
      return assertNever(verdict);
  }
}

function nameOf({ check, table, job, group }: CheckOutcome): string {
  const subject = table ?? job ?? group;
  return subject === undefined ? check : `${check} ${subject}`;
}

function renderCheck(check: CheckOutcome, nameWidth: number, style: ReportStyle): string[] {
  const { verdict, summary, dollarsWrong } = check;
  const money = dollarsWrong === undefined || dollarsWrong === 0 ? "" : `; ${formatDollars(dollarsWrong)} wrong in all`;
  const start = INDENT + VERDICT_WIDTH + 2 + nameWidth + 2;
  const text = `${summary}${money}`;
  const title = `${" ".repeat(INDENT)}${verdictWord(verdict, style.palette)}  ${nameOf(check)}`;
  if (style.width - start < SUMMARY_WIDTH_MIN) {
    const indent = " ".repeat(INDENT * 2);
    return [
      title,
      ...wrapText(text, style.width - indent.length).map((line) => indent + line),
      ...renderBody(check, style),
    ];
  }
  const [first = "", ...rest] = wrapText(text, style.width - start);
  return [
    `${title}${" ".repeat(nameWidth - nameOf(check).length)}  ${first}`,
    ...rest.map((line) => " ".repeat(start) + line),
    ...renderBody(check, style),
  ];
}

function renderBody({ evidence, violations, verdict }: CheckOutcome, style: ReportStyle): string[] {
  if (verdict === "holds") return [];
  const { palette, width } = style;
  const shown = evidence.slice(0, EVIDENCE_MAX);
  const hidden = Math.max(violations, evidence.length) - shown.length;
  const inJson = evidence.length - shown.length;
  const more = `and ${formatCount(hidden)} more${inJson === 0 ? "" : `; --json has ${inJson === hidden ? "them" : `${inJson} of them`}`}`;
  return [
    ...shown.flatMap((row) =>
      wrapText(describeEvidence(row), width - 8).map((line, index) => `${index === 0 ? "    - " : "      "}${line}`),
    ),
    ...(hidden > 0 ? [palette.faint(`      ${more}`)] : []),
  ];
}

/** The note, then what pins the row down: where it lies, when it was, what it cost and which fault was in force. */
function describeEvidence(row: EvidenceRow): string {
  const facts = [
    row.correlationId === undefined ? "" : `correlation id ${row.correlationId}`,
    row.key === undefined ? "" : `key ${row.key}`,
    row.partition === undefined ? "" : `partition ${row.partition}`,
    row.offset === undefined ? "" : `offset ${row.offset}`,
    row.batchId === undefined ? "" : `batch ${row.batchId}`,
    row.atUs === undefined ? "" : `at ${formatClock(row.atUs)}`,
    row.dollars === undefined ? "" : `${row.dollars > 0 ? "+" : ""}${formatDollars(row.dollars)}`,
    row.fault === undefined ? "" : `${row.isFaultOver === true ? "after" : "during"} ${row.fault}`,
  ].filter((fact) => fact !== "");
  return facts.length === 0 ? row.note : `${row.note} (${facts.join(", ")})`;
}
