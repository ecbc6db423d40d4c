import { assert } from "../base/assert.ts";
import type { ColumnBatch } from "../base/columns.ts";
import type { CommitLog, CommitMeta, CommitOutcome } from "./commit-log.ts";
import { int32Values, readFates, type SilverFates } from "./silver-fates.ts";
import {
  addSql,
  countRejectedSql,
  groupColumn,
  removeSql,
  type SilverPlan,
  stageSql,
  touchedGroupsSql,
} from "./silver-sql.ts";
import { runOnData } from "./sql-failure.ts";
import { quoteName } from "./sql-names.ts";
import type { CommitTotals } from "./table-change.ts";
import { OPEN_VERSION, storeName } from "./table-layout.ts";
import type { Tables } from "./tables.ts";

/** Whether the batch at hand went through the SQL into a table of its own, held against silver's rows at `baseVersion`. */
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
  /** What the commit of the batch at hand came to, once it was made. */
  #fates: SilverFates | undefined;
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

  /** Makes a table of the batch at hand, run through the SQL and the quality gate, once a batch. */
  stage(): Staged {
    this.#staged ??= this.#stage();
    return this.#staged;
  }

  /** How many rows of the batch at hand the gate rejects; stages it unless silver's own commit has told that there are none. */
  stageRejected(): number | Extract<Staged, { kind: "failed" }> {
    if (this.#fates?.totals.rowsRejected === 0) return 0;
    const staged = this.stage();
    if (staged.kind === "failed") return staged;
    return Number(this.#tables.query(countRejectedSql(this.plan)).columns[0]?.[0] ?? 0);
  }

  /** Commits the batch's good rows; what a gold table reads of the batch is staged first, while silver is as it was. */
  commit(meta: CommitMeta): CommitOutcome {
    const { node, feedsBatch, feedsUnseen } = this.plan;
    const skipped = node.sink.idempotent ? this.#log.skip(node.id, meta) : undefined;
    if (skipped !== undefined) return skipped;
    const { version } = this.#log.head(node.id);
    const isStaged = feedsBatch || feedsUnseen;
    if (isStaged) {
      const staged = this.stage();
      if (staged.kind === "failed") return staged;
      assert(staged.baseVersion === version, `${node.id} changed between the staging of a batch and its commit`);
    }
    let fates: SilverFates | undefined;
    const rows = {
      insert: addSql(this.plan, version + 1, isStaged),
      totals: (added: ColumnBatch): CommitTotals => {
        fates = readFates(added);
        return fates.totals;
      },
      remove: removeSql(this.plan, version + 1),
    };
    const outcome = this.#log.commit(node.id, { rows, rowsRead: this.#stagedRows }, meta, node.sink.idempotent);
    if (outcome.kind === "failed") return outcome;
    this.#fates = fates;
    this.#committedVersion = version + 1;
    return outcome;
  }

  /**
   * The groups of the gold table at `index` whose rows changed after silver's `version`, with repetitions: from the batch at
   * hand where it is the only change, else from the versions of the rows.
   */
  changedGroups(index: number, version: number): ChangedGroups {
    const { id } = this;
    const current = this.#log.head(id).version;
    if (this.#fates !== undefined && this.#committedVersion === current && current === version + 1) {
      return { sql: touchedGroupsSql(this.plan, index, current), groups: this.#fates.groups[index] ?? [] };
    }
    const column = quoteName(groupColumn(index));
    const changed = `"__from" > ${version} or ("__to" > ${version} and "__to" < ${OPEN_VERSION})`;
    const sql = `select ${column} as "__g" from ${storeName(id)} where "__hash" is not null and (${changed})`;
    return { sql, groups: [int32Values(this.#tables.read(sql), 0)] };
  }

  #stage(): Staged {
    const staged = runOnData(() => this.#tables.exec(stageSql(this.plan)));
    if (!staged.ok) return { kind: "failed", reason: staged.error };
    return { kind: "rows", baseVersion: this.#log.head(this.id).version };
  }
}
