import type { ColumnBatch } from "../base/columns.ts";

/** A person's SQL: one SELECT over the tables as they were at an instant of the run; now, when none is given. */
export type QueryRequest = {
  readonly sql: string;
  readonly atUs?: number;
  /** Rows beyond it are not fetched. At most 100,000. */
  readonly rowLimit: number;
};

/** What is wrong with a person's SQL, and where: `line` and `column` count from 1 inside the text that was sent. */
export type SqlComplaint = {
  readonly message: string;
  /** What to do next. */
  readonly hint?: string;
  readonly line: number;
  readonly column: number;
  readonly candidates: readonly string[];
};

/** What a query comes to. `types` are DuckDB's names; columns of types that a batch does not have come as DuckDB's text. */
export type QueryOutcome =
  | {
      readonly kind: "rows";
      readonly types: readonly string[];
      readonly batch: ColumnBatch;
      /** There were more rows than `rowLimit`. */
      readonly isCut: boolean;
      readonly elapsedMs: number;
      /** By table: the version that the query saw. */
      readonly versions: readonly (readonly [string, number])[];
    }
  | { readonly kind: "refused"; readonly complaint: SqlComplaint }
  | { readonly kind: "cancelled" };

/** What an editor of SQL completes from. */
export type SqlCatalogue = {
  readonly tables: readonly {
    readonly name: string;
    readonly columns: readonly { readonly name: string; readonly type: string }[];
  }[];
  readonly functions: readonly { readonly name: string; readonly signature: string; readonly description: string }[];
  readonly keywords: readonly string[];
};

/**
 * What happened to a record: it was `handed-over` to its producer; `appended` by a leader, `replicated` to all in-sync replicas,
 * `lost` by an election; `acknowledged` or `failed` as its producer was told; `planned` into a batch, `replayed` with it, `written`
 * to a table, `rejected` by a gate, `superseded` by a newer row of its key, and `committed` with its batch.
 */
export type JourneyStepKind =
  | "handed-over"
  | "appended"
  | "replicated"
  | "lost"
  | "acknowledged"
  /** Sent with acks=0. */
  | "unconfirmed"
  | "failed"
  | "planned"
  | "replayed"
  | "written"
  | "rejected"
  | "superseded"
  | "committed";

/** One thing that happened to a record on its way, in the order of time. */
export type JourneyStep = {
  /** The node of the pipeline where it happened. */
  readonly stage: string;
  readonly kind: JourneyStepKind;
  readonly atUs: number;
  /** One sentence for people. */
  readonly message: string;
  readonly partition?: number;
  readonly offset?: number;
  readonly batchId?: number;
  readonly version?: number;
  /** The fault that was in force and touched it, in words. */
  readonly fault?: string;
};

/** Everything that is known of one record: what it was, and its way through the stages. */
export type Journey = {
  readonly correlationId: number;
  readonly source: string;
  /** Left out for a record without a key. */
  readonly key?: string;
  readonly value: string;
  /** Microseconds since 1970, of the data's own time. */
  readonly eventTimeUs: number;
  readonly steps: readonly JourneyStep[];
  /** What became of it, in a sentence. */
  readonly fate: string;
};

/**
 * A row of a table that somebody looks at, by the values of its columns; those of the table's key are enough: the correlation id, a
 * silver table's merge key, a gold table's groupBy. Numbers of a TIMESTAMP column are microseconds since 1970; undefined is NULL.
 */
export type RowRequest = {
  readonly table: string;
  readonly row: readonly { readonly column: string; readonly value: string | number | bigint | boolean | undefined }[];
  readonly atUs?: number;
  readonly limit: number;
};

/** The records behind a row, the earliest first, and whether there are more; or why nobody can tell. */
export type RowRecords =
  | { readonly kind: "records"; readonly correlationIds: readonly number[]; readonly isCut: boolean }
  | { readonly kind: "unknown"; readonly message: string };

/** A file of rows before it is part of any scenario: its columns and its first rows. */
export type DatasetPreviewRequest = {
  readonly format: "parquet" | "arrow" | "csv" | "ndjson";
  readonly bytes: Uint8Array;
  readonly rowLimit: number;
};

/** What a file holds, or why it cannot be read. */
export type DatasetPreview =
  | {
      readonly kind: "columns";
      readonly rowCount: number;
      readonly types: readonly string[];
      readonly batch: ColumnBatch;
    }
  | { readonly kind: "unreadable"; readonly message: string };
