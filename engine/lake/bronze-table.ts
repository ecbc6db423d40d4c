import type { ColumnBatch } from "../base/columns.ts";
import type { BronzeNode } from "../scenario/scenario.ts";
import type { CommitLog, CommitMeta, CommitOutcome } from "./commit-log.ts";
import { quoteTable } from "./sql-names.ts";
import { appendTotals } from "./table-change.ts";
import { appendSql, type TableColumn, type TableLayout } from "./table-layout.ts";
import type { Tables } from "./tables.ts";

/** Kafka's columns as Spark's source gives them, the record's own headers, and the batch that wrote the row. */
export const BRONZE_COLUMNS: readonly TableColumn[] = [
  { name: "topic", type: "VARCHAR" },
  { name: "partition", type: "INTEGER" },
  { name: "offset", type: "BIGINT" },
  { name: "timestamp", type: "TIMESTAMP" },
  { name: "key", type: "VARCHAR" },
  { name: "value", type: "VARCHAR" },
  { name: "event_time", type: "TIMESTAMP" },
  { name: "correlation_id", type: "BIGINT" },
  { name: "batch_id", type: "BIGINT" },
];

/** The schemas in which the rows of the batch at hand stand under their tables' names. */
export const BATCH_SCHEMAS: Readonly<Record<string, string>> = {
  bronze: "batch_bronze",
  silver: "batch_silver",
  gold: "batch_gold",
};

/** A table's name for the rows of the batch at hand. */
export function batchName(tableId: string): string {
  const [layer = "", name = ""] = tableId.split(".");
  return `${BATCH_SCHEMAS[layer]}.${name}`;
}

export function bronzeLayout(tableId: string): TableLayout {
  return { tableId, columns: BRONZE_COLUMNS, hidden: [], isAppendOnly: true };
}

/** The raw records, appended as they came. */
export class BronzeTable {
  readonly layout: TableLayout;
  readonly #node: BronzeNode;
  readonly #tables: Tables;
  readonly #log: CommitLog;
  #rowCount = 0;

  constructor(node: BronzeNode, tables: Tables, log: CommitLog) {
    this.#node = node;
    this.#tables = tables;
    this.#log = log;
    this.layout = bronzeLayout(node.id);
  }

  get id(): string {
    return this.#node.id;
  }

  /** Takes the rows of a batch, in the columns of `BRONZE_COLUMNS`. */
  stage(batch: ColumnBatch): void {
    this.#tables.ingest(batchName(this.id), batch);
    this.#rowCount = batch.rowCount;
  }

  commit(meta: CommitMeta): CommitOutcome {
    const { id, sink } = this.#node;
    const skipped = sink.idempotent ? this.#log.skip(id, meta) : undefined;
    if (skipped !== undefined) return skipped;
    if (this.#rowCount === 0) return this.#log.commit(id, { rowsRead: 0 }, meta, sink.idempotent);
    const version = this.#log.head(id).version + 1;
    const insert = appendSql(this.layout, quoteTable(batchName(id)), version);
    const change = { rows: { insert, totals: appendTotals }, rowsRead: this.#rowCount };
    return this.#log.commit(id, change, meta, sink.idempotent);
  }
}
