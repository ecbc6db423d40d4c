import type { ColumnBatch } from "../base/columns.ts";

/** A value of a small result: SQL NULL is null; 64-bit and wider integers are bigint; dates, timestamps and decimals are text. */
export type SqlValue = bigint | number | string | boolean | null;

/** A small result, column by column: `columns[c][r]` is row r of the column `names[c]` of SQL type `types[c]`. */
export type QueryColumns = {
  readonly names: readonly string[];
  /** DuckDB's type names: INTEGER, BIGINT, HUGEINT, DOUBLE, VARCHAR, TIMESTAMP... */
  readonly types: readonly string[];
  readonly columns: readonly (readonly SqlValue[])[];
  readonly rowCount: number;
};

/** What is wrong with a person's SQL, and where: `line` and `column` count from 1 inside the text that was checked. */
export type SqlProblem = {
  readonly message: string;
  readonly line: number;
  readonly column: number;
  /** The nearest names or signatures that exist, best first. */
  readonly candidates: readonly string[];
};

/** Thrown by `exec`, `query`, `read` and `ingest` when the database refuses; `position` is an index into the SQL text where it is known. */
export class TablesError extends Error {
  override readonly name = "TablesError";
  /** DuckDB's exception type: Binder, Catalog, Conversion, Out of Memory... */
  readonly kind: string;
  readonly position: number | undefined;
  readonly candidates: readonly string[];

  constructor(message: string, facts: { kind: string; position?: number | undefined; candidates?: readonly string[] }) {
    super(message);
    this.kind = facts.kind;
    this.position = facts.position;
    this.candidates = facts.candidates ?? [];
  }
}

/** A SELECT that is run bit by bit. */
export type RunningQuery = {
  /** Works on for some 100 ms: the rows once it is done, undefined before. Throws a TablesError, and is over then. */
  readonly step: () => ColumnBatch | undefined;
  /** Gives it up; nothing stays of it. */
  readonly cancel: () => void;
};

/** The same tables for those who only read: beside the run's own statements, and never in their way. */
export interface TablesReader {
  /** Makes views, by the id under which SQL finds each, of SELECTs that name their tables in full. Views of other ids stay. */
  show(views: ReadonlyMap<string, string>): void;
  /** Binds one statement over the views without running it: undefined when it is sound. */
  check(sql: string): SqlProblem | undefined;
  /** Runs a statement and returns its rows: for results of at most some thousand rows. */
  query(sql: string): QueryColumns;
  /** Begins one SELECT over the views, in a transaction that cannot write; one at a time. */
  start(sql: string): RunningQuery;
}

export type PlanningCare = "quick" | "careful";

/**
 * The SQL tables as the core sees them: synchronous, one connection, one thread, so that nothing interleaves. The default
 * database has the schemas of `TABLE_SCHEMAS`; statements and errors are DuckDB's.
 */
export interface Tables {
  /** Runs one or several statements and drops their results. */
  exec(sql: string): void;
  /** Runs statements and returns the rows of the last: for results of at most some thousand rows. */
  query(sql: string): QueryColumns;
  /** Runs one SELECT and returns its rows as typed arrays: for results of any size. Every column must be a number, a bool, a timestamp or text. */
  read(sql: string): ColumnBatch;
  /**
   * Makes the table anew (`staging.batch`) with the columns and rows of the batch; a table of that name is dropped first. Rows
   * may come in pieces, all with the same columns, of which one at a time is made.
   */
  ingest(table: string, ...pieces: readonly ColumnBatch[]): void;
  /** Binds one statement without running it: undefined when it is sound. */
  check(sql: string): SqlProblem | undefined;
  /**
   * How statements are planned from now on: `quick` for the many small ones of micro-batches, where planning costs more than it
   * saves, `careful` at first and for everything else. No result hangs on it.
   */
  plan(care: PlanningCare): void;
  /** Starts again with an empty database. */
  reset(): void;
  /** Rolls back the transaction that an error left open, if there is one. */
  abandon(): void;
  /** For those who only read. */
  readonly reader: TablesReader;
  /** Compacts what was written since the last time (Delta's OPTIMIZE); never needed for the result. */
  checkpoint(): void;
  /** Bytes that the database holds of the memory of its host; it never shrinks. */
  readonly heapBytes: number;
}

/** The database of the tables, for SQL that must name it. */
export const TABLES_DATABASE = "lake";

/** The schemas that a reader's views can lie in. */
export const SHOWN_SCHEMAS = ["bronze", "silver", "gold"] as const;

/** The schemas that exist from the start: the layers, the rows with their history, and what only one batch or one check needs. */
export const TABLE_SCHEMAS = ["bronze", "silver", "gold", "store", "staging"] as const;
