import { assert, assertDefined } from "../base/assert.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { TimeUs } from "../base/time.ts";
import { contentHashText } from "./content-hash.ts";
import { failureOfData } from "./sql-failure.ts";
import { type CommitTotals, NO_ROWS_CHANGED, type RowsChange, type TableChange } from "./table-change.ts";
import type { Tables } from "./tables.ts";

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

/** One commit of a table, as Delta's DESCRIBE HISTORY tells it. */
export type TableCommit = CommitTotals & {
  readonly version: number;
  readonly meta: CommitMeta;
  /** Whether the commit carries its batch as a `txn` action, so that the batch is skipped when it comes again. */
  readonly isIdempotent: boolean;
  readonly sourceVersion: number;
  readonly contentHash: string;
};

const START_VERSION = 0;
const NO_ROWS = { rowCount: 0, contentHash: contentHashText(0n) };

/**
 * The commits of every table.
 *
 * Invariants: (1) a commit is here if and only if the transaction that wrote its rows has ended well, and no transaction
 * holds two tables' commits, as in Delta; (2) versions grow by one, and version 0 is the table as it was made; (3)
 * `contentHash` is the digest of the rows at that version.
 */
export class CommitLog {
  readonly #tables: Tables;
  readonly #heads = new Map<string, TableHead>();
  /** By table the commit of version 1, of version 2, ... */
  readonly #commits = new Map<string, TableCommit[]>();
  /** Delta's `txn` actions: by table and writer the last batch committed. */
  readonly #txnVersions = new Map<string, number>();

  constructor(tables: Tables) {
    this.#tables = tables;
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

  /** A table's commits, the oldest first. */
  history(tableId: string): readonly TableCommit[] {
    return assertDefined(this.#commits.get(tableId), `there is no table ${tableId}`);
  }

  /** How many rows the versions after `version` added; some of them may be gone again. */
  rowsAddedAfter(tableId: string, version: number): number {
    return this.#commitsAfter(tableId, version).reduce((total, { rowsAdded }) => total + rowsAdded, 0);
  }

  /** How many rows the versions after `version` added and removed. */
  rowsChangedAfter(tableId: string, version: number): number {
    const changed = ({ rowsAdded, rowsRemoved }: CommitTotals): number => rowsAdded + rowsRemoved;
    return this.#commitsAfter(tableId, version).reduce((total, commit) => total + changed(commit), 0);
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
    const written = change.rows === undefined ? ok(NO_ROWS_CHANGED) : this.#write(change.rows);
    if (!written.ok) return { kind: "failed", reason: written.error };
    const { rowsAdded, rowsRemoved, rowsRejected, hashDelta } = written.value;
    const version = before.version + 1;
    const contentHash = contentHashText(BigInt(`0x${before.contentHash}`) + hashDelta);
    const sourceVersion = change.sourceVersion ?? before.sourceVersion;
    const rowCount = before.rowCount + rowsAdded - rowsRemoved;
    this.#heads.set(tableId, { version, rowCount, contentHash, sourceVersion });
    const commit = { ...written.value, version, meta, isIdempotent, sourceVersion, contentHash };
    this.#commits.get(tableId)?.push(commit);
    if (isIdempotent) this.#txnVersions.set(`${tableId} ${meta.appId}`, meta.batchId);
    return { kind: "committed", version, rowsAdded, rowsRemoved, rowsRejected, rowsRead: change.rowsRead, contentHash };
  }

  #commitsAfter(tableId: string, version: number): readonly TableCommit[] {
    return this.history(tableId).slice(version);
  }

  /** Writes the rows in one transaction, of which nothing stays when it fails; why, where the rows are to blame. */
  #write({ insert, totals, remove, refusal }: RowsChange): Result<CommitTotals, string> {
    try {
      const sums = totals(this.#tables.read(`begin; ${insert}`));
      const reason = refusal?.();
      if (reason !== undefined) {
        this.#tables.exec("rollback");
        return err(reason);
      }
      this.#tables.exec(remove === undefined || sums.rowsRemoved === 0 ? "commit" : `${remove}; commit`);
      return ok(sums);
    } catch (error) {
      this.#tables.exec("rollback");
      const reason = failureOfData(error);
      if (reason === undefined) throw error;
      return err(reason);
    }
  }
}
