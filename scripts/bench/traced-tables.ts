import type { ColumnBatch } from "../../engine/base/columns.ts";
import type { DuckDbTables } from "../../engine/duckdb/duckdb-tables.ts";
import { planningSql } from "../../engine/duckdb/settings.ts";
import type { PlanningCare, QueryColumns, SqlProblem, Tables, TablesReader } from "../../engine/lake/tables.ts";
import type { Phase, Tape, TapedCall } from "./tape.ts";

/** What one kind of statement cost in one phase. */
export type StatementTime = {
  readonly phase: Phase;
  readonly call: TapedCall["call"] | "check";
  /** The statement with its numbers and texts left out. */
  readonly statement: string;
  readonly count: number;
  readonly totalMs: number;
};

const STATEMENT_LENGTH_MAX = 400;

/** DuckDB's tables with the wall time of every call told apart, and if wanted a tape of the calls. What the tape costs is not counted. */
export class TracedTables implements Tables {
  /** The command that is being answered. */
  phase: Phase = "load";
  readonly #tables: DuckDbTables;
  readonly #tape: Tape | undefined;
  readonly #times = new Map<string, StatementTime>();

  constructor(tables: DuckDbTables, tape: Tape | undefined) {
    this.#tables = tables;
    this.#tape = tape;
  }

  get engineVersion(): string {
    return this.#tables.engineVersion;
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

  get heapBytes(): number {
    return this.#tables.heapBytes;
  }

  /** What the calls so far cost, the dearest first. */
  get statements(): readonly StatementTime[] {
    return [...this.#times.values()].sort((a, b) => b.totalMs - a.totalMs);
  }

  exec(sql: string): void {
    const { phase } = this;
    this.#call(
      "exec",
      sql,
      (didFail) => ({ phase, didFail, call: "exec", sql }),
      () => this.#tables.exec(sql),
    );
  }

  query(sql: string): QueryColumns {
    const { phase } = this;
    const tell = (didFail: boolean, result?: QueryColumns): TapedCall => ({
      ...{ phase, didFail, call: "query", sql },
      rowCount: result?.rowCount ?? 0,
    });
    return this.#call("query", sql, tell, () => this.#tables.query(sql));
  }

  read(sql: string): ColumnBatch {
    const { phase } = this;
    const tell = (didFail: boolean, result?: ColumnBatch): TapedCall => ({
      ...{ phase, didFail, call: "read", sql },
      rowCount: result?.rowCount ?? 0,
    });
    return this.#call("read", sql, tell, () => this.#tables.read(sql));
  }

  ingest(table: string, ...pieces: readonly ColumnBatch[]): void {
    const { phase } = this;
    const tell = (didFail: boolean): TapedCall => ({
      ...{ phase, didFail, call: "ingest", table },
      pieces: pieces.map((piece) => ({
        rowCount: piece.rowCount,
        columns: this.#tape?.writeColumns(piece) ?? [],
      })),
    });
    this.#call("ingest", table, tell, () => this.#tables.ingest(table, ...pieces));
  }

  check(sql: string): SqlProblem | undefined {
    return this.#timed("check", sql, () => this.#tables.check(sql));
  }

  plan(care: PlanningCare): void {
    const { phase } = this;
    const sql = planningSql(care);
    const tell = (didFail: boolean): TapedCall => ({ phase, didFail, call: "exec", sql });
    this.#call("exec", sql, tell, () => this.#tables.plan(care));
  }

  checkpoint(): void {
    const { phase } = this;
    const sql = "checkpoint lake";
    const tell = (didFail: boolean): TapedCall => ({ phase, didFail, call: "checkpoint", sql });
    this.#call("checkpoint", sql, tell, () => this.#tables.checkpoint());
  }

  #call<T>(
    call: StatementTime["call"],
    sql: string,
    tell: (didFail: boolean, result?: T) => TapedCall,
    work: () => T,
  ): T {
    let result: T;
    try {
      result = this.#timed(call, sql, work);
    } catch (error) {
      this.#tape?.write(tell(true));
      throw error;
    }
    this.#tape?.write(tell(false, result));
    return result;
  }

  #timed<T>(call: StatementTime["call"], sql: string, work: () => T): T {
    const { phase } = this;
    const startedMs = performance.now();
    try {
      return work();
    } finally {
      const tookMs = performance.now() - startedMs;
      const statement = shapeOf(sql);
      const key = `${phase} ${call} ${statement}`;
      const before = this.#times.get(key);
      const count = (before?.count ?? 0) + 1;
      this.#times.set(key, { phase, call, statement, count, totalMs: (before?.totalMs ?? 0) + tookMs });
    }
  }
}

/** A statement without its numbers and texts, by which its repetitions are known. */
function shapeOf(sql: string): string {
  return sql
    .replace(/'(?:[^']|'')*'/gu, "'?'")
    .replace(/\b\d+(?:\.\d+)?\b/gu, "?")
    .replace(/(?:\?, ?)+\?/gu, "?")
    .replace(/\s+/gu, " ")
    .slice(0, STATEMENT_LENGTH_MAX);
}
