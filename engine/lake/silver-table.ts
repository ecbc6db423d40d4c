import { assert } from "../base/assert.ts";
import type { CommitLog, CommitMeta, CommitOutcome } from "./commit-log.ts";
import { addSql, batchSql, fatesSql, groupColumn, removeSql, type SilverPlan, stagedName } from "./silver-sql.ts";
import { runOnData } from "./sql-failure.ts";
import { quoteName } from "./sql-names.ts";
import { int32Values, readFates, type StagedFates } from "./staged-fates.ts";
import type { TableChange } from "./table-change.ts";
import { OPEN_VERSION, storeName } from "./table-layout.ts";
import type { Tables } from "./tables.ts";

/** Whether the batch at hand went through the SQL; the rows are held against those that silver had at `baseVersion`. */
export type Staged =
  | { readonly kind: "rows"; readonly baseVersion: number }
  | { readonly kind: "failed"; readonly reason: string };

/** Groups of a gold table: as SQL with the column `__g`, and as values; both with repetitions. */
export type ChangedGroups = { readonly sql: string; readonly groups: readonly Int32Array[] };

/** Typed, checked rows: the latest version of each key, or every row in append mode. */
export class SilverTable {
  readonly plan: SilverPlan;
  readonly #tables: Tables;
  readonly #log: CommitLog;
  #staged: Staged | undefined;
  #stagedRows = 0;
  #fates: StagedFates | undefined;
  /** The version that the batch at hand made, while it is at hand. */
  #committedVersion: number | undefined;

  constructor(plan: SilverPlan, deps: { readonly tables: Tables; readonly log: CommitLog }) {
    this.plan = plan;
    this.#tables = deps.tables;
    this.#log = deps.log;
  }

  get id(): string {
    return this.plan.node.id;
  }

  /** How many raw rows the batch at hand has. */
  get stagedRows(): number {
    return this.#stagedRows;
  }

  /** A new batch of `rowCount` raw rows is at hand, or the same again after the driver died: what was staged is void. */
  restart(rowCount: number): void {
    this.#staged = undefined;
    this.#fates = undefined;
    this.#stagedRows = rowCount;
    this.#committedVersion = undefined;
  }

  /** Runs the batch's rows through the SQL and the quality gate, once a batch. */
  stage(): Staged {
    this.#staged ??= this.#stage();
    return this.#staged;
  }

  /** How many rows of the batch at hand the quality gate rejected. */
  countRejected(): number | Extract<Staged, { kind: "failed" }> {
    const staged = this.stage();
    if (staged.kind === "failed") return staged;
    return this.#fatesAtHand().totals.rowsRejected;
  }

  commit(meta: CommitMeta): CommitOutcome {
    const { id, sink } = this.plan.node;
    const skipped = sink.idempotent ? this.#log.skip(id, meta) : undefined;
    if (skipped !== undefined) return skipped;
    const staged = this.stage();
    if (staged.kind === "failed") return staged;
    const { version } = this.#log.head(id);
    assert(staged.baseVersion === version, `${id} changed between the staging of a batch and its commit`);
    const { totals } = this.#fatesAtHand();
    const insert = addSql(this.plan, version + 1);
    const remove = this.plan.layout.isAppendOnly ? {} : { remove: removeSql(this.plan, version + 1) };
    const change: TableChange = { rows: { insert, totals: () => totals, ...remove }, rowsRead: this.#stagedRows };
    const outcome = this.#log.commit(id, change, meta, sink.idempotent);
    this.#committedVersion = version + 1;
    return outcome;
  }

  /**
   * The groups of the gold table at `index` whose rows changed after silver's `version`, with repetitions: from the batch at
   * hand where it is the only change, else from the versions of the rows.
   */
  changedGroups(index: number, version: number): ChangedGroups {
    const { id } = this;
    const column = quoteName(groupColumn(index));
    const current = this.#log.head(id).version;
    if (this.#committedVersion === current && current === version + 1 && this.#staged?.kind === "rows") {
      const rows = `from ${stagedName(id)} where "__wins"`;
      return {
        sql: `select ${column} as "__g" ${rows} union all select "__old_g${index}" ${rows} and "__rid" is not null`,
        groups: this.#fatesAtHand().groups[index] ?? [],
      };
    }
    const removed = this.plan.layout.isAppendOnly ? "" : ` or ("__to" > ${version} and "__to" < ${OPEN_VERSION})`;
    const sql = `select ${column} as "__g" from ${storeName(id)} where "__from" > ${version}${removed}`;
    return { sql, groups: [int32Values(this.#tables.read(sql), 0)] };
  }

  /** What the rows at hand come to: one query a batch serves the commit, the dead letters and every gold table. */
  #fatesAtHand(): StagedFates {
    this.#fates ??= readFates(this.#tables.read(fatesSql(this.plan)));
    return this.#fates;
  }

  #stage(): Staged {
    const staged = runOnData(() => this.#tables.exec(batchSql(this.plan)));
    if (!staged.ok) return { kind: "failed", reason: staged.error };
    return { kind: "rows", baseVersion: this.#log.head(this.id).version };
  }
}
