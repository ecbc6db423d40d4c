import { quoteName } from "../lake/sql-names.ts";
import type { QueryColumns, SqlValue, Tables } from "../lake/tables.ts";
import { MAX_EVIDENCE } from "./check-log.ts";

/** Rows of a small result. */
type Rows = readonly (readonly SqlValue[])[];

/** What one answer has that the other lacks: how many rows, and the first of them in the order of their values. */
export type AnswerDifference = { readonly count: number; readonly rows: Rows };

/** The rows that only one of two answers has, or has more often. */
export type AnswerComparison = { readonly inRun: AnswerDifference; readonly inOracle: AnswerDifference };

/**
 * Numbers with a fraction are held against each other to 11 digits, since a sum of them hangs on the order of its rows, which no
 * table has. Single precision has 7 digits in all.
 */
const DIGITS: Readonly<Record<string, number>> = { DOUBLE: 11, FLOAT: 5 };
/** Two numbers that rounding has torn apart are as near as this, in proportion: two steps of it, which are largest just above a power of ten. */
export const NEARNESS: Readonly<Record<string, number>> = { DOUBLE: 2e-10, FLOAT: 2e-4 };
/** More rows than rounding can tear apart: those differ by themselves. */
const MAX_TORN = 1_000;

/**
 * Compares two tables of the same columns, both answers to one question, as bags of rows. SQL gives its rows in an order only
 * where ORDER BY says so, and then equal bags are in the same order but for ties.
 */
export function compareAnswers(tables: Tables, run: string, oracle: string): AnswerComparison {
  const [names = [], types = []] = tables.query(`describe ${run}`).columns.map((column) => column.map(String));
  const list = names.map((name, index) => rounded(quoteName(name), types[index] ?? "")).join(", ");
  const onlyIn = (one: string, other: string): string =>
    `(select ${list} from ${one}) except all (select ${list} from ${other})`;
  tables.exec(
    `create or replace table staging.only_in_run as ${onlyIn(run, oracle)};` +
      `create or replace table staging.only_in_oracle as ${onlyIn(oracle, run)}`,
  );
  const inRun = countRows(tables, "staging.only_in_run");
  const inOracle = countRows(tables, "staging.only_in_oracle");
  const isRounded = types.some((type) => type in DIGITS) && inRun <= MAX_TORN && inOracle <= MAX_TORN;
  const shown = isRounded ? MAX_TORN : MAX_EVIDENCE;
  const read = (table: string): Rows => rowsOf(tables.query(`from ${table} order by all limit ${shown}`));
  const [left, right] = [read("staging.only_in_run"), read("staging.only_in_oracle")];
  tables.exec("drop table staging.only_in_run; drop table staging.only_in_oracle");
  return isRounded
    ? withoutTorn(left, right, types)
    : { inRun: { count: inRun, rows: left }, inOracle: { count: inOracle, rows: right } };
}

function rounded(column: string, type: string): string {
  const digits = DIGITS[type];
  return digits === undefined ? column : `format('{:.${digits - 1}e}', ${column})::${type} as ${column}`;
}

/** Takes out the pairs of rows that are the same but for rounding. */
function withoutTorn(run: Rows, oracle: Rows, types: readonly string[]): AnswerComparison {
  const left = [...oracle];
  const inRun = run.filter((row) => {
    const twin = left.findIndex((other) => types.every((type, index) => isNear(row[index], other[index], type)));
    if (twin < 0) return true;
    left.splice(twin, 1);
    return false;
  });
  const first = (rows: Rows): AnswerDifference => ({ count: rows.length, rows: rows.slice(0, MAX_EVIDENCE) });
  return { inRun: first(inRun), inOracle: first(left) };
}

function isNear(one: SqlValue | undefined, other: SqlValue | undefined, type: string): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== "number" || typeof other !== "number") return false;
  return Math.abs(one - other) <= (NEARNESS[type] ?? 0) * Math.max(Math.abs(one), Math.abs(other));
}

function countRows(tables: Tables, table: string): number {
  return Number(tables.query(`select count(*) from ${table}`).columns[0]?.[0] ?? 0);
}

/** A small result row by row. */
export function rowsOf({ columns, rowCount }: QueryColumns): Rows {
  return Array.from({ length: rowCount }, (_, row) => columns.map((column) => column[row] ?? null));
}
