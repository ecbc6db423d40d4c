import { assertNever } from "../../engine/base/assert.ts";
import type { CheckOutcome, EvidenceRow, RunReport, Verdict } from "../../engine/protocol/report.ts";
import { formatClock, formatCount, formatDollars } from "./format-value.ts";
import type { Palette } from "./palette.ts";
import { heading, INDENT, type ReportStyle } from "./report-style.ts";
import { type Cell, renderTable, type TableColumn, wrapText } from "./text-table.ts";

const EVIDENCE_MAX = 3;

const COLUMNS: readonly TableColumn[] = [
  { title: "", align: "left" },
  { title: "", align: "left" },
  { title: "", align: "left", canShrink: true },
];

/** Every check with its verdict, and under a violated one the first rows that prove it. */
export function renderChecks({ checks, isChecked }: RunReport, style: ReportStyle): string[] {
  if (!isChecked) return [...heading("Checks", style), style.palette.warning("  not run")];
  if (checks.length === 0) return [];
  const { palette, width } = style;
  const rows = checks.map((check) => headRow(check, palette));
  const heads = renderTable(COLUMNS, rows, { width, indent: INDENT, titlePaint: palette.faint });
  const bodies = checks.map((check) => renderBody(check, style));
  return [...heading("Checks", style), ...heads.flatMap((head, index) => [head, ...(bodies[index] ?? [])])];
}

/** A verdict as a word that stands out when it is bad, with or without colour. */
export function verdictCell(verdict: Verdict, palette: Palette): Cell {
  switch (verdict) {
    case "holds":
      return { text: "holds", paint: palette.good };
    case "violated":
      return { text: "VIOLATED", paint: palette.bad };
    case "unknown":
      return { text: "unknown", paint: palette.warning };
    default:
      return assertNever(verdict);
  }
}

function headRow({ verdict, check, table, summary, dollarsWrong }: CheckOutcome, palette: Palette): Cell[] {
  const money = dollarsWrong === undefined || dollarsWrong === 0 ? "" : `; ${formatDollars(dollarsWrong)} wrong in all`;
  return [verdictCell(verdict, palette), table === undefined ? check : `${check} ${table}`, `${summary}${money}`];
}

function renderBody({ evidence, violations, verdict }: CheckOutcome, style: ReportStyle): string[] {
  if (verdict === "holds") return [];
  const { palette, width } = style;
  const shown = evidence.slice(0, EVIDENCE_MAX);
  const hidden = Math.max(violations, evidence.length) - shown.length;
  const more = `and ${formatCount(hidden)} more; --json shows ${evidence.length - shown.length} of them`;
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
    row.fault === undefined ? "" : `during ${row.fault}`,
  ].filter((fact) => fact !== "");
  return facts.length === 0 ? row.note : `${row.note} (${facts.join(", ")})`;
}
