import { quoteName, quoteTable, quoteText } from "../lake/sql-names.ts";
import { withoutSemicolon } from "../lake/sql-rules.ts";
import type { TableColumn } from "../lake/table-layout.ts";
import type { PlannedTable } from "../pipeline/plan-pipeline.ts";
import type { RowRecords, RowRequest } from "../protocol/inspection.ts";
import type { Assembly } from "../world/assembly.ts";
import { showVersions, versionsAt } from "./shown-tables.ts";

/** Records that are named at most. */
const MOST_RECORDS = 10_000;

const RECORD = "correlation_id";

const CANDIDATE = "__candidate";

type RowValue = RowRequest["row"][number]["value"];

/**
 * The records behind a row. A row that names its record is asked for that; a gold row for the records of the silver rows that fall
 * into its group, by the group's own expressions.
 */
export function recordsOfRow(assembly: Assembly, { table, row, atUs, limit }: RowRequest): RowRecords {
  const planned = assembly.plan.jobs.flatMap(({ tables }) => tables).find(({ node }) => node.id === table);
  if (planned === undefined) return unknown(`${table} is no table that records come to`);
  const named = row.find(({ column }) => column === RECORD)?.value;
  if (named !== undefined) return { kind: "records", correlationIds: [Number(named)], isCut: false };
  const values = new Map(row.map(({ column, value }) => [column, value]));
  const source = sourceOf(assembly, planned);
  if (source.kind === "unknown") return source;
  const { from, alias, key, counts } = source;
  const missing = key.find(({ column }) => !values.has(column.name));
  if (missing !== undefined)
    return unknown(`the row does not say its ${missing.column.name}, which is part of its key`);
  showVersions(assembly, versionsAt(assembly, atUs));
  const conditions = key.map(({ expression, column }) => isEqual(expression, column.type, values.get(column.name)));
  const most = Math.max(1, Math.min(MOST_RECORDS, Math.floor(limit)));
  const inGroup =
    `select distinct ${alias}.${RECORD} as id from ${quoteTable(from)} as ${alias} ` +
    `where ${conditions.join(" and ") || "true"}`;
  const { columns } = assembly.tables.reader.query(
    `select id from (${inGroup}) as ${CANDIDATE} where exists (${counts}) order by 1 limit ${most + 1}`,
  );
  const found = (columns[0] ?? []).map(Number);
  return { kind: "records", correlationIds: found.slice(0, most), isCut: found.length > most };
}

/** Which rows name the records, and by which expressions over them the row in question is found. */
type Source = {
  readonly kind: "source";
  readonly from: string;
  readonly alias: string;
  readonly key: readonly { readonly expression: string; readonly column: TableColumn }[];
  /** SQL with a row when the record of a candidate counts in its group: the table's own conditions may leave it out. */
  readonly counts: string;
};

function sourceOf({ lake }: Assembly, { node, from }: PlannedTable): Source | Extract<RowRecords, { kind: "unknown" }> {
  const columns = lake.columnsOf(node.id);
  const columnOf = (name: string): TableColumn =>
    columns.find((column) => column.name.toLowerCase() === name.toLowerCase()) ?? { name, type: "VARCHAR" };
  if (node.kind !== "gold") return unknown(`the row does not say its ${RECORD}`);
  const shape = lake.goldShape(node.id);
  if (shape.kind === "whole") return unknown(`every row of ${from} counts in each row of ${node.id}`);
  if (!lake.columnsOf(from).some(({ name }) => name === RECORD)) return unknown(`${from} does not keep ${RECORD}`);
  const key = node.groupBy.map((name, index) => ({
    expression: shape.groupExpressions[index] ?? quoteName(name),
    column: columnOf(name),
  }));
  const { start, end } = shape.source;
  const alone = `(select * from ${quoteTable(from)} where ${RECORD} = ${CANDIDATE}.id) as ${shape.alias}`;
  const sql = withoutSemicolon(node.sql);
  const counts = `select 1 from (\n${sql.slice(0, start)}${alone}${sql.slice(end)}\n)`;
  return { kind: "source", from, alias: shape.alias, key, counts };
}

function isEqual(expression: string, type: string, value: RowValue): string {
  if (value === undefined) return `(${expression}) is null`;
  if (typeof value === "string") return `cast((${expression}) as varchar) = ${quoteText(value)}`;
  if (type === "TIMESTAMP" && typeof value !== "boolean") return `epoch_us(${expression}) = ${value}`;
  return `(${expression}) = ${value}`;
}

function unknown(message: string): Extract<RowRecords, { kind: "unknown" }> {
  return { kind: "unknown", message };
}
