import type { ColumnBatch } from "../base/columns.ts";
import type { PlanningCare, QueryColumns, SqlProblem, Tables, TablesReader } from "../lake/tables.ts";

/** Tables that count the wall time spent in them; for benchmarks and progress, never for a run. */
export class TimedTables implements Tables {
  /** The version of the engine behind the tables. */
  readonly version: string;
  readonly #tables: Tables;
  #elapsedMs = 0;

  constructor(tables: Tables & { readonly engineVersion: string }) {
    this.#tables = tables;
    this.version = tables.engineVersion;
  }

  get elapsedMs(): number {
    return this.#elapsedMs;
  }

  get heapBytes(): number {
    return this.#tables.heapBytes;
  }

  reset(): void {
    this.#tables.reset();
  }

  abandon(): void {
    this.#tables.abandon();
  }

  get reader(): TablesReader {
    return this.#tables.reader;
  }

  exec(sql: string): void {
    this.#time(() => this.#tables.exec(sql));
  }

  query(sql: string): QueryColumns {
    return this.#time(() => this.#tables.query(sql));
  }

  read(sql: string): ColumnBatch {
    return this.#time(() => this.#tables.read(sql));
  }

  ingest(table: string, ...pieces: readonly ColumnBatch[]): void {
    this.#time(() => this.#tables.ingest(table, ...pieces));
  }

  check(sql: string): SqlProblem | undefined {
    return this.#time(() => this.#tables.check(sql));
  }

  plan(care: PlanningCare): void {
    this.#time(() => this.#tables.plan(care));
  }

  checkpoint(): void {
    this.#time(() => this.#tables.checkpoint());
  }

  #time<T>(work: () => T): T {
    const started = performance.now();
    try {
      return work();
    } finally {
      this.#elapsedMs += performance.now() - started;
    }
  }
}
