import type { GoldNode } from "../scenario/scenario.ts";
import { nameList, quoteName } from "./sql-names.ts";
import {
  isLive,
  OPEN_VERSION,
  ownColumns,
  rowHash,
  stagingName,
  storeName,
  type TableColumn,
  type TableLayout,
} from "./table-layout.ts";

/** What a gold table keeps beside each row: its hash, the hash of its group, and 31 bits of that as silver keeps them. */
export const GOLD_HIDDEN_COLUMNS: readonly TableColumn[] = [
  { name: "__hash", type: "UBIGINT" },
  { name: "__k", type: "UBIGINT" },
  { name: "__g", type: "INTEGER" },
];

/** The changes of a gold table, staged: new rows with their hashes, and the row ids of those they replace. */
export function deltaName(goldId: string): string {
  return stagingName(goldId, "delta");
}

/** The change that makes the table equal to `sql` in the groups of `touchedSql` (column `__g`), or in all of them. */
export function replacementSql(
  { node, layout }: { readonly node: GoldNode; readonly layout: TableLayout },
  sql: string,
  touchedSql?: string,
): string {
  const touched = touchedSql === undefined ? "" : `"__touched" as materialized (${touchedSql}), `;
  const within = touchedSql === undefined ? "" : ' and "__g" in (select "__g" from "__touched")';
  const fresh = `select *, hash(${nameList(node.groupBy)}) as "__k", ${rowHash(layout.columns)} as "__hash" from (\n${sql}\n)`;
  const old = `select rowid as "__rid", "__k", "__hash" as "__old_hash" from ${storeName(node.id)} where ${isLive(layout)}${within}`;
  return (
    `create or replace table ${deltaName(node.id)} as with ${touched}"__fresh" as (${fresh}) ` +
    `select f.*, o."__rid", o."__old_hash" from "__fresh" f full join (${old}) o on f."__k" = o."__k" ` +
    'where f."__hash" is distinct from o."__old_hash"'
  );
}

/** The change that adds the measures of `sql` to those of the same groups; a NULL measure adds nothing. */
export function additionSql(
  { node, layout }: { readonly node: GoldNode; readonly layout: TableLayout },
  sql: string,
): string {
  const groups = new Set(node.groupBy.map((name) => name.toLowerCase()));
  const items = layout.columns.map(({ name, type }) => {
    const column = quoteName(name);
    if (groups.has(name.toLowerCase())) return `f.${column}`;
    return `cast(coalesce(o.${column} + f.${column}, o.${column}, f.${column}) as ${type}) as ${column}`;
  });
  const fresh = `select *, hash(${nameList(node.groupBy)}) as "__k" from (\n${sql}\n)`;
  const old = `select rowid as "__rid", * from ${storeName(node.id)} where ${isLive(layout)}`;
  const summed =
    `select ${items.join(", ")}, f."__k", o."__rid", o."__hash" as "__old_hash" ` +
    `from "__fresh" f left join (${old}) o on f."__k" = o."__k"`;
  return (
    `create or replace table ${deltaName(node.id)} as with "__fresh" as (${fresh}) ` +
    `select ${ownColumns(layout)}, "__k", ${rowHash(layout.columns)} as "__hash", "__rid", "__old_hash" from (${summed})`
  );
}

/** How many rows the staged change adds, how many it removes, what it does to the digest, and how many groups it adds. */
export function deltaTotalsSql({ id }: GoldNode, isOneRowAGroup: boolean): string {
  const groups = isOneRowAGroup ? 'count("__k")' : 'count(distinct "__k")';
  return (
    'select count("__k"), count("__rid"), (coalesce(sum("__hash"), 0) - coalesce(sum("__old_hash"), 0))::varchar, ' +
    `${groups} from ${deltaName(id)}`
  );
}

/** The statements that carry the staged change out at `version`. */
export function deltaStatements(
  layout: TableLayout,
  { rowsAdded, rowsRemoved, version }: { rowsAdded: number; rowsRemoved: number; version: number },
): string[] {
  const store = storeName(layout.tableId);
  const delta = deltaName(layout.tableId);
  const statements: string[] = [];
  if (rowsRemoved > 0) {
    const replaced = `select "__rid" from ${delta} where "__rid" is not null`;
    statements.push(`update ${store} set "__to" = ${version} where rowid in (${replaced})`);
  }
  if (rowsAdded > 0) {
    const hidden = '"__hash", "__k", ("__k" >> 33)::integer';
    statements.push(
      `insert into ${store} select ${ownColumns(layout)}, ${hidden}, ${version}, ${OPEN_VERSION} from ${delta} where "__k" is not null`,
    );
  }
  return statements;
}
