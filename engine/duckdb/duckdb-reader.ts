import type { DuckDBBindingsBase } from "@duckdb/duckdb-wasm/blocking";
import type { ColumnBatch } from "../base/columns.ts";
import { quoteTable } from "../lake/sql-names.ts";
import {
  type QueryColumns,
  type RunningQuery,
  type SqlProblem,
  TablesError,
  type TablesReader,
} from "../lake/tables.ts";
import type { HeapLimit } from "./heap-limit.ts";
import { queryColumns, resultBatch } from "./result-columns.ts";
import { sqlProblem, tablesError } from "./sql-error.ts";
import { SteadyRandom } from "./steady-random.ts";

/** What a reader uses of duckdb-wasm's blocking bindings. */
export type ReaderBindings = Pick<
  DuckDBBindingsBase,
  | "runQuery"
  | "createPrepared"
  | "closePrepared"
  | "startPendingQuery"
  | "pollPendingQuery"
  | "cancelPendingQuery"
  | "fetchQueryResults"
>;

/** What one result may have in bytes: it is copied on its way to the screen. */
const RESULT_BYTES_MAX = 64 * 1_048_576;
const TOO_LARGE_RESULT = "the rows of this query are larger than the 64 MiB that can be shown";
const TOO_MUCH_MEMORY = "this query needs more memory than there is for one";

/** The database of views that a reader sees first. */
export const SHOWN_DATABASE = "shown";

/**
 * A connection of its own to the same database, for SQL that a person makes up while a run stands still. It sees views of the
 * tables under the tables' own names, and nothing it runs can write: each query is a transaction that reads only.
 */
export class DuckDbReader implements TablesReader {
  readonly #bindings: ReaderBindings;
  readonly #connection: number;
  readonly #heap: HeapLimit;
  readonly #views = new Map<string, string>();
  /** Not that of the run's own statements, whose bytes would be others afterwards. */
  readonly #random = new SteadyRandom();

  constructor(bindings: ReaderBindings, connection: number, heap: HeapLimit) {
    this.#bindings = bindings;
    this.#connection = connection;
    this.#heap = heap;
    this.#run(`set errors_as_json = true; use ${SHOWN_DATABASE}`);
  }

  show(views: ReadonlyMap<string, string>): void {
    for (const [tableId, select] of views) {
      if (this.#views.get(tableId) === select) continue;
      this.#run(`create or replace view ${quoteTable(tableId)} as ${select}`);
      this.#views.set(tableId, select);
    }
  }

  /** Without the optimizer, which would work out constants: a person who types `repeat('x', 2000000000)` has not asked for it yet. */
  check(sql: string): SqlProblem | undefined {
    this.#run("pragma disable_optimizer");
    try {
      this.#during(() =>
        this.#bindings.closePrepared(this.#connection, this.#bindings.createPrepared(this.#connection, sql)),
      );
      return undefined;
    } catch (thrown) {
      return sqlProblem(tablesError(thrown, sql), sql);
    } finally {
      this.#run("pragma enable_optimizer");
    }
  }

  query(sql: string): QueryColumns {
    return queryColumns(this.#run(sql));
  }

  start(sql: string): RunningQuery {
    this.#run("begin transaction read only");
    let header: Uint8Array | null;
    try {
      header = this.#during(() => this.#bindings.startPendingQuery(this.#connection, sql, false));
    } catch (thrown) {
      throw this.#ended(thrown, sql);
    }
    return {
      step: () => {
        try {
          header ??= this.#during(() => this.#bindings.pollPendingQuery(this.#connection));
          if (header === null) return undefined;
          const batch = this.#fetch(header);
          this.#run("rollback");
          return batch;
        } catch (thrown) {
          throw this.#ended(thrown, sql);
        }
      },
      cancel: () => {
        this.#during(() => this.#bindings.cancelPendingQuery(this.#connection));
        this.#run("rollback");
      },
    };
  }

  /** The query has failed: its transaction ends, and the error becomes one of the port. */
  #ended(thrown: unknown, sql: string): Error {
    this.#run("rollback");
    return tablesError(thrown, sql);
  }

  /** The rows as an Arrow stream: its schema, and then batch after batch. */
  #fetch(header: Uint8Array): ColumnBatch {
    const messages = [header];
    let bytes = 0;
    for (;;) {
      const message = this.#during(() => this.#bindings.fetchQueryResults(this.#connection));
      if (message === null || message.length === 0) return resultBatch(messages);
      messages.push(message);
      bytes += message.length;
      if (bytes > RESULT_BYTES_MAX) throw new TablesError(TOO_LARGE_RESULT, { kind: "Out of Memory" });
    }
  }

  #run(sql: string): Uint8Array {
    try {
      return this.#during(() => this.#bindings.runQuery(this.#connection, sql));
    } catch (thrown) {
      throw tablesError(thrown, sql);
    }
  }

  #during<T>(work: () => T): T {
    try {
      return this.#heap.during(() => this.#random.during(work));
    } catch (thrown) {
      // DuckDB has a name of its own for each place at which an allocation can fail.
      throw this.#heap.wasReached ? new TablesError(TOO_MUCH_MEMORY, { kind: "Out of Memory" }) : thrown;
    }
  }
}
