import { assertDefined } from "../base/assert.ts";
import { type AnswerDifference, compareAnswers, rowsOf } from "../check/compare-answers.ts";
import { lineAndColumn } from "../lake/sql-position.ts";
import { withoutSemicolon } from "../lake/sql-rules.ts";
import { type SqlValue, type Tables, TablesError } from "../lake/tables.ts";
import type { AnswerAsOf, AnswerDifferences, AnswerFailure, AnswerReport, AnswerRows } from "../protocol/report.ts";
import type { Question } from "../scenario/scenario.ts";
import type { Assembly } from "./assembly.ts";
import { locateInText } from "./locate-sql.ts";
import { isLeftOpen, ORACLE_ANSWER, RUN_ANSWER } from "./open-answers.ts";
import { type CheckedRun, committedRangesOf } from "./run-checks.ts";

/** How many rows of an answer are shown. */
const MAX_ROWS = 20;

const KEEP_ANSWER = `create or replace table ${RUN_ANSWER} as select * from (`;

/** Asks the scenario's questions of the run's tables and of the oracle's; the checks know the dollars that a table is off. */
export function answerQuestions(assembly: Assembly, checked: CheckedRun): readonly AnswerReport[] {
  const answers = assembly.scenario.questions.map((question, index) =>
    answerQuestion(assembly, { question, index }, checked),
  );
  assembly.tables.exec(`drop table if exists ${RUN_ANSWER}; drop table if exists ${ORACLE_ANSWER}`);
  return answers;
}

/** A question, and which of the scenario's it is. */
type Asked = { readonly question: Question; readonly index: number };

function answerQuestion(assembly: Assembly, { question, index }: Asked, checked: CheckedRun): AnswerReport {
  const { tables } = assembly;
  const { outcomes, oracle, committed } = checked;
  const { ask, table } = question;
  const select = withoutSemicolon(question.sql);
  const asked = committed.scope(select);
  const ofRun = attempt(() => tables.exec(`${KEEP_ANSWER}${asked}\n)`));
  const ofOracle = oracle.ok
    ? attempt(() => oracle.value.keep(ORACLE_ANSWER, `select * from (${select}\n)`))
    : oracle.error;
  const run = ofRun === undefined ? readAnswer(tables, RUN_ANSWER) : NO_ANSWER;
  const expected = ofOracle === undefined ? readAnswer(tables, ORACLE_ANSWER) : NO_ANSWER;
  const dollarsWrong = outcomes.find(
    (check) => check.table === table && check.dollarsWrong !== undefined,
  )?.dollarsWrong;
  const answer = {
    ask,
    table,
    asOf: asOfWhat(assembly, table, checked),
    columns: ofRun === undefined ? run.columns : expected.columns,
    rows: run.rows,
    rowCount: run.rowCount,
    oracleRows: expected.rows,
    oracleRowCount: expected.rowCount,
    ...(dollarsWrong === undefined ? {} : { dollarsWrong }),
  };
  if (ofRun !== undefined || !oracle.ok || ofOracle !== undefined) {
    return {
      ...answer,
      isRight: false,
      failure: explainFailure(assembly, { question, index }, { asked, ofRun, ofOracle }),
    };
  }
  const { inRun, inOracle } = compareAnswers(tables, RUN_ANSWER, ORACLE_ANSWER);
  if (inRun.count + inOracle.count === 0) return { ...answer, isRight: true };
  if (isLeftOpen(assembly, select, { oracle: oracle.value, committed }))
    return { ...answer, isRight: true, isOpen: true };
  return { ...answer, isRight: false, differences: differencesOf(inRun, inOracle) };
}

/** What the database refused to do; any other error is a bug and goes on. */
function attempt(work: () => void): TablesError | undefined {
  try {
    work();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof TablesError) return thrown;
    throw thrown;
  }
}

/** What failed, and where: DuckDB's own position in the question where it has one, else the beginning of the text. */
function explainFailure(
  { parsed }: Assembly,
  { question: { sql }, index }: Asked,
  {
    asked,
    ofRun,
    ofOracle,
  }: { readonly asked: string; readonly ofRun: TablesError | undefined; readonly ofOracle: TablesError | undefined },
): AnswerFailure {
  const message = (ofRun ?? ofOracle)?.message ?? "";
  // The oracle's names of tables, and those of committed ones, are longer than the question's own.
  const isInText = ofRun?.position !== undefined && sql.startsWith(asked);
  const place = lineAndColumn(sql, isInText ? ofRun.position - KEEP_ANSWER.length : 0);
  const located = locateInText(["questions", index, "sql"], { message, ...place, candidates: [] }, parsed);
  const { path, line, column } = located;
  return { of: ofRun === undefined ? "oracle" : "run", message, path, line, column };
}

/** What the tables of a job are the result of, and what they are not yet. */
function asOfWhat(assembly: Assembly, table: string, { committed }: CheckedRun): AnswerAsOf {
  const job = assertDefined(
    assembly.plan.jobs.find(({ tables }) => tables.some(({ node }) => node.id === table)),
    `a job writes ${table}`,
  );
  const endOffsets = committedRangesOf(assembly, job).map(({ to }) => to);
  const unread = assembly.cluster
    .describeTopic(job.topic.id)
    .map(({ highWatermark }, partition) => Math.max(0, highWatermark - (endOffsets[partition] ?? 0)));
  const last = committed.lastCommitOf(table);
  return {
    job: job.node.id,
    ...(last === undefined ? {} : { batchId: last.batchId, atUs: last.atUs }),
    endOffsets,
    recordsUnread: unread.reduce((total, records) => total + records, 0),
  };
}

type ReadAnswer = { readonly columns: readonly string[]; readonly rows: AnswerRows; readonly rowCount: number };

const NO_ANSWER: ReadAnswer = { columns: [], rows: [], rowCount: 0 };

function readAnswer(tables: Tables, table: string): ReadAnswer {
  const shown = tables.query(`from ${table} limit ${MAX_ROWS}`);
  const [count = []] = tables.query(`select count(*) from ${table}`).columns;
  return { columns: shown.names, rows: rowsOf(shown).map(reportRow), rowCount: Number(count[0] ?? 0) };
}

function differencesOf(inRun: AnswerDifference, inOracle: AnswerDifference): AnswerDifferences {
  return {
    inRunCount: inRun.count,
    inRun: inRun.rows.map(reportRow),
    inOracleCount: inOracle.count,
    inOracle: inOracle.rows.map(reportRow),
  };
}

/** Whole numbers beyond a double's reach, numbers that are none, and booleans become text. */
function reportRow(row: readonly SqlValue[]): AnswerRows[number] {
  return row.map((value) => {
    if (typeof value === "number" && !Number.isFinite(value)) return String(value);
    if (typeof value !== "bigint") return typeof value === "boolean" ? String(value) : value;
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  });
}
