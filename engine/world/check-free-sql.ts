import type { FunctionCatalogue } from "../lake/function-catalogue.ts";
import { findRuleBreach } from "../lake/sql-rules.ts";
import type { SqlProblem, Tables } from "../lake/tables.ts";

/** What SQL that belongs to no table may use. */
export type FreeSqlScope = { readonly functions: FunctionCatalogue; readonly readable: ReadonlySet<string> };

/** Checks SQL that belongs to no table, a workload's or a question's: one SELECT, nothing volatile, only tables it may read. */
export function checkFreeSql(tables: Tables, sql: string, scope: FreeSqlScope): SqlProblem | undefined {
  return findRuleBreach(sql, { form: "select", ...scope }) ?? tables.check(sql);
}
