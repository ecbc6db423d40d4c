import { nestedProblem } from "../lake/check-select.ts";
import type { FunctionCatalogue } from "../lake/function-catalogue.ts";
import { uncarriedColumns } from "../lake/result-types.ts";
import { findRuleBreach, withoutSemicolon } from "../lake/sql-rules.ts";
import { describeSelect } from "../lake/table-layout.ts";
import type { SqlProblem, Tables } from "../lake/tables.ts";

/** What SQL that belongs to no table may use. */
export type FreeSqlScope = { readonly functions: FunctionCatalogue; readonly readable: ReadonlySet<string> };

/** Checks SQL that belongs to no table, a workload's or a question's: one SELECT, nothing volatile, only tables it may read. */
export function checkFreeSql(tables: Tables, sql: string, scope: FreeSqlScope): SqlProblem | undefined {
  return findRuleBreach(sql, { form: "select", ...scope }) ?? tables.check(sql);
}

/** Checks a question's SQL, and whether an answer can carry every column of it. */
export function checkQuestionSql(tables: Tables, sql: string, scope: FreeSqlScope): readonly SqlProblem[] {
  const select = withoutSemicolon(sql);
  const problem = checkFreeSql(tables, sql, scope) ?? nestedProblem(tables, select);
  return problem === undefined
    ? uncarriedColumns(sql, describeSelect(tables, `select * from (${select}\n)`))
    : [problem];
}
