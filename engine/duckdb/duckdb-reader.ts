import type { DuckDBBindingsBase } from "@duckdb/duckdb-wasm/blocking";
import type { ColumnBatch } from "../base/columns.ts";
import { quoteTable } from "../lake/sql-names.ts";
import type { QueryColumns, RunningQuery, SqlProblem, TablesReader } from "../lake/tables.ts";
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

/** The database of views that a reader sees first. */
export const SHOWN_DATABASE = "shown";

/**
 * A connection of its own to the same database, for SQL that a person makes up while a run stands still. It sees views of the
 * tables under the tables' own names, and nothing it runs can write: each query is a transaction that reads only.
 */
export class DuckDbReader implements TablesReader {
  readonly #bindings: ReaderBindings;
  readonly #connection: number;
  readonly #views = new Map<string, string>();
  /** Not that of the run's own statements, whose bytes would be others afterwards. */
  readonly #random = new SteadyRandom();

  constructor(bindings: ReaderBindings, connection: number) {
    this.#bindings = bindings;
    this.#connection = connection;
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
    for (;;) {
      const message = this.#during(() => this.#bindings.fetchQueryResults(this.#connection));
      if (message === null || message.length === 0) return resultBatch(messages);
      messages.push(message);
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
    return this.#random.during(work);
  }
}
