import type { DuckDBBindingsBase } from "@duckdb/duckdb-wasm/blocking";
import type { ColumnBatch } from "../base/columns.ts";
import {
  type PlanningCare,
  type QueryColumns,
  SHOWN_SCHEMAS,
  type SqlProblem,
  TABLE_SCHEMAS,
  TABLES_DATABASE,
  type Tables,
  TablesError,
  type TablesReader,
} from "../lake/tables.ts";
import { arrowStreamBytes } from "./arrow-batch.ts";
import { DuckDbReader, type ReaderBindings, SHOWN_DATABASE } from "./duckdb-reader.ts";
import type { HeapLimit } from "./heap-limit.ts";
import { queryColumns, resultBatch } from "./result-columns.ts";
import { ReusedBytes } from "./reused-bytes.ts";
import { planningSql, SETTINGS } from "./settings.ts";
import { sqlProblem, tablesError } from "./sql-error.ts";
import { SteadyRandom } from "./steady-random.ts";

/** What this room uses of duckdb-wasm's blocking bindings, which are the same in Node and in a browser. */
export type BlockingBindings = ReaderBindings &
  Pick<DuckDBBindingsBase, "open" | "reset" | "connect" | "getVersion" | "insertArrowFromIPCStream" | "mod">;

/** What DuckDB answers to a ROLLBACK when there is nothing to roll back. */
const NO_TRANSACTION = "TransactionContext";

export type TablesOptions = {
  /** What DuckDB may hold in memory before a statement fails with "Out of Memory". */
  readonly memoryLimitMb: number;
};

/** The Tables port filled by DuckDB-wasm: one in-memory database attached as `lake`, one connection. */
export class DuckDbTables implements Tables {
  readonly #bindings: BlockingBindings;
  readonly #options: TablesOptions;
  readonly #heap: HeapLimit;
  readonly #random = new SteadyRandom();
  readonly #room = new ReusedBytes();
  #connection: number;
  #care: PlanningCare = "careful";
  #reader: DuckDbReader | undefined;

  constructor(bindings: BlockingBindings, options: TablesOptions, heap: HeapLimit) {
    this.#bindings = bindings;
    this.#options = options;
    this.#heap = heap;
    this.#connection = this.#open();
  }

  /** Starts again with an empty database in the same wasm instance: some 40 ms, against half a second for a new one. */
  reset(): void {
    this.#reader = undefined;
    this.#bindings.reset();
    this.#connection = this.#open();
  }

  /** DuckDB's version: hash() and every result are those of this version. */
  get engineVersion(): string {
    return this.#bindings.getVersion();
  }

  get heapBytes(): number {
    const { HEAPU8 } = this.#bindings.mod as unknown as { readonly HEAPU8: Uint8Array };
    return HEAPU8.length;
  }

  exec(sql: string): void {
    this.#run(sql);
  }

  query(sql: string): QueryColumns {
    return queryColumns(this.#run(sql));
  }

  read(sql: string): ColumnBatch {
    return resultBatch(this.#run(sql));
  }

  /** Always into a fresh table: at the memory limit, inserting into one with rows brings the bindings down. */
  ingest(table: string, ...pieces: readonly ColumnBatch[]): void {
    const [schema = "", name = ""] = table.split(".");
    const bytes = arrowStreamBytes(pieces, this.#room);
    this.#run(`drop table if exists "${schema}"."${name}"`);
    try {
      this.#random.during(() =>
        this.#bindings.insertArrowFromIPCStream(this.#connection, bytes, { name, schema, create: true }),
      );
    } catch (thrown) {
      throw tablesError(thrown, "");
    }
  }

  check(sql: string): SqlProblem | undefined {
    try {
      this.#random.during(() =>
        this.#bindings.closePrepared(this.#connection, this.#bindings.createPrepared(this.#connection, sql)),
      );
      return undefined;
    } catch (thrown) {
      const error: TablesError = tablesError(thrown, sql);
      return sqlProblem(error, sql);
    }
  }

  abandon(): void {
    try {
      this.#run("rollback");
    } catch (thrown) {
      if (!(thrown instanceof TablesError) || thrown.kind !== NO_TRANSACTION) throw thrown;
    }
  }

  get reader(): TablesReader {
    this.#reader ??= new DuckDbReader(this.#bindings, this.#connect(), this.#heap);
    return this.#reader;
  }

  plan(care: PlanningCare): void {
    if (care === this.#care) return;
    this.#run(planningSql(care));
    this.#care = care;
  }

  checkpoint(): void {
    this.#run(`checkpoint ${TABLES_DATABASE}`);
  }

  #run(sql: string): Uint8Array {
    try {
      return this.#random.during(() => this.#bindings.runQuery(this.#connection, sql));
    } catch (thrown) {
      throw tablesError(thrown, sql);
    }
  }

  #connect(): number {
    return this.#bindings.connect().useUnsafe((_bindings, connection) => connection);
  }

  /** Attached, because an explicit CHECKPOINT compacts only attached in-memory databases. */
  #open(): number {
    this.#random.restart();
    this.#care = "careful";
    this.#random.during(() => {
      this.#bindings.open({});
      this.#connection = this.#connect();
    });
    this.#run(`${SETTINGS}; set memory_limit='${this.#options.memoryLimitMb}MB'`);
    this.#run(`attach ':memory:' as ${TABLES_DATABASE} (compress); use ${TABLES_DATABASE}`);
    for (const schema of TABLE_SCHEMAS) this.#run(`create schema ${schema}`);
    this.#run(`attach ':memory:' as ${SHOWN_DATABASE}`);
    for (const schema of SHOWN_SCHEMAS) this.#run(`create schema ${SHOWN_DATABASE}.${schema}`);
    this.#run("set enable_external_access=false");
    return this.#connection;
  }
}
