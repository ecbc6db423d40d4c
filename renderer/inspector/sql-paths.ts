import type { DrawnNode } from "../../engine/scenario/drawing.ts";
import type { ScenarioPath } from "../../engine/scenario/problem.ts";
import { valueAt } from "../../engine/scenario/schema-walk.ts";

/** A text of SQL that belongs to a node, and where it stands in the document. */
export type NodeSql = { readonly path: ScenarioPath; readonly sql: string };

/** The kinds of nodes whose own `sql` makes their rows. */
const KINDS_WITH_SQL: ReadonlySet<string> = new Set(["silver", "gold", "reference"]);

/** The SQL of a node: a table's own, or that of the workload which a source sends; undefined when it has none. `plain` is the document as written. */
export function sqlOf(node: DrawnNode, plain: unknown): NodeSql | undefined {
  if (KINDS_WITH_SQL.has(node.kind)) {
    const sql = node.value["sql"];
    return { path: ["pipeline", "nodes", node.index, "sql"], sql: typeof sql === "string" ? sql : "" };
  }
  const workload = node.value["workload"];
  if (node.kind !== "source" || typeof workload !== "string") return undefined;
  const path = ["workload", workload, "sql"];
  const sql = valueAt(plain, path);
  return typeof sql === "string" ? { path, sql } : undefined;
}
