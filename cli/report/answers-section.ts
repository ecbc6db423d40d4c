import type { AnswerReport, AnswerRows, RunReport } from "../../engine/protocol/report.ts";
import { formatClock, formatCount, formatDollars, formatMany } from "./format-value.ts";
import { heading, INDENT, type ReportStyle } from "./report-style.ts";
import { type Cell, renderTable, wrapText } from "./text-table.ts";

/** How many rows of an answer are printed; `--json` has more. */
const ROWS_MAX = 5;

/** A line below a question: what it says, and how it stands out. */
type Line = { readonly text: string; readonly tone: "good" | "bad" | "warning" | "faint" };

/** The scenario's questions, each with the run's answer, and what the oracle says where the two differ. */
export function renderAnswers({ answers, checks }: RunReport, style: ReportStyle): string[] {
  if (answers.length === 0) return [];
  const dead = new Set(
    checks.flatMap(({ check, job, verdict }) =>
      check === "query-survives" && verdict === "violated" && job !== undefined ? [job] : [],
    ),
  );
  return [
    ...heading("Questions", style),
    ...answers.flatMap((answer) => renderAnswer(answer, dead.has(answer.asOf.job), style)),
  ];
}

function renderAnswer(answer: AnswerReport, isDead: boolean, style: ReportStyle): string[] {
  const asked = wrapText(answer.ask, style.width - INDENT).map((line) => `  ${line}`);
  const says = (line: Line): string[] => renderLine(line, style);
  const { columns, rows, rowCount, failure } = answer;
  const table = failure?.of === "run" ? [] : renderRows(columns, rows, rowCount, style);
  const time = isDead || answer.asOf.recordsUnread > 0 ? asOfWhen(answer) : "";
  return [
    ...asked,
    ...table,
    ...renderVerdict(answer, time, style),
    ...moneyLines(answer).flatMap(says),
    ...(time === "" ? [] : says(unreadLine(answer, isDead))),
  ];
}

function renderVerdict(answer: AnswerReport, time: string, style: ReportStyle): string[] {
  const { columns, oracleRows, oracleRowCount, rowCount, failure, differences, isOpen } = answer;
  const says = (text: string, tone: Line["tone"]): string[] => renderLine({ text, tone }, style);
  if (failure !== undefined) {
    const whose =
      failure.of === "run" ? "the run's tables" : "the oracle's tables, so nobody knows whether this is right";
    const place = `${failure.path}, line ${failure.line}, column ${failure.column}`;
    return says(`NOT ANSWERED: ${place}: ${failure.message}; asked of ${whose}`, "bad");
  }
  if (differences === undefined) {
    const open = isOpen === true ? ", as far as the SQL says which of several rows it takes" : "";
    return says(`right${time}: the oracle says the same${open}`, "good");
  }
  if (Math.max(rowCount, oracleRowCount) <= ROWS_MAX) {
    return [...says(`WRONG${time}: the oracle says`, "bad"), ...renderRows(columns, oracleRows, oracleRowCount, style)];
  }
  const { inRun, inRunCount, inOracle, inOracleCount } = differences;
  return [
    ...says(
      `WRONG${time}: ${formatMany(inRunCount, "row")} should not be there, ${formatCount(inOracleCount)} should`,
      "bad",
    ),
    ...(inRunCount === 0
      ? []
      : [...says("here, but not the oracle's:", "faint"), ...renderRows(columns, inRun, inRunCount, style)]),
    ...(inOracleCount === 0
      ? []
      : [...says("the oracle's, but not here:", "faint"), ...renderRows(columns, inOracle, inOracleCount, style)]),
  ];
}

function asOfWhen({ asOf: { batchId, atUs } }: AnswerReport): string {
  return batchId === undefined ? " as of no batch at all" : ` as of batch ${batchId} at ${formatClock(atUs ?? 0)}`;
}

function unreadLine({ asOf: { job, recordsUnread } }: AnswerReport, isDead: boolean): Line {
  const unread = `${formatMany(recordsUnread, "more record", "more records")} of its topic`;
  const text = isDead
    ? `an exception ended the query of ${job} after that: it never committed ${unread}`
    : `${job} had not committed ${unread} by the end`;
  return { text, tone: "warning" };
}

/** The money of the whole table, which the rows of the answer need not have any part in. */
function moneyLines({ table, dollarsWrong, isRight }: AnswerReport): readonly Line[] {
  if (dollarsWrong === undefined || dollarsWrong === 0) return [];
  const aside = isRight ? ", in what this question does not ask for" : "";
  return [
    {
      text: `all rows of ${table} together are ${formatDollars(dollarsWrong)} wrong${aside}`,
      tone: isRight ? "warning" : "bad",
    },
  ];
}

function renderLine({ text, tone }: Line, { palette, width }: ReportStyle): string[] {
  return wrapText(text, width - INDENT * 2).map((line) => palette[tone](`    ${line}`));
}

function renderRows(
  titles: readonly string[],
  rows: AnswerRows,
  count: number,
  { palette, width }: ReportStyle,
): string[] {
  if (count === 0) return [palette.faint("    no rows")];
  const columns = titles.map((title, index) => ({
    title,
    align: rows.every((row) => typeof row[index] !== "string") ? ("right" as const) : ("left" as const),
    canShrink: true,
  }));
  const shown = rows.slice(0, ROWS_MAX).map((row) => row.map(formatCell));
  const hidden = count - shown.length;
  const inJson = rows.length - shown.length;
  const where = inJson === 0 ? "" : `; --json has ${inJson === hidden ? "them" : `${inJson} of them`}`;
  return [
    ...renderTable(columns, shown, { width, indent: INDENT * 2, titlePaint: palette.faint }),
    ...(hidden > 0 ? [palette.faint(`    and ${formatMany(hidden, "more row", "more rows")}${where}`)] : []),
  ];
}

function formatCell(value: string | number | null): Cell {
  if (value === null) return "NULL";
  if (typeof value === "string") return value;
  if (Number.isInteger(value)) return formatCount(value);
  return String(Math.abs(value) < 1 ? Number(value.toPrecision(4)) : Math.round(value * 10_000) / 10_000);
}
