import { assert } from "../base/assert.ts";
import type { ColumnBatch } from "../base/columns.ts";
import type { CommitLog, CommitMeta, CommitOutcome, TableChange } from "./commit-log.ts";
import {
  addSql,
  changedGroupsSql,
  gateSql,
  groupColumn,
  incomingName,
  incomingSql,
  incomingTotalsSql,
  removeSql,
  type SilverPlan,
  unseenSql,
} from "./silver-sql.ts";
import { runOnData } from "./sql-failure.ts";
import { quoteName } from "./sql-names.ts";
import { OPEN_VERSION, storeName } from "./table-layout.ts";
import type { Tables } from "./tables.ts";

/** The batch at hand, run through the gate and held against the rows that silver had at `baseVersion`. */
export type StagedRows = {
  readonly kind: "rows";
  readonly baseVersion: number;
  readonly rejected: number;
  readonly rowsAdded: number;
  readonly rowsRemoved: number;
  readonly hashDelta: bigint;
};

export type Staged = StagedRows | { readonly kind: "failed"; readonly reason: string };

/** Groups of a gold table: as SQL with the column `__g`, and as values; both with repetitions. */
export type ChangedGroups = { readonly sql: string; readonly groups: readonly Int32Array[] };

/** Typed, checked rows: the latest version of each key, or every row in append mode. */
export class SilverTable {
  readonly plan: SilverPlan;
  readonly #tables: Tables;
  readonly #log: CommitLog;
  readonly #keepsUnseen: boolean;
  #staged: Staged | undefined;
  #stagedRows = 0;
  #groups: ColumnBatch | undefined;
  /** The version that the batch at hand made, while it is at hand. */
  #committedVersion: number | undefined;

  constructor(plan: SilverPlan, deps: { tables: Tables; log: CommitLog; keepsUnseen: boolean }) {
    this.plan = plan;
    this.#tables = deps.tables;
    this.#log = deps.log;
    this.#keepsUnseen = deps.keepsUnseen;
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
    this.#groups = undefined;
    this.#stagedRows = rowCount;
    this.#committedVersion = undefined;
  }

  /** Runs the batch's rows through the SQL and the quality gate, once a batch; tells how many rows were rejected. */
  stage(): Staged {
    this.#staged ??= this.#gate();
    return this.#staged;
  }

  commit(meta: CommitMeta): CommitOutcome {
    const { id, sink } = this.plan.node;
    const skipped = sink.idempotent ? this.#log.skip(id, meta) : undefined;
    if (skipped !== undefined) return skipped;
    const staged = this.stage();
    if (staged.kind === "failed") return staged;
    const { version } = this.#log.head(id);
    assert(staged.baseVersion === version, `${id} changed between the staging of a batch and its commit`);
    const { rowsAdded, rowsRemoved, hashDelta } = staged;
    const statements: string[] = [];
    if (rowsRemoved > 0) statements.push(removeSql(this.plan, version + 1));
    if (rowsAdded > 0) statements.push(addSql(this.plan, version + 1));
    const change: TableChange = { statements, rowsAdded, rowsRemoved, hashDelta, rowsRead: this.#stagedRows };
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
      const rows = `from ${incomingName(id)} where "__wins"`;
      const replaced = `union all select "__old_g${index}" ${rows} and "__rid" is not null`;
      const groups = this.#groupsAtHand();
      return {
        sql: `select ${column} as "__g" ${rows} ${this.#staged.rowsRemoved > 0 ? replaced : ""}`,
        groups: [int32Values(groups, 2 * index), int32Values(groups, 2 * index + 1)],
      };
    }
    const removed = this.plan.layout.isAppendOnly ? "" : ` or ("__to" > ${version} and "__to" < ${OPEN_VERSION})`;
    const sql = `select ${column} as "__g" from ${storeName(id)} where "__from" > ${version}${removed}`;
    return { sql, groups: [int32Values(this.#tables.read(sql), 0)] };
  }

  /** New and old groups of the rows at hand for every gold table: one query a batch serves them all. */
  #groupsAtHand(): ColumnBatch {
    this.#groups ??= this.#tables.read(changedGroupsSql(this.plan));
    return this.#groups;
  }

  #gate(): Staged {
    const gated = runOnData(() => this.#tables.exec(gateSql(this.plan)));
    if (!gated.ok) return { kind: "failed", reason: gated.error };
    if (this.#keepsUnseen) this.#tables.exec(unseenSql(this.plan));
    this.#tables.exec(incomingSql(this.plan));
    const totals = this.#tables.query(incomingTotalsSql(this.plan)).columns.map((column) => column[0] ?? 0);
    const [rowsAdded, rowsRemoved, hashDelta, rejected] = totals;
    return {
      kind: "rows",
      baseVersion: this.#log.head(this.id).version,
      rejected: Number(rejected),
      rowsAdded: Number(rowsAdded),
      rowsRemoved: Number(rowsRemoved),
      hashDelta: BigInt(String(hashDelta)),
    };
  }
}

function int32Values({ columns }: ColumnBatch, index: number): Int32Array {
  const column = columns[index]?.column;
  assert(column?.kind === "int32", "groups are 32-bit integers");
  return column.values;
}
