import { quoteName } from "./sql-names.ts";

/** Which version of a row is the latest: the columns that decide, the first first; empty means whichever arrived last. */
export type MergeOrder = readonly string[];

/**
 * The columns by which two versions of one key are compared. The correlation id comes last, so that two records are never
 * equal: which one is the latest then does not depend on the order of arrival, and the same record again changes nothing.
 */
export function decidingColumns(orderBy: MergeOrder): readonly string[] {
  return orderBy.includes("correlation_id") ? orderBy : [...orderBy, "correlation_id"];
}

/** SQL that is true when row `left` is later than row `right`, compared column by column; NULL is earlier than any value. */
export function isLater(columns: readonly string[], left: string, right: string): string {
  const [first, ...rest] = columns;
  if (first === undefined) return "false";
  const a = `${left}.${quoteName(first)}`;
  const b = `${right}.${quoteName(first)}`;
  const later = `${a} > ${b} or (${b} is null and ${a} is not null)`;
  if (rest.length === 0) return `(${later})`;
  return `(${later} or (${a} is not distinct from ${b} and ${isLater(rest, left, right)}))`;
}

/**
 * An ORDER BY that puts each key's versions together, the latest last, after all rows that are not `isGood` (SQL). Those go by
 * a key of NULL: one column more to sort by takes a tenth longer over a whole batch.
 */
export function keyThenOrder(
  [first = "", ...others]: readonly string[],
  order: readonly string[],
  isGood: string,
): string {
  const firstKey = `if(${isGood}, ${quoteName(first)}, null) nulls first`;
  const versions = order.map((column) => `${quoteName(column)} nulls first`);
  return [firstKey, ...others.map((column) => quoteName(column)), ...versions].join(", ");
}

/** SQL that is true for the last row of each key, when the rows come ordered by key. Costs no grouping: a streaming window. */
export function isLastOfKey(key: readonly string[]): string {
  return key.map((column) => `lead(${quoteName(column)}) over () is distinct from ${quoteName(column)}`).join(" or ");
}

/** SQL that joins two rows of one key. */
export function sameKey(key: readonly string[], left: string, right: string): string {
  return key.map((column) => `${left}.${quoteName(column)} = ${right}.${quoteName(column)}`).join(" and ");
}
