import { rowHash, type TableLayout } from "./table-layout.ts";

/** What a change adds up to, as SQL expressions over the relation `from`. */
export type TotalsSql = {
  readonly from: string;
  readonly rowsAdded: string;
  readonly rowsRemoved: string;
  readonly rowsRejected: string;
  /** Sum of the added rows' hashes less that of the removed ones. */
  readonly hashDelta: string;
};

/** What a commit changes: the statements that do it, and what they add up to; no totals when nothing changes. */
export type TableChange = {
  readonly statements: readonly string[];
  readonly totals?: TotalsSql;
  readonly rowsRead: number;
  /** The version of the source table up to which this table now knows its changes. */
  readonly sourceVersion?: number;
};

/** What a commit that appends the rows of `from` adds up to. */
export function appendTotals(from: string, { columns }: TableLayout): TotalsSql {
  const hashDelta = `coalesce(sum(${rowHash(columns)}), 0)`;
  return { from, rowsAdded: "count(*)", rowsRemoved: "0", rowsRejected: "0", hashDelta };
}
