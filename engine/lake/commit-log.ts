import { assert, assertDefined } from "../base/assert.ts";
import type { TimeUs } from "../base/time.ts";
import { contentHashText, literal } from "./table-layout.ts";
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
      /** Rows of the source that had to be read, after pruning by version. */
      readonly rowsRead: number;
      /** Digest of the table's rows at this version: 16 hexadecimal digits, independent of their order. */
      readonly contentHash: string;
    }
  /** The table's own SQL failed on these rows (a cast, a division): nothing was written, and it would fail again. */
  | { readonly kind: "failed"; readonly reason: string };

/** What a commit changes: the statements that do it, and what they add up to. */
export type TableChange = {
  readonly statements: readonly string[];
  readonly rowsRead: number;
  readonly rowsAdded: number;
  readonly rowsRemoved: number;
  /** Sum of the added rows' hashes less that of the removed ones. */
  readonly hashDelta: bigint;
  /** The version of the source table up to which this table now knows its changes. */
  readonly sourceVersion?: number;
};

/** A table as its newest commit left it. */
export type TableHead = {
  readonly version: number;
  readonly rowCount: number;
  readonly contentHash: string;
  readonly sourceVersion: number;
};

type Head = TableHead & {
  readonly hashSum: bigint;
  readonly txnVersions: Map<string, number>;
  rowsAdded: number[];
  rowsRemoved: number[];
};

const START_VERSION = 0;
const NO_ROWS = { rowCount: 0, hashSum: 0n };

/**
 * The commits of every table, in `meta.commits` and, as a copy that only a successful commit touches, in memory.
 *
 * Invariants: (1) a table's data and the row of its commit change in one transaction, and no transaction holds two tables'
 * commits, as in Delta; (2) versions grow by one, and version 0 is the empty table; (3) `content_hash` is the digest of the
 * rows at that version.
 */
export class CommitLog {
  readonly #tables: Tables;
  readonly #heads = new Map<string, Head>();

  constructor(tables: Tables) {
    this.#tables = tables;
    tables.exec(
      "create table meta.commits (table_id varchar, version integer, batch_id bigint, txn_app_id varchar, " +
        "txn_version bigint, committed_at_us bigint, rows_added bigint, rows_removed bigint, source_version integer, " +
        "content_hash varchar)",
    );
  }

  /** Version 0 of a new table, empty unless it was loaded from a dataset. */
  open(tableId: string, loaded: { readonly rowCount: number; readonly hashSum: bigint } = NO_ROWS): void {
    assert(!this.#heads.has(tableId), `${tableId} is made twice`);
    this.#heads.set(tableId, {
      version: START_VERSION,
      ...loaded,
      contentHash: contentHashText(loaded.hashSum),
      sourceVersion: START_VERSION,
      txnVersions: new Map(),
      rowsAdded: [0],
      rowsRemoved: [0],
    });
  }

  head(tableId: string): TableHead {
    const { version, rowCount, contentHash, sourceVersion } = this.#head(tableId);
    return { version, rowCount, contentHash, sourceVersion };
  }

  /** How many rows the versions after `version` added; some of them may be gone again. */
  rowsAddedAfter(tableId: string, version: number): number {
    return this.#head(tableId)
      .rowsAdded.slice(version + 1)
      .reduce((total, rows) => total + rows, 0);
  }

  /** How many rows the versions after `version` added and removed. */
  rowsChangedAfter(tableId: string, version: number): number {
    const removed = this.#head(tableId).rowsRemoved.slice(version + 1);
    return removed.reduce((total, rows) => total + rows, this.rowsAddedAfter(tableId, version));
  }

  /** The outcome when this writer has already committed this batch or a later one, which Delta skips; undefined when it has not. */
  skip(tableId: string, { appId, batchId }: CommitMeta): CommitOutcome | undefined {
    const { txnVersions, version, contentHash } = this.#head(tableId);
    if ((txnVersions.get(appId) ?? -1) < batchId) return undefined;
    return { kind: "skipped", version, contentHash, rowsAdded: 0, rowsRemoved: 0, rowsRead: 0 };
  }

  /** Commits one change of one table in a transaction of its own; `isIdempotent` records the batch, so that it is skipped next time. */
  commit(tableId: string, change: TableChange, meta: CommitMeta, isIdempotent: boolean): CommitOutcome {
    const before = this.#head(tableId);
    const hashSum = BigInt.asUintN(64, before.hashSum + change.hashDelta);
    const sourceVersion = change.sourceVersion ?? before.sourceVersion;
    const after: Head = {
      version: before.version + 1,
      rowCount: before.rowCount + change.rowsAdded - change.rowsRemoved,
      hashSum,
      contentHash: contentHashText(hashSum),
      sourceVersion,
      txnVersions: before.txnVersions,
      rowsAdded: before.rowsAdded,
      rowsRemoved: before.rowsRemoved,
    };
    const row = [
      tableId,
      after.version,
      meta.batchId,
      isIdempotent ? meta.appId : undefined,
      isIdempotent ? meta.batchId : undefined,
      meta.atUs,
      change.rowsAdded,
      change.rowsRemoved,
      change.sourceVersion,
      after.contentHash,
    ].map(literal);
    this.#transact([...change.statements, `insert into meta.commits values (${row.join(", ")})`]);
    after.rowsAdded.push(change.rowsAdded);
    after.rowsRemoved.push(change.rowsRemoved);
    if (isIdempotent) after.txnVersions.set(meta.appId, meta.batchId);
    this.#heads.set(tableId, after);
    const { rowsAdded, rowsRemoved, rowsRead } = change;
    const { version, contentHash } = after;
    return { kind: "committed", version, rowsAdded, rowsRemoved, rowsRead, contentHash };
  }

  #transact(statements: readonly string[]): void {
    try {
      this.#tables.exec(`begin; ${statements.join("; ")}; commit`);
    } catch (error) {
      this.#tables.exec("rollback");
      throw error;
    }
  }

  #head(tableId: string): Head {
    return assertDefined(this.#heads.get(tableId), `there is no table ${tableId}`);
  }
}
