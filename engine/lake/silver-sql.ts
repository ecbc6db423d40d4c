import type { SilverNode } from "../scenario/scenario.ts";
import { batchName } from "./bronze-table.ts";
import { decidingColumns, isLastOfKey, isLater, keyThenOrder, sameKey } from "./merge-order.ts";
import { nameList, quoteName, quoteText } from "./sql-names.ts";
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

/** How a gold table groups the rows of its silver table: expressions over a row that goes by `alias`. */
export type GroupHash = { readonly alias: string; readonly expressions: readonly string[] };

/** A silver table ready to run: its SQL over the batch's rows, its columns, and the groups of the gold tables behind it. */
export type SilverPlan = {
  readonly node: SilverNode;
  readonly bronzeId: string;
  /** The checked SELECT. */
  readonly sql: string;
  /** The same, reading the batch at hand in place of the bronze table. */
  readonly batchSql: string;
  readonly layout: TableLayout;
  readonly groupHashes: readonly GroupHash[];
};

/** The reason for rows that have no key to be merged by. */
export const NULL_KEY_REASON = "null_key";

/** What a silver table keeps beside each row: the row's hash, and the group it belongs to in each gold table. */
export function silverHiddenColumns(groupCount: number): readonly TableColumn[] {
  const groups = Array.from({ length: groupCount }, (_, index) => ({ name: groupColumn(index), type: "INTEGER" }));
  return [{ name: "__hash", type: "UBIGINT" }, ...groups];
}

/** The column that holds a row's group in the gold table of that position. */
export function groupColumn(index: number): string {
  return `__g${index}`;
}

/** The batch's rows with the reason for rejection, NULL for good rows; in merge mode each key's versions together, latest last. */
export function gateSql({ node, batchSql }: SilverPlan): string {
  const { merge } = node;
  const isMerge = node.sink.mode === "merge" && merge !== undefined;
  const isByArrival = isMerge && merge.orderBy.length === 0;
  const rules = node.quality.map(
    ({ reason, require }) => `when (\n${require}\n) is not true then ${quoteText(reason)}`,
  );
  const nullKeys = (isMerge ? merge.key : []).map((column) => `${quoteName(column)} is null`);
  if (nullKeys.length > 0) rules.push(`when ${nullKeys.join(" or ")} then ${quoteText(NULL_KEY_REASON)}`);
  const reason = rules.length === 0 ? "null::varchar" : `case ${rules.join(" ")} end`;
  const arrival = isByArrival ? ', row_number() over () as "__arrival"' : "";
  const rows = `select *${arrival} from (\n${batchSql}\n)`;
  const order = isByArrival ? ["__arrival"] : decidingColumns(merge?.orderBy ?? []);
  const sorting = isMerge ? ` order by ${keyThenOrder(merge.key, order)}` : "";
  return `create or replace table ${gatedName(node.id)} as select *, ${reason} as "__reason" from (${rows})${sorting}`;
}

/** The batch's good rows, each key once, beside the row that is there now: what of them wins, and what it replaces. */
export function incomingSql({ node, layout, groupHashes }: SilverPlan): string {
  const { merge } = node;
  const gated = `select * from ${gatedName(node.id)} where "__reason" is null`;
  const create = `create or replace table ${incomingName(node.id)} as`;
  if (node.sink.mode === "append" || merge === undefined) {
    const nothing = groupHashes.map((_, index) => `, null::integer as "__old_g${index}"`).join("");
    return `${create} select *, null::bigint as "__rid", null::ubigint as "__old_hash"${nothing}, true as "__wins" from (${withHashes(layout, groupHashes, gated)})`;
  }
  const latest = `select * from (select *, (${isLastOfKey(merge.key)}) as "__is_last" from (${gated})) where "__is_last"`;
  const old = groupHashes.map((_, index) => `, l."${groupColumn(index)}" as "__old_g${index}"`).join("");
  const wins = merge.orderBy.length === 0 ? "true" : isLater(decidingColumns(merge.orderBy), "i", "l");
  return (
    `${create} select i.*, l.rowid as "__rid", l."__hash" as "__old_hash"${old}, (l.rowid is null or ${wins}) as "__wins" ` +
    `from (${withHashes(layout, groupHashes, latest)}) i left join (${liveRows(layout)}) l on ${sameKey(merge.key, "i", "l")}`
  );
}

/** Those of the batch's good rows that silver has not seen: their key is not there, or only in an older version. */
export function unseenSql({ node, layout }: SilverPlan): string {
  const { merge } = node;
  const key = merge?.key ?? ["correlation_id"];
  const order = merge?.orderBy ?? [];
  const newer = order.length === 0 ? "false" : isLater(decidingColumns(order), "g", "l");
  return (
    `create or replace table ${unseenName(node.id)} as select ${ownColumns(layout, "g.")} from ${gatedName(node.id)} g ` +
    `left join (${liveRows(layout)}) l on ${sameKey(key, "g", "l")} where g."__reason" is null and (l.rowid is null or ${newer})`
  );
}

/** How many rows win and how many they replace, the change of the digest, and how many rows the gate rejected. */
export function incomingTotalsSql({ node }: SilverPlan): string {
  return (
    'select count(*), count("__rid"), (coalesce(sum("__hash"), 0) - coalesce(sum("__old_hash"), 0))::varchar, ' +
    `(select count("__reason") from ${gatedName(node.id)}) from ${incomingName(node.id)} where "__wins"`
  );
}

/** For each gold table's group the group that a winning row is in, and the one that the row it replaces was in. */
export function changedGroupsSql({ node, groupHashes }: SilverPlan): string {
  const columns = groupHashes.map((_, index) => {
    const column = quoteName(groupColumn(index));
    return `${column}, coalesce("__old_g${index}", ${column})`;
  });
  return `select ${columns.join(", ")} from ${incomingName(node.id)} where "__wins"`;
}

/** Ends the replaced rows at `version`. */
export function removeSql({ node }: SilverPlan, version: number): string {
  return (
    `update ${storeName(node.id)} set "__to" = ${version} where rowid in ` +
    `(select "__rid" from ${incomingName(node.id)} where "__wins" and "__rid" is not null)`
  );
}

/** Adds the winning rows at `version`. */
export function addSql({ node, layout }: SilverPlan, version: number): string {
  const columns = [...layout.columns, ...layout.hidden].map(({ name }) => name);
  const span = layout.isAppendOnly ? `${version}` : `${version}, ${OPEN_VERSION}`;
  return `insert into ${storeName(node.id)} select ${nameList(columns)}, ${span} from ${incomingName(node.id)} where "__wins"`;
}

/** The rejected records as bronze has them, with the reason. */
export function rejectsSql(silverId: string, bronzeId: string): string {
  return (
    `select b.*, r.reason from ${batchName(bronzeId)} b join (select correlation_id, min("__reason") as reason ` +
    `from ${gatedName(silverId)} where "__reason" is not null group by correlation_id) r on b.correlation_id = r.correlation_id`
  );
}

export function gatedName(silverId: string): string {
  return stagingName(silverId, "gated");
}

export function incomingName(silverId: string): string {
  return stagingName(silverId, "incoming");
}

export function unseenName(silverId: string): string {
  return stagingName(silverId, "unseen");
}

function liveRows(layout: TableLayout): string {
  return `select rowid, * from ${storeName(layout.tableId)} where ${isLive(layout)}`;
}

/** Rows with their hash, and with 31 bits of the hash of each group's columns: a coarser group would still be exact. */
function withHashes(layout: TableLayout, groupHashes: readonly GroupHash[], rows: string): string {
  let sql = `select ${ownColumns(layout)}, ${rowHash(layout.columns)} as "__hash" from (${rows})`;
  for (const [index, { alias, expressions }] of groupHashes.entries()) {
    const group = `(hash(\n${expressions.join(",\n")}\n) >> 33)::integer`;
    sql = `select *, ${group} as "${groupColumn(index)}" from (${sql}) as ${alias}`;
  }
  return sql;
}
