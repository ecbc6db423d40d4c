import { fingerprint } from "../check/compare-rows.ts";
import { type Oracle, oracleName } from "../lake/oracle.ts";
import { splitLimit } from "../lake/row-limit.ts";
import { findTableNames, nameList } from "../lake/sql-names.ts";
import { tokenizeSql } from "../lake/sql-tokens.ts";
import { type Tables, TablesError } from "../lake/tables.ts";
import type { Assembly } from "./assembly.ts";
import type { CommittedTables } from "./committed-tables.ts";

/** Where the two answers to the question at hand lie. */
export const RUN_ANSWER = "staging.answer";
export const ORACLE_ANSWER = "staging.oracle_answer";

/** What the two answers were asked of. */
type Compared = { readonly oracle: Oracle; readonly committed: CommittedTables };

const WHOLE_ANSWER = "staging.whole_answer";
const ORACLE_WHOLE_ANSWER = "staging.oracle_whole_answer";

/**
 * Do the two answers differ only in what their SQL leaves open? So it is when all tables that it reads are the oracle's, row by
 * row, and when rows tie at a LIMIT: SQL may then take any of them.
 */
export function isLeftOpen(assembly: Assembly, select: string, compared: Compared): boolean {
  return readsEqualTables(assembly, select, compared) || differsInTies(assembly.tables, select, compared);
}

/** The oracle has of bronze only what silver reads, and keeps no dead letters: those are the same for both sides. */
function readsEqualTables({ tables, lake, plan }: Assembly, select: string, { oracle, committed }: Compared): boolean {
  const tokens = tokenizeSql(select);
  if (!tokens.ok) return false;
  const named = findTableNames(tokens.value, new Set(oracle.tableIds)).map(({ tableId }) => tableId);
  const bronze = new Set(
    plan.jobs.flatMap((job) => job.tables).flatMap(({ node }) => (node.kind === "bronze" ? [node.id] : [])),
  );
  return [...new Set(named)].every((id) => {
    if (bronze.has(id)) return false;
    const list = nameList(lake.columnsOf(id).map(({ name }) => name));
    return fingerprint(tables, committed.rowsOf(id), list) === fingerprint(tables, `from ${oracleName(id)}`, list);
  });
}

/**
 * Rows tie when both sides know each other's row but took another: then neither comes before the other in the columns that order
 * them. Only a text whose order hangs on columns of the result shows that.
 */
function differsInTies(tables: Tables, select: string, { oracle, committed }: Compared): boolean {
  const limited = splitLimit(select);
  const [columns = []] = tables.query(`describe ${RUN_ANSWER}`).columns;
  const names = new Set(columns.map((name) => String(name).toLowerCase()));
  if (limited === undefined || !limited.orderColumns.every((column) => names.has(column))) return false;
  try {
    tables.exec(`create or replace table ${WHOLE_ANSWER} as select * from (${committed.scope(limited.unlimited)}\n)`);
    oracle.keep(ORACLE_WHOLE_ANSWER, `select * from (${limited.unlimited}\n)`);
  } catch (thrown) {
    if (thrown instanceof TablesError) return false;
    throw thrown;
  }
  const unknownTo = (whole: string, one: string, other: string): string =>
    `select count(*) from (((from ${one}) except all (from ${other})) except all ((from ${whole}) except all (from ${other})))`;
  const counts = [
    unknownTo(ORACLE_WHOLE_ANSWER, RUN_ANSWER, ORACLE_ANSWER),
    unknownTo(WHOLE_ANSWER, ORACLE_ANSWER, RUN_ANSWER),
  ].map((sql) => Number(tables.query(sql).columns[0]?.[0] ?? 1));
  tables.exec(`drop table ${WHOLE_ANSWER}; drop table ${ORACLE_WHOLE_ANSWER}`);
  return counts.every((count) => count === 0);
}
