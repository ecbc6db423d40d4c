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
  readonly batchSelect: string;
  readonly layout: TableLayout;
  readonly groupHashes: readonly GroupHash[];
  /** Whether some gold table is fed from the rows that this one has not seen. */
  readonly keepsUnseen: boolean;
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

/**
 * The batch at hand, run through the SELECT and the gate and held against the rows that are there now, as one table:
 * `__reason` says why a row is rejected (NULL: it is good), `__wins` whether it becomes the key's row, `__rid`, `__old_hash` and
 * `__old_g...` which row that replaces, and where some gold table asks, `__is_unseen` whether silver has nothing as new of its key.
 */
export function batchSql(plan: SilverPlan): string {
  const { node, layout, groupHashes } = plan;
  const { merge } = node;
  const create = `create or replace table ${stagedName(node.id)} as`;
  if (node.sink.mode === "append" || merge === undefined) {
    const nothing = groupHashes.map((_, index) => `null::integer as "__old_g${index}", `).join("");
    const seen = `select correlation_id from ${storeName(node.id)}`;
    const unseen = unseenColumn(plan, `"__reason" is null and correlation_id not in (${seen})`);
    return (
      `${create} select *, null::bigint as "__rid", null::ubigint as "__old_hash", ${nothing}${unseen}` +
      `"__reason" is null as "__wins" from (${withHashes(plan, gatedSql(plan, []), [])})`
    );
  }
  const isByArrival = merge.orderBy.length === 0;
  const order = isByArrival ? ["__arrival"] : decidingColumns(merge.orderBy);
  // Rejected rows first: then a good row's neighbour is a good one.
  const sorted = `select * from (${gatedSql(plan, merge.key)}) order by "__reason" nulls last, ${keyThenOrder(merge.key, order)}`;
  const isLast = `"__reason" is null and (${isLastOfKey(merge.key)}) as "__is_last"`;
  const old = groupHashes.map((_, index) => `l."${groupColumn(index)}" as "__old_g${index}", `).join("");
  const isNew = `(l.rowid is null or ${isByArrival ? "false" : isLater(decidingColumns(merge.orderBy), "i", "l")})`;
  return (
    `${create} select i.*, l.rowid as "__rid", l."__hash" as "__old_hash", ${old}` +
    `${unseenColumn(plan, `i."__reason" is null and ${isNew}`)}i."__is_last"${isByArrival ? "" : ` and ${isNew}`} as "__wins" ` +
    `from (${withHashes(plan, sorted, [isLast])}) i left join ${storeName(node.id)} l on l.${isLive(layout)} and ${sameKey(merge.key, "i", "l")}`
  );
}

function unseenColumn({ keepsUnseen }: SilverPlan, condition: string): string {
  return keepsUnseen ? `${condition} as "__is_unseen", ` : "";
}

/** The SELECT over the batch, with the first quality rule that each row breaks; a row without a key breaks the last. */
function gatedSql({ node, batchSelect }: SilverPlan, key: readonly string[]): string {
  const rules = node.quality.map(
    ({ reason, require }) => `when (\n${require}\n) is not true then ${quoteText(reason)}`,
  );
  const nullKeys = key.map((column) => `${quoteName(column)} is null`);
  if (nullKeys.length > 0) rules.push(`when ${nullKeys.join(" or ")} then ${quoteText(NULL_KEY_REASON)}`);
  const reason = rules.length === 0 ? "null::varchar" : `case ${rules.join(" ")} end`;
  const isByArrival = node.merge?.orderBy.length === 0;
  const rows = `(\n${batchSelect}\n)`;
  const numbered = isByArrival ? `(select *, row_number() over () as "__arrival" from ${rows})` : rows;
  return `select *, ${reason} as "__reason" from ${numbered}`;
}

/**
 * What became of each row of the batch at hand that was rejected or wins: bits of `RowFate`, the row's hash, that of the row
 * it replaces, and for each gold table's group the group that it is in and the one that the replaced row was in.
 */
export function fatesSql({ node, groupHashes }: SilverPlan): string {
  const groups = groupHashes.map((_, index) => {
    const column = quoteName(groupColumn(index));
    return `, coalesce(${column}, 0), coalesce("__old_g${index}", ${column}, 0)`;
  });
  const fate =
    `if("__reason" is null, 0, ${RowFate.rejected}) + if("__wins", ${RowFate.wins}, 0) + ` +
    `if("__rid" is null, 0, ${RowFate.replaces})`;
  const hashes = '"__hash", coalesce("__old_hash", 0::ubigint)';
  const from = `from ${stagedName(node.id)} where "__wins" or "__reason" is not null`;
  return `select ${fate}, ${hashes}${groups.join("")} ${from}`;
}

/** Bits that say what became of a row of the batch at hand. */
export const RowFate = { rejected: 1, wins: 2, replaces: 4 } as const;

/** Ends the replaced rows at `version`. */
export function removeSql({ node }: SilverPlan, version: number): string {
  return (
    `update ${storeName(node.id)} set "__to" = ${version} where rowid in ` +
    `(select "__rid" from ${stagedName(node.id)} where "__wins" and "__rid" is not null)`
  );
}

/** Adds the winning rows at `version`. */
export function addSql({ node, layout }: SilverPlan, version: number): string {
  const columns = [...layout.columns, ...layout.hidden].map(({ name }) => name);
  const span = layout.isAppendOnly ? `${version}` : `${version}, ${OPEN_VERSION}`;
  return `insert into ${storeName(node.id)} select ${nameList(columns)}, ${span} from ${stagedName(node.id)} where "__wins"`;
}

/** The rejected records as bronze has them, with the reason. */
export function rejectsSql({ node, bronzeId }: SilverPlan): string {
  return (
    `select b.*, r.reason from ${batchName(bronzeId)} b join (select correlation_id, min("__reason") as reason ` +
    `from ${stagedName(node.id)} where "__reason" is not null group by correlation_id) r on b.correlation_id = r.correlation_id`
  );
}

/** Where the batch at hand stands. */
export function stagedName(silverId: string): string {
  return stagingName(silverId, "batch");
}

/**
 * Rows with their hash, and with 31 bits of the hash of each group's columns: a coarser group would still be exact. Groups are
 * computed for good rows only, since a gold table's expressions may count on the gate. Each name that a gold table gives its
 * source takes a level of its own.
 */
function withHashes({ layout, groupHashes }: SilverPlan, rows: string, extra: readonly string[]): string {
  const aliases = [...new Set(groupHashes.map(({ alias }) => alias))];
  const groupsOf = (alias: string | undefined): string[] =>
    groupHashes.flatMap((group, index) => {
      if (group.alias !== alias) return [];
      const hash = `(hash(\n${group.expressions.join(",\n")}\n) >> 33)::integer`;
      return [`case when "__reason" is null then ${hash} end as "${groupColumn(index)}"`];
    });
  const [first, ...others] = aliases;
  const items = [
    ownColumns(layout),
    '"__reason"',
    ...extra,
    `${rowHash(layout.columns)} as "__hash"`,
    ...groupsOf(first),
  ];
  let sql = `select ${items.join(", ")} from (${rows}) as ${first ?? '"__rows"'}`;
  for (const alias of others) sql = `select *, ${groupsOf(alias).join(", ")} from (${sql}) as ${alias}`;
  return sql;
}
