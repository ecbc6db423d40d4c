import type { ColumnBatch } from "../base/columns.ts";
import type { GoldNode } from "../scenario/scenario.ts";
import { countValues, sumOfHashes } from "./content-hash.ts";
import type { GroupedShape } from "./gold-shape.ts";
import { GROUP_SIZE_STATE, type TypedGoldSums } from "./gold-sums.ts";
import { nameList, quoteName } from "./sql-names.ts";
import { type CommitTotals, NO_ROWS_CHANGED } from "./table-change.ts";
import {
  isLive,
  OPEN_VERSION,
  ownColumns,
  rowHash,
  storeName,
  type TableColumn,
  type TableLayout,
} from "./table-layout.ts";

/** 31 bits of the group's hash, as silver keeps them: for tables whose touched groups are computed again. */
const GROUP_COLUMN: TableColumn = { name: "__g", type: "INTEGER" };

/** Which row of the store a row replaces, and that row's hash: NULL where the group is new. */
const REPLACED_COLUMNS: readonly TableColumn[] = [
  { name: "__rid", type: "BIGINT" },
  { name: "__old_hash", type: "UBIGINT" },
];

/** What a gold table keeps beside its rows: the row's hash, the hash of its group, and what its maintenance needs. */
export function goldHiddenColumns(hasGroupColumn: boolean, sums: TypedGoldSums | undefined): readonly TableColumn[] {
  return [
    { name: "__hash", type: "UBIGINT" },
    { name: "__k", type: "UBIGINT" },
    ...(hasGroupColumn ? [GROUP_COLUMN] : []),
    ...(sums?.states ?? []).map(({ name, type }) => ({ name, type })),
    ...REPLACED_COLUMNS,
  ];
}

type GoldRoom = { readonly node: GoldNode; readonly layout: TableLayout };

/** The change that makes the table equal to `sql` in the groups of `touchedSql` (column `__g`), or in all of them. */
export function replacementSql({ node, layout }: GoldRoom, sql: string, touchedSql?: string): string {
  const touched = touchedSql === undefined ? "" : `with "__touched" as materialized (${touchedSql})`;
  const within = touchedSql === undefined ? "" : ' and "__g" in (select "__g" from "__touched")';
  const fresh = `select *, hash(${nameList(node.groupBy)}) as "__k", ${rowHash(layout.columns)} as "__hash" from (\n${sql}\n)`;
  const old = `select rowid as "__rid", "__k", "__hash" as "__old_hash" from ${storeName(node.id)} where ${isLive(layout)}${within}`;
  return (
    `${touched} select f.*, o."__rid", o."__old_hash" from (${fresh}) f full join (${old}) o on f."__k" = o."__k" ` +
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
  return `select *, ${rowHash(layout.columns)} as "__hash" from (${summed})`;
}

/**
 * The change that silver's commits after version `known` make, where every measure follows from sums and counts: rows that
 * came count once, rows that went count minus once, and groups whose sums do not change are left alone.
 */
export function summedChangeSql(
  { node, layout, sums, shape }: GoldRoom & { readonly sums: TypedGoldSums; readonly shape: GroupedShape },
  silver: TableLayout,
  span: VersionSpan,
): string {
  const groups = node.groupBy.map(quoteName);
  const keys = shape.groupExpressions.map((text, index) => `(\n${text}\n) as ${groups[index]}`);
  const deltas = sums.states.map(({ name, delta }) => `coalesce(${delta}, 0) as "${name}"`);
  const isChanged = sums.states.map(({ name }) => `"${name}" <> 0`).join(" or ");
  const summed =
    `select ${[...keys, ...deltas].join(", ")} ` +
    `${sums.beforeSource}(${changedRows(silver, span)}) as ${shape.alias}${sums.afterSource} ` +
    `group by ${groups.map((_, index) => index + 1).join(", ")} having ${isChanged}`;
  const states = sums.states.map(
    ({ name, type }) => `cast(s."${name}" + coalesce(o."${name}", 0) as ${type}) as "${name}"`,
  );
  const after =
    `select ${[...groups.map((name) => `s.${name}`), ...states].join(", ")}, s."__k", o.rowid as "__rid", o."__hash" as "__old_hash" ` +
    `from (select *, hash(${groups.join(", ")}) as "__k" from (${summed})) s ` +
    `left join ${storeName(node.id)} o on o.${isLive(layout)} and s."__k" = o."__k"`;
  const measures = sums.measures.map((text, index) => `${text} as ${quoteName(layout.columns[index]?.name ?? "")}`);
  const isThere = `"${GROUP_SIZE_STATE}" > 0`;
  const kept = nameList([...sums.states.map(({ name }) => name), "__rid", "__old_hash"]);
  return (
    `select ${measures.join(", ")}, ${kept}, if(${isThere}, "__k", null) as "__k", ` +
    `if(${isThere}, ${rowHash(layout.columns)}, null) as "__hash" from (${after})`
  );
}

/** Versions of a table: those after `after`, up to and including `upTo`, its newest. */
export type VersionSpan = { readonly after: number; readonly upTo: number };

/** Rows that silver has now and did not have at version `after`, with sign 1, and the other way round, with sign -1. */
function changedRows(silver: TableLayout, { after, upTo }: VersionSpan): string {
  const rows = (sign: number, condition: string) =>
    `select ${ownColumns(silver)}, ${sign} as "__sign" from ${storeName(silver.tableId)} where ${condition}`;
  // A single version is the rule, and an equality is found faster.
  const isOne = upTo === after + 1;
  const came = isOne ? `"__from" = ${upTo}` : `"__from" > ${after}`;
  const went = isOne ? `"__to" = ${upTo}` : `"__to" > ${after} and "__to" < ${OPEN_VERSION}`;
  return `${rows(1, `${came} and ${isLive(silver)}`)} union all ${rows(-1, `"__from" <= ${after} and ${went}`)}`;
}

/**
 * Writes a change at `version`: its new rows, each with the row that it replaces. A group that is gone is a row without
 * `__k` whose life ends where it begins, so that no version shows it; it is there to name the row that it ends.
 */
export function insertSql(layout: TableLayout, change: string, version: number): string {
  const hidden = layout.hidden.map(({ name }) =>
    name === GROUP_COLUMN.name ? '("__k" >> 33)::integer' : quoteName(name),
  );
  const span = `${version}, if("__k" is null, ${version}, ${OPEN_VERSION})`;
  return (
    `insert into ${storeName(layout.tableId)} select ${ownColumns(layout)}, ${hidden.join(", ")}, ${span} ` +
    `from (${change}) returning "__hash", "__old_hash"`
  );
}

/** What a change adds up to, from what `insertSql` returns. */
export function insertedTotals(inserted: ColumnBatch): CommitTotals {
  return {
    ...NO_ROWS_CHANGED,
    rowsAdded: countValues(inserted, 0),
    rowsRemoved: countValues(inserted, 1),
    hashDelta: sumOfHashes(inserted, 0) - sumOfHashes(inserted, 1),
  };
}

/** Ends the rows that the rows of `version` replace. */
export function endReplacedSql({ tableId }: TableLayout, version: number): string {
  const store = storeName(tableId);
  const replaced = `select "__rid" from ${store} where "__from" = ${version} and "__rid" is not null`;
  return `update ${store} set "__to" = ${version} where rowid in (${replaced})`;
}

/** How many rows of `version` stand for a group that another row of that version stands for too. */
export function surplusRowsSql({ tableId }: TableLayout, version: number): string {
  return `select count("__k") - count(distinct "__k") from ${storeName(tableId)} where "__from" = ${version}`;
}
