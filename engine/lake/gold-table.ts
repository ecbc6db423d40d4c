import { assert } from "../base/assert.ts";
import type { GoldNode } from "../scenario/scenario.ts";
import type { CommitLog, CommitMeta, CommitOutcome } from "./commit-log.ts";
import type { GoldShape } from "./gold-shape.ts";
import {
  additionSql,
  endReplacedSql,
  insertedTotals,
  insertSql,
  replacementSql,
  summedChangeSql,
  surplusRowsSql,
  type VersionSpan,
} from "./gold-sql.ts";
import type { TypedGoldSums } from "./gold-sums.ts";
import { GroupBirths } from "./group-births.ts";
import { groupColumn } from "./silver-sql.ts";
import type { SilverTable } from "./silver-table.ts";
import type { RowsChange } from "./table-change.ts";
import { isLive, ownColumns, storeName, type TableLayout } from "./table-layout.ts";
import type { Tables } from "./tables.ts";

/** A gold table ready to run. */
export type GoldPlan = {
  readonly node: GoldNode;
  readonly silverId: string;
  /** The checked SELECT, over the silver table as it is now. */
  readonly sql: string;
  readonly layout: TableLayout;
  readonly shape: GoldShape;
  /** Where every measure follows from sums: how. */
  readonly sums: TypedGoldSums | undefined;
  /** Position of this table's group among silver's group columns; undefined when silver keeps none for it. */
  readonly groupIndex: number | undefined;
  /** The SELECT over the batch's good rows, and over those of them that silver had not seen. */
  readonly batchSql: string;
  readonly unseenSql: string;
};

/** The rows that a batch changes, as SQL, and how many rows of silver that SQL reads. */
type GoldChange = { readonly sql: string; readonly rowsRead: number };

/** An aggregate of a silver table, one row for each group. */
export class GoldTable {
  readonly plan: GoldPlan;
  readonly #silver: SilverTable;
  readonly #tables: Tables;
  readonly #log: CommitLog;
  readonly #births = new GroupBirths();

  constructor(plan: GoldPlan, silver: SilverTable, deps: { readonly tables: Tables; readonly log: CommitLog }) {
    this.plan = plan;
    this.#silver = silver;
    this.#tables = deps.tables;
    this.#log = deps.log;
  }

  commit(meta: CommitMeta): CommitOutcome {
    const { node } = this.plan;
    const skipped = node.sink.idempotent ? this.#log.skip(node.id, meta) : undefined;
    if (skipped !== undefined) return skipped;
    const { version, sourceVersion: known } = this.#log.head(node.id);
    const sourceVersion = this.#log.head(this.#silver.id).version;
    const change = this.#change(known, sourceVersion);
    if (change.kind === "failed") return change;
    if (change.kind === "unchanged") {
      return this.#log.commit(node.id, { rowsRead: 0, sourceVersion }, meta, node.sink.idempotent);
    }
    const rows = this.#rows(change.sql, version + 1);
    return this.#log.commit(node.id, { rows, rowsRead: change.rowsRead, sourceVersion }, meta, node.sink.idempotent);
  }

  #rows(changeSql: string, version: number): RowsChange {
    const { layout, shape } = this.plan;
    const isOneRowAGroup = shape.kind === "grouped" && shape.isOneRowAGroup;
    return {
      insert: insertSql(layout, changeSql, version),
      totals: insertedTotals,
      remove: endReplacedSql(layout, version),
      ...(isOneRowAGroup ? {} : { refusal: () => this.#tooManyRows(version) }),
    };
  }

  #tooManyRows(version: number): string | undefined {
    const { node, layout } = this.plan;
    const surplus = Number(this.#tables.query(surplusRowsSql(layout, version)).columns[0]?.[0] ?? 0);
    if (surplus === 0) return undefined;
    return `${node.id} has more than one row for the same (${node.groupBy.join(", ")}): its SQL groups by more than groupBy declares`;
  }

  #change(
    known: number,
    current: number,
  ):
    | ({ readonly kind: "change" } & GoldChange)
    | { readonly kind: "unchanged" }
    | { readonly kind: "failed"; reason: string } {
    const { node, batchSql, unseenSql } = this.plan;
    switch (node.feed) {
      case "changes":
        return known === current
          ? { kind: "unchanged" }
          : { kind: "change", ...this.#changes({ after: known, upTo: current }) };
      case "full":
        return { kind: "change", ...this.#everything() };
      case "batch":
      case "unseen": {
        const staged = this.#silver.stage();
        if (staged.kind === "failed") return staged;
        const sql = additionSql(this.plan, node.feed === "batch" ? batchSql : unseenSql);
        return { kind: "change", sql, rowsRead: this.#silver.stagedRows };
      }
    }
  }

  #everything(): GoldChange {
    return { sql: replacementSql(this.plan, this.plan.sql), rowsRead: this.#log.head(this.#silver.id).rowCount };
  }

  /** Brings in silver's commits of some versions: as sums, or by computing the groups they touched from their own rows. */
  #changes(span: VersionSpan): GoldChange {
    const { node, shape, sums, groupIndex } = this.plan;
    if (shape.kind === "whole") return this.#everything();
    if (sums !== undefined) {
      const sql = summedChangeSql({ ...this.plan, shape, sums }, this.#silver.plan.layout, span);
      return { sql, rowsRead: this.#log.rowsChangedAfter(this.#silver.id, span.after) };
    }
    assert(groupIndex !== undefined, `${node.id} has groups that ${this.#silver.id} does not keep`);
    const touched = this.#silver.changedGroups(groupIndex, span.after);
    const first = Math.min(...touched.groups.map((groups) => this.#births.touch(groups, span.after + 1)));
    const silver = this.#silver.plan.layout;
    const rows =
      `select ${ownColumns(silver)} from ${storeName(silver.tableId)} where ${isLive(silver)} and "__from" >= ${first} ` +
      `and "${groupColumn(groupIndex)}" in (select "__g" from "__touched")`;
    const { start, end } = shape.source;
    const sql = `${this.plan.sql.slice(0, start)}(${rows}) as ${shape.alias}${this.plan.sql.slice(end)}`;
    return {
      sql: replacementSql(this.plan, sql, touched.sql),
      rowsRead: this.#log.rowsAddedAfter(silver.tableId, first - 1),
    };
  }
}
