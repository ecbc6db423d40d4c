import { assertDefined } from "../base/assert.ts";
import type { ColumnBatch } from "../base/columns.ts";
import type { DeadLetterNode } from "../scenario/scenario.ts";
import { BRONZE_COLUMNS } from "./bronze-table.ts";
import type { CommitLog, CommitMeta, CommitOutcome } from "./commit-log.ts";
import { int32Values } from "./silver-fates.ts";
import { NULL_KEY_REASON, rejectsSql } from "./silver-sql.ts";
import type { SilverTable } from "./silver-table.ts";
import { quoteText } from "./sql-names.ts";
import { appendTotals, type CommitTotals } from "./table-change.ts";
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
  /** Rows by reason; a reason is there before any row has it. */
  readonly #rowsByReason: Map<string, number>;

  constructor(node: DeadLetterNode, silver: SilverTable, log: CommitLog) {
    this.#node = node;
    this.#silver = silver;
    this.#log = log;
    this.layout = deadLetterLayout(node.id);
    const { quality, merge, sink } = silver.plan.node;
    const hasKey = sink.mode === "merge" && merge !== undefined;
    const reasons = [...quality.map(({ reason }) => reason), ...(hasKey ? [NULL_KEY_REASON] : [])];
    this.#rowsByReason = new Map(reasons.map((reason) => [reason, 0]));
  }

  /** How many rows there are of each reason, in the order of the rules. */
  get rowsByReason(): ReadonlyMap<string, number> {
    return this.#rowsByReason;
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
    const reasons = [...this.#rowsByReason.keys()];
    const position = `list_position([${reasons.map(quoteText).join(", ")}], reason)::integer`;
    const insert = appendSql(this.layout, `(${rejectsSql(this.#silver.plan)})`, version, [position]);
    let positions: Int32Array = new Int32Array(0);
    const totals = (inserted: ColumnBatch): CommitTotals => {
      positions = int32Values(inserted, 1);
      return appendTotals(inserted);
    };
    const outcome = this.#log.commit(id, { rows: { insert, totals }, rowsRead: rejected }, meta, isIdempotent);
    if (outcome.kind === "committed") this.#count(positions, reasons);
    return outcome;
  }

  #count(positions: Int32Array, reasons: readonly string[]): void {
    for (const position of positions) {
      const reason = assertDefined(reasons[position - 1], "a row is rejected for a reason of its rules");
      this.#rowsByReason.set(reason, (this.#rowsByReason.get(reason) ?? 0) + 1);
    }
  }
}
