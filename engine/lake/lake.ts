import { assertDefined } from "../base/assert.ts";
import type { ColumnBatch } from "../base/columns.ts";
import { ok, type Result } from "../base/result.ts";
import { BronzeTable, batchName } from "./bronze-table.ts";
import { CommitLog, type CommitMeta, type CommitOutcome, type TableCommit, type TableHead } from "./commit-log.ts";
import { DeadLetterTable } from "./dead-letter-table.ts";
import type { FunctionCatalogue } from "./function-catalogue.ts";
import type { GoldShape } from "./gold-shape.ts";
import { GoldTable } from "./gold-table.ts";
import type { LakePlan, LakeTable } from "./lake-plan.ts";
import { type CheckedLake, checkLake, createEmptyBatch, UNSEEN_SCHEMA } from "./open-lake.ts";
import { Oracle } from "./oracle.ts";
import type { PipelineSqlProblem } from "./pipeline-problem.ts";
import { stagedName } from "./silver-sql.ts";
import { SilverTable } from "./silver-table.ts";
import { quoteTable } from "./sql-names.ts";
import {
  asOfSelect,
  createVersionedTable,
  ownColumns,
  scannedDigest,
  shownSelect,
  storeName,
  type TableColumn,
  type TableLayout,
} from "./table-layout.ts";
import { TABLES_DATABASE, type Tables } from "./tables.ts";

type LakeTableRoom = BronzeTable | SilverTable | DeadLetterTable | GoldTable;

/**
 * The medallion tables of a pipeline: a job's batch is taken and then committed table by table, each table alone, as in Delta.
 * Every commit is a version that can be read as it was. Committed tables survive a driver; the batch at hand does not, so one
 * that is run again is taken again.
 */
export class Lake {
  readonly #tables: Tables;
  readonly #checked: CheckedLake;
  readonly #log: CommitLog;
  readonly #layouts = new Map<string, TableLayout>();
  readonly #rooms = new Map<string, LakeTableRoom>();
  /** Bronze and silver tables of each job, which a new batch restarts. */
  readonly #jobs = new Map<string, { readonly bronze: BronzeTable[]; readonly silver: SilverTable[] }>();

  /** Checks all SQL of the plan and makes its tables, empty; datasets of reference tables must stand in schema `main`. */
  static open(tables: Tables, plan: LakePlan): Result<Lake, readonly PipelineSqlProblem[]> {
    const checked = checkLake(tables, plan);
    return checked.ok ? ok(new Lake(tables, plan, checked.value)) : checked;
  }

  private constructor(tables: Tables, plan: LakePlan, checked: CheckedLake) {
    this.#tables = tables;
    this.#checked = checked;
    this.#log = new CommitLog(tables);
    for (const [id, { sql, columns }] of checked.references) this.#loadReference(id, sql, columns);
    for (const job of plan.jobs) {
      const rooms = { bronze: [], silver: [] };
      this.#jobs.set(job.node.id, rooms);
      for (const table of job.tables) this.#makeTable(table, rooms);
    }
  }

  /** Takes the rows of a job's batch, in bronze's columns; what was staged of an earlier one is void. */
  stage(jobId: string, batch: ColumnBatch): void {
    const job = assertDefined(this.#jobs.get(jobId), `there is no job ${jobId}`);
    for (const bronze of job.bronze) bronze.stage(batch);
    for (const silver of job.silver) silver.restart(batch.rowCount);
  }

  /** Commits one table's part of the staged batch; undefined when there is nothing to write (a batch without rejects). */
  commit(tableId: string, meta: CommitMeta): CommitOutcome | undefined {
    return assertDefined(this.#rooms.get(tableId), `no job writes ${tableId}`).commit(meta);
  }

  /** The functions that DuckDB has, as the pipeline's SQL was held against them. */
  get functions(): FunctionCatalogue {
    return this.#checked.functions;
  }

  /** A table's newest version, its size and its digest. */
  head(tableId: string): TableHead {
    return this.#log.head(tableId);
  }

  /** A table's commits, the oldest first: Delta's DESCRIBE HISTORY. */
  history(tableId: string): readonly TableCommit[] {
    return this.#log.history(tableId);
  }

  /** How many rows a dead-letter table has of each reason, in the order of the rules; nothing for other tables. */
  rowsByReason(tableId: string): ReadonlyMap<string, number> {
    const room = this.#rooms.get(tableId);
    return room instanceof DeadLetterTable ? room.rowsByReason : new Map();
  }

  /** Every table, in the order in which they were made: references first, then job by job in commit order. */
  get tableIds(): readonly string[] {
    return [...this.#layouts.keys()];
  }

  /** A table's own columns. */
  columnsOf(tableId: string): readonly TableColumn[] {
    return this.#layout(tableId).columns;
  }

  /** SQL for a table's rows as they were at a version: Delta's `VERSION AS OF`. */
  asOf(tableId: string, version: number): string {
    return asOfSelect(this.#layout(tableId), version);
  }

  /** The same as SQL for a `TablesReader`. */
  shown(tableId: string, version: number): string {
    return shownSelect(this.#layout(tableId), version);
  }

  /** All row versions of a table for a `TablesReader`: `__from` is the version that added a row, `__to` the one that removed it. */
  shownStore(tableId: string): string {
    return `${TABLES_DATABASE}.${storeName(tableId)}`;
  }

  /** How the rows of a gold table's source fall into its groups. */
  goldShape(tableId: string): GoldShape {
    return assertDefined(this.#checked.gold.get(tableId), `there is no gold table ${tableId}`).shape;
  }

  /** The digest of a version (by default the newest), computed by reading its rows: equals that version's `contentHash`. */
  digest(tableId: string, version: number = this.head(tableId).version): string {
    return scannedDigest(this.#tables, this.#layout(tableId), version);
  }

  /**
   * The slow oracle of this pipeline: the same SQL, once, over what was produced. `ledger` has it by bronze table, in bronze's
   * columns and in as many pieces as you like.
   */
  runOracle(ledger: ReadonlyMap<string, readonly ColumnBatch[]>): Oracle {
    return new Oracle(this.#tables, this.#checked, ledger);
  }

  #layout(tableId: string): TableLayout {
    return assertDefined(this.#layouts.get(tableId), `there is no table ${tableId}`);
  }

  /** A reference table has one version and no history. */
  #loadReference(tableId: string, sql: string, columns: readonly TableColumn[]): void {
    const layout = { tableId, columns, hidden: [], isAppendOnly: true };
    this.#layouts.set(tableId, layout);
    createVersionedTable(this.#tables, layout);
    this.#tables.exec(`insert into ${storeName(tableId)} select ${ownColumns(layout)}, 0 from (\n${sql}\n)`);
    const rowCount = Number(this.#tables.query(`select count(*) from ${quoteTable(tableId)}`).columns[0]?.[0] ?? 0);
    this.#log.open(tableId, { rowCount, contentHash: scannedDigest(this.#tables, layout, 0) });
  }

  #makeTable({ node, from }: LakeTable, job: { bronze: BronzeTable[]; silver: SilverTable[] }): void {
    this.#log.open(node.id);
    const deps = { tables: this.#tables, log: this.#log };
    switch (node.kind) {
      case "bronze": {
        const table = new BronzeTable(node, this.#tables, this.#log);
        job.bronze.push(table);
        this.#add(node.id, table, table.layout);
        createEmptyBatch(this.#tables, node.id);
        return;
      }
      case "silver": {
        const table = this.#makeSilver(node.id);
        job.silver.push(table);
        return;
      }
      case "dead-letter": {
        const silver = assertDefined(
          job.silver.find(({ id }) => id === from),
          `${node.id} comes after ${from}`,
        );
        const table = new DeadLetterTable(node, silver, this.#log);
        this.#add(node.id, table, table.layout);
        return;
      }
      case "gold": {
        const plan = assertDefined(this.#checked.gold.get(node.id), `${node.id} was checked`);
        const silver = assertDefined(
          job.silver.find(({ id }) => id === from),
          `${node.id} comes after ${from}`,
        );
        this.#add(node.id, new GoldTable(plan, silver, deps), plan.layout);
        return;
      }
    }
  }

  /** Runs the empty batch through, so that the views of the batch at hand have something to stand on. */
  #makeSilver(id: string): SilverTable {
    const plan = assertDefined(this.#checked.silver.get(id), `${id} was checked`);
    const table = new SilverTable(plan, { tables: this.#tables, log: this.#log });
    this.#add(id, table, plan.layout);
    table.stage();
    table.restart(0);
    const rows = `select ${ownColumns(plan.layout)} from ${stagedName(id)}`;
    this.#tables.exec(`create view ${quoteTable(batchName(id))} as ${rows} where "__reason" is null`);
    if (plan.feedsUnseen)
      this.#tables.exec(`create view ${quoteTable(id, UNSEEN_SCHEMA)} as ${rows} where "__is_unseen"`);
    return table;
  }

  #add(tableId: string, room: LakeTableRoom, layout: TableLayout): void {
    this.#rooms.set(tableId, room);
    this.#layouts.set(tableId, layout);
    createVersionedTable(this.#tables, layout);
  }
}
