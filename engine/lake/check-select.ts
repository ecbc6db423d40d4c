import { err, ok, type Result } from "../base/result.ts";
import type { FunctionCatalogue } from "./function-catalogue.ts";
import { fieldProblem, type PipelineSqlProblem } from "./pipeline-problem.ts";
import { findRuleBreach, withoutSemicolon } from "./sql-rules.ts";
import { describeSelect, HIDDEN_PREFIX, type TableColumn } from "./table-layout.ts";
import type { SqlProblem, Tables } from "./tables.ts";

/** What SQL is checked against: the database with all tables in place, and what its functions do. */
export type CheckContext = { readonly tables: Tables; readonly functions: FunctionCatalogue };

/** A SELECT that may run: without its semicolon, and with the columns it yields. */
export type CheckedSelect = { readonly sql: string; readonly columns: readonly TableColumn[] };

/** Checks one table's SELECT to the last name in it, without running it. */
export function checkSelect(
  context: CheckContext,
  nodeId: string,
  sql: string,
  readable: ReadonlySet<string>,
): Result<CheckedSelect, readonly PipelineSqlProblem[]> {
  const refuse = (problem: SqlProblem) => err([{ nodeId, path: ["sql"], problem }]);
  const breach = findRuleBreach(sql, { form: "select", functions: context.functions, readable });
  if (breach !== undefined) return refuse(breach);
  const bare = withoutSemicolon(sql);
  const problem = context.tables.check(bare) ?? nestedProblem(context.tables, bare);
  if (problem !== undefined) return refuse(problem);
  const columns = describeSelect(context.tables, bare);
  const badNames = namingProblems(nodeId, columns);
  return badNames.length === 0 ? ok({ sql: bare, columns }) : err(badNames);
}

/** Checks a condition over the rows of a checked SELECT. */
export function checkCondition(
  context: CheckContext,
  { nodeId, path, condition }: { nodeId: string; path: readonly (string | number)[]; condition: string },
  rows: CheckedSelect,
  readable: ReadonlySet<string>,
): readonly PipelineSqlProblem[] {
  const breach = findRuleBreach(condition, { form: "condition", functions: context.functions, readable });
  if (breach !== undefined) return [{ nodeId, path, problem: breach }];
  const problem = context.tables.check(`select (\n${condition}\n) is true from (\n${rows.sql}\n)`);
  if (problem === undefined) return [];
  const lineCount = condition.split("\n").length;
  const isInside = problem.line > 1 && problem.line <= lineCount + 1;
  const place = isInside ? { line: problem.line - 1, column: problem.column } : { line: 1, column: 1 };
  return [{ nodeId, path, problem: { ...problem, ...place } }];
}

/** What stands in parentheses must be a query: `describe t` and `insert ...` bind alone but not there. */
export function nestedProblem(tables: Tables, sql: string): SqlProblem | undefined {
  const problem = tables.check(`select * from (\n${sql}\n)`);
  return problem === undefined ? undefined : { ...problem, line: Math.max(1, problem.line - 1) };
}

/** DuckDB's pseudo-column, which a column of that name hides. */
const ROW_NUMBER = "rowid";

function namingProblems(nodeId: string, columns: readonly TableColumn[]): PipelineSqlProblem[] {
  const seen = new Set<string>();
  const problems: PipelineSqlProblem[] = [];
  for (const { name } of columns) {
    const lower = name.toLowerCase();
    if (seen.has(lower)) problems.push(fieldProblem(nodeId, ["sql"], `two columns are called ${name}`));
    if (lower === ROW_NUMBER) {
      const message = `column ${name}: the engine finds its rows by DuckDB's own ${ROW_NUMBER}; give it another name`;
      problems.push(fieldProblem(nodeId, ["sql"], message));
    }
    if (name.startsWith(HIDDEN_PREFIX)) {
      problems.push(
        fieldProblem(nodeId, ["sql"], `column ${name}: names that begin with ${HIDDEN_PREFIX} are the engine's`),
      );
    }
    seen.add(lower);
  }
  return problems;
}
