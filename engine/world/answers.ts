import { withoutSemicolon } from "../lake/sql-rules.ts";
import type { QueryColumns } from "../lake/tables.ts";
import type { AnswerReport } from "../protocol/report.ts";
import type { Question } from "../scenario/scenario.ts";
import type { Assembly } from "./assembly.ts";
import type { CheckedRun } from "./run-checks.ts";

/** How many rows of an answer are shown. */
const MAX_ROWS = 20;

/** Asks the scenario's questions of the run's tables and of the oracle's; the checks know the dollars that a table is off. */
export function answerQuestions(assembly: Assembly, checked: CheckedRun): readonly AnswerReport[] {
  return assembly.scenario.questions.map((question) => answerQuestion(assembly, question, checked));
}

function answerQuestion(
  { tables }: Assembly,
  { ask, sql, table }: Question,
  { outcomes, oracle }: CheckedRun,
): AnswerReport {
  const asked = withoutSemicolon(sql);
  const live = tables.query(`select * from (${asked}\n) limit ${MAX_ROWS}`);
  const oracleAnswer = oracle.query(`select * from (${asked}\n) limit ${MAX_ROWS}`);
  const rows = rowsOf(live);
  const oracleRows = rowsOf(oracleAnswer);
  const dollarsWrong = outcomes.find(
    (check) => check.table === table && check.dollarsWrong !== undefined,
  )?.dollarsWrong;
  return {
    ask,
    columns: live.names,
    rows,
    oracleRows,
    isRight: JSON.stringify(rows) === JSON.stringify(oracleRows),
    ...(dollarsWrong === undefined ? {} : { dollarsWrong }),
  };
}

/** Whole numbers beyond a double's reach and booleans become text. */
function rowsOf({ columns, rowCount }: QueryColumns): AnswerReport["rows"] {
  return Array.from({ length: rowCount }, (_, row) =>
    columns.map((column) => {
      const value = column[row] ?? null;
      if (typeof value !== "bigint") return typeof value === "boolean" ? String(value) : value;
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : value.toString();
    }),
  );
}
