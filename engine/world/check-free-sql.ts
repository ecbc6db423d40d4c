import { readFunctionCatalogue } from "../lake/function-catalogue.ts";
import { findRuleBreach } from "../lake/sql-rules.ts";
import type { SqlProblem, Tables } from "../lake/tables.ts";

/** Checks SQL that belongs to no table, a workload's or a question's: one SELECT, nothing volatile, only tables it may read. */
export function checkFreeSql(tables: Tables, sql: string, readable: ReadonlySet<string>): SqlProblem | undefined {
  const functions = readFunctionCatalogue(tables);
  return findRuleBreach(sql, { form: "select", functions, readable }) ?? tables.check(sql);
}
