import type { GoldNode } from "../scenario/scenario.ts";
import type { GroupedShape } from "./gold-shape.ts";
import { GROUP_SIZE_STATE, type TypedGoldSums } from "./gold-sums.ts";
import { nameList, quoteName } from "./sql-names.ts";
import type { TotalsSql } from "./table-change.ts";
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

/** 31 bits of the group's hash, as silver keeps them: for tables whose touched groups are computed again. */
const GROUP_COLUMN: TableColumn = { name: "__g", type: "INTEGER" };

/** What a gold table keeps beside its rows: the row's hash, the hash of its group, and what its maintenance needs. */
export function goldHiddenColumns(hasGroupColumn: boolean, sums: TypedGoldSums | undefined): readonly TableColumn[] {
  return [
    { name: "__hash", type: "UBIGINT" },
    { name: "__k", type: "UBIGINT" },
    ...(hasGroupColumn ? [GROUP_COLUMN] : []),
    ...(sums?.states ?? []).map(({ name, type }) => ({ name, type })),
  ];
}

type GoldRoom = { readonly node: GoldNode; readonly layout: TableLayout };

/** The changes of a gold table, staged: new rows with their hashes, and the row ids of those they replace. */
export function deltaName(goldId: string): string {
  return stagingName(goldId, "delta");
}

/** The change that makes the table equal to `sql` in the groups of `touchedSql` (column `__g`), or in all of them. */
export function replacementSql({ node, layout }: GoldRoom, sql: string, touchedSql?: string): string {
  const touched = touchedSql === undefined ? "" : `with "__touched" as materialized (${touchedSql})`;
  const within = touchedSql === undefined ? "" : ' and "__g" in (select "__g" from "__touched")';
  const fresh = `select *, hash(${nameList(node.groupBy)}) as "__k", ${rowHash(layout.columns)} as "__hash" from (\n${sql}\n)`;
  const old = `select rowid as "__rid", "__k", "__hash" as "__old_hash" from ${storeName(node.id)} where ${isLive(layout)}${within}`;
  return (
    `create or replace table ${deltaName(node.id)} as ${touched} ` +
    `select f.*, o."__rid", o."__old_hash" from (${fresh}) f full join (${old}) o on f."__k" = o."__k" ` +
    'where f."__hash" is distinct from o."__old_hash"'
  );
}

/** The change that adds the measures of `sql` to those of the same groups; a NULL measure adds nothing. */
export function additionSql({ node, layout }: GoldRoom, sql: string): string {
  const groups = new Set(node.groupBy.map((name) => name.toLowerCase()));
  const items = layout.columns.map(({ name, type }) => {
    const column = quoteName(name);
    if (groups.has(name.toLowerCase())) return `f.${column}`;
    return `cast(coalesce(o.${column} + f.${column}, o.${column}, f.${column}) as ${type}) as ${column}`;
  });
  const fresh = `select *, hash(${nameList(node.groupBy)}) as "__k" from (\n${sql}\n)`;
  const summed =
    `select ${items.join(", ")}, f."__k", o.rowid as "__rid", o."__hash" as "__old_hash" ` +
    `from (${fresh}) f left join ${storeName(node.id)} o on o.${isLive(layout)} and f."__k" = o."__k"`;
  return `create or replace table ${deltaName(node.id)} as select *, ${rowHash(layout.columns)} as "__hash" from (${summed})`;
}

/**
 * The change that silver's commits after version `known` make, where every measure follows from sums and counts: rows that
 * came count once, rows that went count minus once, and groups whose sums do not change are left alone.
 */
export function summedChangeSql(
  { node, layout, sums, shape }: GoldRoom & { readonly sums: TypedGoldSums; readonly shape: GroupedShape },
  silver: TableLayout,
  known: number,
): string {
  const groups = node.groupBy.map(quoteName);
  const keys = shape.groupExpressions.map((text, index) => `(\n${text}\n) as ${groups[index]}`);
  const deltas = sums.states.map(({ name, delta }) => `coalesce(${delta}, 0) as "${name}"`);
  const isChanged = sums.states.map(({ name }) => `"${name}" <> 0`).join(" or ");
  const summed =
    `select ${[...keys, ...deltas].join(", ")} ` +
    `${sums.beforeSource}(${changedRows(silver, known)}) as ${shape.alias}${sums.afterSource} ` +
    `group by ${groups.map((_, index) => index + 1).join(", ")} having ${isChanged}`;
  const states = sums.states.map(
    ({ name, type }) => `cast(s."${name}" + coalesce(o."${name}", 0) as ${type}) as "${name}"`,
  );
  const group = `hash(${groups.map((name) => `s.${name}`).join(", ")})`;
  const after =
    `select ${[...groups.map((name) => `s.${name}`), ...states].join(", ")}, ${group} as "__k", o.rowid as "__rid", o."__hash" as "__old_hash" ` +
    `from (${summed}) s left join ${storeName(node.id)} o on o.${isLive(layout)} and ${group} = o."__k"`;
  const measures = sums.measures.map((text, index) => `${text} as ${quoteName(layout.columns[index]?.name ?? "")}`);
  const isThere = `"${GROUP_SIZE_STATE}" > 0`;
  const kept = nameList([...sums.states.map(({ name }) => name), "__rid", "__old_hash"]);
  return (
    `create or replace table ${deltaName(node.id)} as select ${measures.join(", ")}, ${kept}, ` +
    `if(${isThere}, "__k", null) as "__k", if(${isThere}, ${rowHash(layout.columns)}, null) as "__hash" ` +
    `from (${after}) where ${isThere} or "__rid" is not null`
  );
}

/** Rows that silver has now and did not have at version `known`, with sign 1, and the other way round, with sign -1. */
function changedRows(silver: TableLayout, known: number): string {
  const rows = (sign: number, condition: string) =>
    `select ${ownColumns(silver)}, ${sign} as "__sign" from ${storeName(silver.tableId)} where ${condition}`;
  const came = rows(1, `"__from" > ${known} and ${isLive(silver)}`);
  if (silver.isAppendOnly) return came;
  return `${came} union all ${rows(-1, `"__from" <= ${known} and "__to" > ${known} and "__to" < ${OPEN_VERSION}`)}`;
}

/** What the staged change adds up to. */
export function deltaTotals({ id }: GoldNode): TotalsSql {
  return {
    from: deltaName(id),
    rowsAdded: 'count("__k")',
    rowsRemoved: 'count("__rid")',
    rowsRejected: "0",
    hashDelta: 'coalesce(sum("__hash"), 0) - coalesce(sum("__old_hash"), 0)',
  };
}

/** How many new rows the staged change has for groups that it has another new row for. */
export function surplusRowsSql({ id }: GoldNode): string {
  return `select count("__k") - count(distinct "__k") from ${deltaName(id)}`;
}

/** The statements that carry the staged change out at `version`. */
export function deltaStatements(layout: TableLayout, version: number): string[] {
  const store = storeName(layout.tableId);
  const delta = deltaName(layout.tableId);
  const hidden = layout.hidden.map(({ name }) =>
    name === GROUP_COLUMN.name ? '("__k" >> 33)::integer' : quoteName(name),
  );
  const columns = [ownColumns(layout), ...hidden].join(", ");
  return [
    `update ${store} set "__to" = ${version} where rowid in (select "__rid" from ${delta} where "__rid" is not null)`,
    `insert into ${store} select ${columns}, ${version}, ${OPEN_VERSION} from ${delta} where "__k" is not null`,
  ];
}
