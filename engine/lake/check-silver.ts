import { err, ok, type Result } from "../base/result.ts";
import type { SilverNode } from "../scenario/scenario.ts";
import { type CheckContext, type CheckedSelect, checkCondition, checkSelect } from "./check-select.ts";
import { fieldProblem, missingColumns, type PipelineSqlProblem } from "./pipeline-problem.ts";

const INTEGERS = new Set(["BIGINT", "INTEGER", "UBIGINT", "UINTEGER", "HUGEINT"]);

/** Checks a silver table's SQL, its quality rules and its merge key; `references` are the tables that never change. */
export function checkSilver(
  context: CheckContext,
  node: SilverNode,
  bronzeId: string,
  references: readonly string[],
): Result<CheckedSelect, readonly PipelineSqlProblem[]> {
  const select = checkSelect(context, node.id, node.sql, new Set([bronzeId, ...references]));
  if (!select.ok) return select;
  const { columns } = select.value;
  const problems = [
    ...correlationProblems(node.id, columns),
    ...node.quality.flatMap(({ require }, index) =>
      checkCondition(
        context,
        { nodeId: node.id, path: ["quality", index, "require"], condition: require },
        select.value,
        new Set(references),
      ),
    ),
    ...missingColumns(node.id, ["merge", "key"], node.merge?.key ?? [], columns),
    ...missingColumns(node.id, ["merge", "orderBy"], node.merge?.orderBy ?? [], columns),
  ];
  return problems.length === 0 ? select : err(problems);
}

/** Without the correlation id nobody can say which record a row came from, nor what was rejected. */
function correlationProblems(
  nodeId: string,
  columns: readonly { readonly name: string; readonly type: string }[],
): PipelineSqlProblem[] {
  const column = columns.find(({ name }) => name.toLowerCase() === "correlation_id");
  if (column !== undefined && INTEGERS.has(column.type)) return [];
  const message = "a silver table's SQL must keep the column correlation_id as it is in bronze";
  return [fieldProblem(nodeId, ["sql"], message, ["correlation_id"])];
}

/** Checks the SELECT of a table that is loaded once from a dataset. */
export function checkReference(
  context: CheckContext,
  node: { readonly id: string; readonly sql: string; readonly dataset: string },
): Result<CheckedSelect, readonly PipelineSqlProblem[]> {
  const select = checkSelect(context, node.id, node.sql, new Set([node.dataset]));
  return select.ok ? ok(select.value) : select;
}
