import { cellReader } from "../../engine/export/cell-text.ts";
import { readDrawing } from "../../engine/scenario/drawing.ts";
import { quoteTable } from "../sql-text/quote-sql.ts";
import type { QueryRows, QueryTab } from "../stores/query-store.ts";
import { showToast } from "../widgets/toast.ts";
import type { Workbench } from "../workbench/workbench.ts";
import { openQuery } from "./run-query.ts";

/** More records are not listed: their journeys are asked one by one. */
const RECORDS_MAX = 1_000;

const WHOLE_TABLE = /^\s*(?:select\s+\*\s+)?from\s+([a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*)(?:\s+limit\s+\d+)?\s*;?\s*$/iu;

/** The table whose own rows a SELECT shows as they are; undefined when it makes rows of its own. */
export function tableShownBy(sql: string): string | undefined {
  return WHOLE_TABLE.exec(sql)?.[1]?.toLowerCase();
}

/** Asks the engine which records a table's row was made from, at the instant of its tab, and shows them as bronze has them. */
export async function showRecordsBehind(
  workbench: Workbench,
  { sql, atUs }: Pick<QueryTab, "sql" | "atUs">,
  rows: QueryRows,
  row: number,
): Promise<void> {
  const { runner, run, view, activity } = workbench;
  const table = tableShownBy(sql);
  const { current } = run.getState();
  if (table === undefined || current === undefined) return;
  const values = rows.batch.columns.map(({ name, column }) => ({ column: name, value: cellReader(column)(row) }));
  const request = { table, row: values, atUs, limit: RECORDS_MAX };
  const found = await activity
    .during("looking for the records", () => runner.ask("recordsOf", request))
    .catch((error: unknown) => ({
      kind: "unknown" as const,
      message: String(error instanceof Error ? error.message : error),
    }));
  const bronze = bronzeBefore(current.text, table);
  if (found.kind === "unknown" || bronze === undefined || found.correlationIds.length === 0) {
    const detail = found.kind === "unknown" ? sentence(found.message) : "At this instant no record counts in it.";
    showToast("The records behind this row cannot be told.", { detail });
    return;
  }
  const { correlationIds, isCut } = found;
  if (isCut) view.getState().announce(`The first ${RECORDS_MAX} records are shown; there are more.`);
  await openQuery(workbench, {
    sql: `select * from ${quoteTable(bronze)} where correlation_id in (${correlationIds.join(", ")})`,
    title: `Records behind a row of ${table}`,
    atUs,
  });
}

function sentence(message: string): string {
  const begun = message.charAt(0).toUpperCase() + message.slice(1);
  return begun.endsWith(".") ? begun : `${begun}.`;
}

/** The bronze table that feeds a table, over others in between. */
function bronzeBefore(scenarioText: string, table: string): string | undefined {
  const { nodes = [], edges = [] } = readDrawing(scenarioText) ?? {};
  const seen = new Set([table]);
  for (const id of seen) {
    if (nodes.some((node) => node.id === id && node.kind === "bronze")) return id;
    for (const { from, to } of edges) if (to === id) seen.add(from);
  }
  return undefined;
}
