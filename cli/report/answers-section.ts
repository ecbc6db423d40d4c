import type { AnswerReport, RunReport } from "../../engine/protocol/report.ts";
import { formatCount, formatDollars, formatMany } from "./format-value.ts";
import { heading, INDENT, type ReportStyle } from "./report-style.ts";
import { type Cell, renderTable, wrapText } from "./text-table.ts";

const ROWS_MAX = 5;

type AnswerRows = AnswerReport["rows"];

/** The scenario's questions, each with the run's answer, and the oracle's where the two differ. */
export function renderAnswers({ answers, isChecked }: RunReport, style: ReportStyle): string[] {
  if (answers.length === 0) return [];
  return [...heading("Questions", style), ...answers.flatMap((answer) => renderAnswer(answer, isChecked, style))];
}

function renderAnswer(answer: AnswerReport, isChecked: boolean, style: ReportStyle): string[] {
  const { palette, width } = style;
  const asked = wrapText(answer.ask, width - INDENT).map((line) => `  ${line}`);
  return [...asked, ...renderRows(answer.columns, answer.rows, style), ...verdict()];

  function verdict(): string[] {
    if (!isChecked) return [palette.faint("    not compared with the oracle")];
    if (answer.isRight) return [palette.good("    right: the oracle says the same")];
    const off = answer.dollarsWrong === undefined ? "" : ` by ${formatDollars(answer.dollarsWrong)}`;
    return [palette.bad(`    WRONG${off}: the oracle says`), ...renderRows(answer.columns, answer.oracleRows, style)];
  }
}

function renderRows(titles: readonly string[], rows: AnswerRows, { palette, width }: ReportStyle): string[] {
  if (rows.length === 0) return [palette.faint("    no rows")];
  const columns = titles.map((title, index) => ({
    title,
    align: rows.every((row) => typeof row[index] !== "string") ? ("right" as const) : ("left" as const),
    canShrink: true,
  }));
  const shown = rows.slice(0, ROWS_MAX).map((row) => row.map(formatCell));
  const hidden = rows.length - shown.length;
  return [
    ...renderTable(columns, shown, { width, indent: INDENT * 2, titlePaint: palette.faint }),
    ...(hidden > 0 ? [palette.faint(`    and ${formatMany(hidden, "more row", "more rows")}`)] : []),
  ];
}

function formatCell(value: string | number | null): Cell {
  if (value === null) return "NULL";
  if (typeof value === "string") return value;
  return Number.isInteger(value) ? formatCount(value) : String(Math.round(value * 10_000) / 10_000);
}
