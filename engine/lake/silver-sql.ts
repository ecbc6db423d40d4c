import type { SilverNode } from "../scenario/scenario.ts";
import { batchName } from "./bronze-table.ts";
import { decidingColumns, isLastOfKey, isLater, keyThenOrder, sameKey } from "./merge-order.ts";
import { quoteName, quoteText } from "./sql-names.ts";
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
  /** Whether some gold table is fed from the batch's rows, and from those of them that this one has not seen. */
  readonly feedsBatch: boolean;
  readonly feedsUnseen: boolean;
};

/** The reason for rows that have no key to be merged by. */
export const NULL_KEY_REASON = "null_key";

/**
 * What a silver table keeps beside each row: its hash, the group it belongs to in each gold table, and the same of the row that
 * it replaces, with the place of that one: where that is NULL it replaces none, whatever the others say.
 */
export function silverHiddenColumns(groupCount: number): readonly TableColumn[] {
  const groups = (name: (index: number) => string): TableColumn[] =>
    Array.from({ length: groupCount }, (_, index) => ({ name: name(index), type: "INTEGER" }));
  return [
    { name: "__hash", type: "UBIGINT" },
    ...groups(groupColumn),
    { name: "__rid", type: "BIGINT" },
    { name: "__old_hash", type: "UBIGINT" },
    ...groups(oldGroupColumn),
  ];
}

/** The column that holds a row's group in the gold table of that position. */
export function groupColumn(index: number): string {
  return `__g${index}`;
}

/** The column that holds the group of the row that a row replaces. */
export function oldGroupColumn(index: number): string {
  return `__old_g${index}`;
}

/**
 * The batch at hand, run through the SELECT and the gate and held against the rows that are there now:
 * `__reason` says why a row is rejected (NULL: it is good), `__wins` whether it becomes the key's row, `__rid`, `__old_hash` and
 * `__old_g...` which row that replaces, and where some gold table asks, `__is_unseen` whether silver has nothing as new of its key.
 */
function heldSql(plan: SilverPlan): string {
  const { node, layout, groupHashes } = plan;
  const { merge } = node;
  if (node.sink.mode === "append" || merge === undefined) {
    const nothing = groupHashes.map((_, index) => `null::integer as "${oldGroupColumn(index)}", `).join("");
    const seen = `select correlation_id from ${storeName(node.id)} where ${isLive(layout)}`;
    const unseen = unseenColumn(plan, `"__reason" is null and correlation_id not in (${seen})`);
    return (
      `select *, null::bigint as "__rid", null::ubigint as "__old_hash", ${nothing}${unseen}` +
      `"__reason" is null as "__wins" from (${withHashes(plan, gatedSql(plan, []), [])})`
    );
  }
  const isByArrival = merge.orderBy.length === 0;
  const order = isByArrival ? ["__arrival"] : decidingColumns(merge.orderBy);
  // Rejected rows first: then a good row's neighbour is a good one.
  const sorted = `select * from (${gatedSql(plan, merge.key)}) order by ${keyThenOrder(merge.key, order, '"__reason" is null')}`;
  const isLast = `"__reason" is null and (${isLastOfKey(merge.key)}) as "__is_last"`;
  const old = groupHashes.map((_, index) => `l."${groupColumn(index)}" as "${oldGroupColumn(index)}", `).join("");
  const isNew = `(l.rowid is null or ${isByArrival ? "false" : isLater(decidingColumns(merge.orderBy), "i", "l")})`;
  return (
    `select i.*, l.rowid as "__rid", l."__hash" as "__old_hash", ${old}` +
    `${unseenColumn(plan, `i."__reason" is null and ${isNew}`)}i."__is_last"${isByArrival ? "" : ` and ${isNew}`} as "__wins" ` +
    `from (${withHashes(plan, sorted, [isLast])}) i left join ${storeName(node.id)} l on l.${isLive(layout)} and ${sameKey(merge.key, "i", "l")}`
  );
}

function unseenColumn({ feedsUnseen }: SilverPlan, condition: string): string {
  return feedsUnseen ? `${condition} as "__is_unseen", ` : "";
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

/** Makes a table of the batch at hand, held against the rows that are there now. */
export function stageSql(plan: SilverPlan): string {
  return `create or replace table ${stagedName(plan.node.id)} as ${heldSql(plan)}`;
}

/** How many rows of the staged batch the gate rejected. */
export function countRejectedSql({ node }: SilverPlan): string {
  return `select count(*) from ${stagedName(node.id)} where "__reason" is not null`;
}

/**
 * Adds the winning rows at `version`, from the staged batch where there is one. A rejected row is added without a hash, its life
 * ending where it begins, so that no version shows it: then one statement tells of all rows, for `readFates`.
 */
export function addSql(plan: SilverPlan, version: number, isStaged: boolean): string {
  const { node, layout, groupHashes } = plan;
  const rows = isStaged ? stagedName(node.id) : `(${heldSql(plan)})`;
  const ofWinners = new Set(["__hash", "__rid", "__old_hash"]);
  const hidden = layout.hidden.map(({ name }) =>
    ofWinners.has(name) ? `if("__wins", "${name}", null)` : quoteName(name),
  );
  const items = [ownColumns(layout), ...hidden, `${version}`, `if("__wins", ${OPEN_VERSION}, ${version})`];
  const groups = groupHashes.map((_, index) => {
    const [now, before] = [groupColumn(index), oldGroupColumn(index)].map(quoteName);
    return `, coalesce(${now}, 0), coalesce(${before}, ${now}, 0)`;
  });
  return (
    `insert into ${storeName(node.id)} select ${items.join(", ")} from ${rows} where "__wins" or "__reason" is not null ` +
    `returning "__hash", "__old_hash"${groups.join("")}`
  );
}

/** Ends the rows that the rows of `version` replace. */
export function removeSql({ node }: SilverPlan, version: number): string {
  const store = storeName(node.id);
  const replaced = `select "__rid" from ${store} where "__from" = ${version} and "__rid" is not null`;
  return `update ${store} set "__to" = ${version} where rowid in (${replaced})`;
}

/** The groups that the rows of `version` are in and those that the rows they replace were in, as the column `__g`. */
export function touchedGroupsSql({ node }: SilverPlan, index: number, version: number): string {
  const rows = `from ${storeName(node.id)} where "__from" = ${version}`;
  return (
    `select "${groupColumn(index)}" as "__g" ${rows} and "__hash" is not null ` +
    `union all select "${oldGroupColumn(index)}" ${rows} and "__rid" is not null`
  );
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
