import type { ColumnBatch } from "../base/columns.ts";
import { sumOfHashes } from "./content-hash.ts";

/** What a commit adds up to. */
export type CommitTotals = {
  readonly rowsAdded: number;
  readonly rowsRemoved: number;
  /** Rows that the table's quality gate kept out. */
  readonly rowsRejected: number;
  /** Sum of the added rows' hashes less that of the removed ones, modulo 2^64. */
  readonly hashDelta: bigint;
};

/** A commit that changes no row, as Delta has them too. */
export const NO_ROWS_CHANGED: CommitTotals = { rowsAdded: 0, rowsRemoved: 0, rowsRejected: 0, hashDelta: 0n };

/** The rows that a commit writes. */
export type RowsChange = {
  /** One INSERT of the new rows, with what RETURNING tells of them. */
  readonly insert: string;
  /** What the change adds up to, given what the INSERT returned. */
  readonly totals: (inserted: ColumnBatch) => CommitTotals;
  /** Ends the rows that the new ones replace; runs after the INSERT, and only when it replaces some. */
  readonly remove?: string;
  /** Why the rows that were written cannot stand, or undefined; asked inside the transaction. */
  readonly refusal?: () => string | undefined;
};

/** What a commit changes; no rows when nothing changes. */
export type TableChange = {
  readonly rows?: RowsChange;
  readonly rowsRead: number;
  /** The version of the source table up to which this table now knows its changes. */
  readonly sourceVersion?: number;
};

/** What appended rows add up to, when the INSERT returned their hashes. */
export function appendTotals(inserted: ColumnBatch): CommitTotals {
  return { ...NO_ROWS_CHANGED, rowsAdded: inserted.rowCount, hashDelta: sumOfHashes(inserted, 0) };
}
