import { assert, assertDefined } from "../base/assert.ts";
import type { TimeUs } from "../base/time.ts";
import type { TableChange, TotalsSql } from "./table-change.ts";
import { contentHashText, literal } from "./table-layout.ts";
import type { SqlValue, Tables } from "./tables.ts";

/** Which commit of which writer: Delta's `txn` action (appId = the query, version = the batch). */
export type CommitMeta = { readonly appId: string; readonly batchId: number; readonly atUs: TimeUs };

/** What one commit of a table did. */
export type CommitOutcome =
  | {
      /** `skipped`: this writer had committed this batch before, so nothing was written. */
      readonly kind: "committed" | "skipped";
      /** The table's version afterwards; version 0 is the empty table. */
      readonly version: number;
      readonly rowsAdded: number;
      readonly rowsRemoved: number;
      /** Rows that the table's quality gate kept out. */
      readonly rowsRejected: number;
      /** Rows of the source that had to be read, after pruning by version. */
      readonly rowsRead: number;
      /** Digest of the table's rows at this version: 16 hexadecimal digits, independent of their order. */
      readonly contentHash: string;
    }
  /** The table's own SQL failed on these rows (a cast, a division): nothing was written, and it would fail again. */
  | { readonly kind: "failed"; readonly reason: string };

/** A table as its newest commit left it. */
export type TableHead = {
  readonly version: number;
  readonly rowCount: number;
  readonly contentHash: string;
  readonly sourceVersion: number;
};

/** Rows of one version's commit. */
type CommitRows = { readonly added: number; readonly removed: number };

const START_VERSION = 0;
const NO_ROWS = { rowCount: 0, contentHash: contentHashText(0n) };
const NO_CHANGE: TotalsSql = { from: "", rowsAdded: "0", rowsRemoved: "0", rowsRejected: "0", hashDelta: "0" };
const TWO_TO_64 = "18446744073709551616";

/**
 * The commits of every table, in `meta.commits` and, as a copy that only a successful commit touches, in memory.
 *
 * Invariants: (1) a table's data and the row of its commit change in one transaction, and no transaction holds two tables'
 * commits, as in Delta; (2) versions grow by one, and version 0 is the table as it was made; (3) `content_hash` is the digest
 * of the rows at that version.
 */
export class CommitLog {
  readonly #tables: Tables;
  readonly #heads = new Map<string, TableHead>();
  readonly #commits = new Map<string, CommitRows[]>();
  /** Delta's `txn` actions: by table and writer the last batch committed. */
  readonly #txnVersions = new Map<string, number>();

  constructor(tables: Tables) {
    this.#tables = tables;
    tables.exec(
      "create table meta.commits (table_id varchar, version integer, batch_id bigint, txn_app_id varchar, " +
        "txn_version bigint, committed_at_us bigint, source_version integer, rows_added bigint, rows_removed bigint, " +
        "rows_rejected bigint, content_hash varchar)",
    );
  }

  /** Version 0 of a new table, empty unless it was loaded from a dataset. */
  open(tableId: string, loaded: { readonly rowCount: number; readonly contentHash: string } = NO_ROWS): void {
    assert(!this.#heads.has(tableId), `${tableId} is made twice`);
    this.#heads.set(tableId, { ...loaded, version: START_VERSION, sourceVersion: START_VERSION });
    this.#commits.set(tableId, []);
  }

  head(tableId: string): TableHead {
    return assertDefined(this.#heads.get(tableId), `there is no table ${tableId}`);
  }

  /** How many rows the versions after `version` added; some of them may be gone again. */
  rowsAddedAfter(tableId: string, version: number): number {
    return this.#commitsAfter(tableId, version).reduce((total, { added }) => total + added, 0);
  }

  /** How many rows the versions after `version` added and removed. */
  rowsChangedAfter(tableId: string, version: number): number {
    return this.#commitsAfter(tableId, version).reduce((total, { added, removed }) => total + added + removed, 0);
  }

  /** The outcome when this writer has already committed this batch or a later one, which Delta skips; undefined when it has not. */
  skip(tableId: string, { appId, batchId }: CommitMeta): CommitOutcome | undefined {
    if ((this.#txnVersions.get(`${tableId} ${appId}`) ?? -1) < batchId) return undefined;
    const { version, contentHash } = this.head(tableId);
    return { kind: "skipped", version, contentHash, rowsAdded: 0, rowsRemoved: 0, rowsRejected: 0, rowsRead: 0 };
  }

  /** Commits one change of one table in a transaction of its own; `isIdempotent` records the batch, so that it is skipped next time. */
  commit(tableId: string, change: TableChange, meta: CommitMeta, isIdempotent: boolean): CommitOutcome {
    const before = this.head(tableId);
    const version = before.version + 1;
    const { appId, batchId, atUs } = meta;
    const txn = isIdempotent ? [appId, batchId] : [undefined, undefined];
    const values = [tableId, version, batchId, ...txn, atUs, change.sourceVersion].map(literal).join(", ");
    const { from, hashDelta, ...counts } = change.totals ?? NO_CHANGE;
    const hash = `cast((${BigInt(`0x${before.contentHash}`)} + (${hashDelta}) % ${TWO_TO_64} + ${TWO_TO_64}) % ${TWO_TO_64} as ubigint)`;
    const row = this.#transact(
      change.statements,
      `insert into meta.commits select ${values}, ${counts.rowsAdded}, ${counts.rowsRemoved}, ${counts.rowsRejected}, ` +
        `format('{:016x}', ${hash}) ${from === "" ? "" : `from ${from}`} ` +
        "returning rows_added, rows_removed, rows_rejected, content_hash",
    );
    const [rowsAdded = 0, rowsRemoved = 0, rowsRejected = 0] = row.slice(0, 3).map(Number);
    const contentHash = String(row[3]);
    const rowCount = before.rowCount + rowsAdded - rowsRemoved;
    const sourceVersion = change.sourceVersion ?? before.sourceVersion;
    this.#heads.set(tableId, { version, rowCount, contentHash, sourceVersion });
    this.#commits.get(tableId)?.push({ added: rowsAdded, removed: rowsRemoved });
    if (isIdempotent) this.#txnVersions.set(`${tableId} ${appId}`, batchId);
    return { kind: "committed", version, rowsAdded, rowsRemoved, rowsRejected, rowsRead: change.rowsRead, contentHash };
  }

  #commitsAfter(tableId: string, version: number): readonly CommitRows[] {
    return (this.#commits.get(tableId) ?? []).slice(version);
  }

  /** Runs the statements and the insert of the commit's row in one transaction; returns that row. */
  #transact(statements: readonly string[], insert: string): readonly SqlValue[] {
    try {
      this.#tables.exec(["begin", ...statements].join("; "));
      const { columns } = this.#tables.query(insert);
      this.#tables.exec("commit");
      return columns.map((column) => column[0] ?? null);
    } catch (error) {
      this.#tables.exec("rollback");
      throw error;
    }
  }
}
