import { isCarried } from "../lake/result-types.ts";
import { quoteName } from "../lake/sql-names.ts";
import type { QueryColumns, SqlValue, Tables } from "../lake/tables.ts";
import { MAX_EVIDENCE } from "./check-log.ts";
import { NEARNESS } from "./compare-answers.ts";

/** Two relations of the same columns: what the run made, and what the oracle made of the same records. */
export type Comparison = {
  /** SQL that gives the run's rows. */
  readonly live: string;
  /** SQL that gives the oracle's rows. */
  readonly oracle: string;
  readonly columns: readonly string[];
  /** The columns that identify a row. */
  readonly keys: readonly string[];
  /** A whole-number column of money, and how many of its units make a dollar. */
  readonly money?: { readonly column: string; readonly unitsPerDollar: number };
};

/** A key for which the two differ: the row on either side, undefined where there is none. */
export type RowDifference = {
  readonly key: readonly string[];
  readonly live: ReadonlyMap<string, SqlValue> | undefined;
  readonly oracle: ReadonlyMap<string, SqlValue> | undefined;
  /** Too much is positive, too little negative. */
  readonly dollars?: number;
};

export type ComparisonResult = {
  readonly differences: number;
  readonly examples: readonly RowDifference[];
  /** Each difference counted as positive. */
  readonly dollarsWrong?: number;
};

/**
 * Compares two relations as bags of rows: every row that only one side has, or has more often, is a difference, but for fractions
 * that are as near as answers may be. The examples are those with the most money at stake, then in the order of their keys.
 */
export function compareRows(tables: Tables, comparison: Comparison): ComparisonResult {
  const { live, oracle, columns, keys, money } = comparison;
  const list = columns.map(quoteName).join(", ");
  if (fingerprint(tables, live, list) === fingerprint(tables, oracle, list)) {
    return { differences: 0, examples: [], ...(money === undefined ? {} : { dollarsWrong: 0 }) };
  }
  const types = (tables.query(`describe select ${list} from (${oracle})`).columns[1] ?? []).map(String);
  const wide = columns.flatMap((column, index) => {
    // Silver may keep lists and structs: evidence shows them as text.
    const value = isCarried(types[index] ?? "") ? quoteName(column) : `${quoteName(column)}::varchar`;
    return [`e.${value} as ${quoteName(`live_${column}`)}`, `m.${value} as ${quoteName(`oracle_${column}`)}`];
  });
  const isSame = columns.map((column, index) => sameValue(quoteName(column), types[index] ?? "")).join(" and ");
  const join = keys.map((key) => `e.${quoteName(key)} is not distinct from m.${quoteName(key)}`).join(" and ");
  const order = keys.map((key) => `coalesce(e.${quoteName(key)}, m.${quoteName(key)})`).join(", ");
  const units =
    money === undefined ? "0" : `coalesce(e.${quoteName(money.column)}, 0) - coalesce(m.${quoteName(money.column)}, 0)`;
  const onlyIn = (one: string, other: string): string =>
    `select *, true as has_row from (select ${list} from (${one}) except all select ${list} from (${other}))`;
  tables.exec(
    `create or replace table staging.extra as ${onlyIn(live, oracle)};` +
      `create or replace table staging.missing as ${onlyIn(oracle, live)};` +
      `create or replace table staging.differences as select ${wide.join(", ")}, ` +
      "e.has_row is not null as has_live, m.has_row is not null as has_oracle, " +
      `(${units})::bigint as units, row_number() over (order by abs(${units}) desc, ${order}) as place ` +
      `from staging.extra e full join staging.missing m on ${join} ` +
      `where not coalesce(e.has_row and m.has_row and ${isSame}, false)`,
  );
  const totals = tables.query("select count(*), coalesce(sum(abs(units)), 0)::bigint from staging.differences");
  const rows = tables.query(`select * from staging.differences order by place limit ${MAX_EVIDENCE}`);
  tables.exec("drop table staging.extra; drop table staging.missing; drop table staging.differences");
  const examples = Array.from({ length: rows.rowCount }, (_, row) => readDifference(rows, row, comparison));
  const differences = Number(totals.columns[0]?.[0] ?? 0);
  if (money === undefined) return { differences, examples };
  return { differences, examples, dollarsWrong: Number(totals.columns[1]?.[0] ?? 0) / money.unitsPerDollar };
}

/** Are the values of a column on both sides the same, or as near as the order in which fractions were added up may leave them? */
function sameValue(column: string, type: string): string {
  const [one, other] = [`e.${column}`, `m.${column}`];
  const isEqual = `${one} is not distinct from ${other}`;
  const nearness = NEARNESS[type];
  if (nearness === undefined) return `(${isEqual})`;
  return `(${isEqual} or coalesce(abs(${one} - ${other}) <= ${nearness} * greatest(abs(${one}), abs(${other})), false))`;
}

/**
 * The number of rows and two sums over 63 bits of their hashes, which different bags of rows share by chance once in 2^63 at
 * most: it spares equal tables the search for a difference. Sums of signed numbers take half the time of unsigned ones.
 */
export function fingerprint(tables: Tables, rows: string, list: string): string {
  const totals = tables.query(
    `select count(*), ${["h", "hash(h, 1)"].map((hash) => `coalesce(sum((${hash} >> 1)::bigint), 0)::varchar`).join(", ")} ` +
      `from (select hash(${list}) as h from (${rows}))`,
  );
  return totals.columns.map((column) => String(column[0])).join(" ");
}

function readDifference(rows: QueryColumns, row: number, { columns, keys, money }: Comparison): RowDifference {
  const at = (name: string): SqlValue => rows.columns[rows.names.indexOf(name)]?.[row] ?? null;
  const sideOf = (side: "live" | "oracle"): ReadonlyMap<string, SqlValue> | undefined =>
    at(`has_${side}`) === true ? new Map(columns.map((column) => [column, at(`${side}_${column}`)])) : undefined;
  const live = sideOf("live");
  const oracle = sideOf("oracle");
  const key = keys.map((name) => String((live ?? oracle)?.get(name) ?? "NULL"));
  const dollars = money === undefined ? {} : { dollars: Number(at("units")) / money.unitsPerDollar };
  return { key, live, oracle, ...dollars };
}
