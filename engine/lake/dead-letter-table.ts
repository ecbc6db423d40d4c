import type { DeadLetterNode } from "../scenario/scenario.ts";
import { BRONZE_COLUMNS } from "./bronze-table.ts";
import type { CommitLog, CommitMeta, CommitOutcome } from "./commit-log.ts";
import { rejectsSql } from "./silver-sql.ts";
import type { SilverTable } from "./silver-table.ts";
import { appendTotals } from "./table-change.ts";
import { appendSql, type TableLayout } from "./table-layout.ts";

/** The records that silver's gate rejected: bronze's columns and the reason. */
export function deadLetterLayout(tableId: string): TableLayout {
  return {
    tableId,
    columns: [...BRONZE_COLUMNS, { name: "reason", type: "VARCHAR" }],
    hidden: [],
    isAppendOnly: true,
  };
}

/** The dead-letter table of one silver table: a second write, in a commit of its own, as idempotent as silver's. */
export class DeadLetterTable {
  readonly layout: TableLayout;
  readonly #node: DeadLetterNode;
  readonly #silver: SilverTable;
  readonly #log: CommitLog;

  constructor(node: DeadLetterNode, silver: SilverTable, log: CommitLog) {
    this.#node = node;
    this.#silver = silver;
    this.#log = log;
    this.layout = deadLetterLayout(node.id);
  }

  /** Commits the batch's rejects; undefined when there are none, since then nothing is written. */
  commit(meta: CommitMeta): CommitOutcome | undefined {
    const { id } = this.#node;
    const isIdempotent = this.#silver.plan.node.sink.idempotent;
    const skipped = isIdempotent ? this.#log.skip(id, meta) : undefined;
    if (skipped !== undefined) return skipped;
    const rejected = this.#silver.stageRejected();
    if (typeof rejected !== "number") return rejected;
    if (rejected === 0) return undefined;
    const version = this.#log.head(id).version + 1;
    const insert = appendSql(this.layout, `(${rejectsSql(this.#silver.plan)})`, version);
    const change = { rows: { insert, totals: appendTotals }, rowsRead: rejected };
    return this.#log.commit(id, change, meta, isIdempotent);
  }
}
