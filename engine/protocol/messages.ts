import type { ColumnBatch } from "../base/columns.ts";
import type { Problem } from "../scenario/problem.ts";
import type {
  DatasetPreview,
  DatasetPreviewRequest,
  Journey,
  QueryOutcome,
  QueryRequest,
  RowRecords,
  RowRequest,
  SqlCatalogue,
  SqlComplaint,
} from "./inspection.ts";
import type { ControlMessages, MessagesRequest, TopicInternals, TopicInternalsRequest } from "./log-inspection.ts";
import type { RunReport } from "./report.ts";
import type { InjectOutcome, InjectRequest, StopCondition, Stopped, WatchFrame, WatchRequest } from "./run-control.ts";

/** What a run is made from: the document's text and the bytes of the files it names. */
export type LoadRequest = {
  readonly scenarioText: string;
  /** By the names under `datasets:`; the shell has read the files. */
  readonly datasets: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  /** Takes the place of the document's seed. */
  readonly seed?: number;
  /** Without checks a run ends at once when its last batch is committed; benchmarks measure both. */
  readonly runsChecks: boolean;
};

/** A loaded run, or everything that is wrong with its inputs. */
export type LoadOutcome =
  | {
      readonly kind: "loaded";
      readonly name: string;
      readonly seed: number;
      readonly durationUs: number;
      readonly recordsPlanned: number;
    }
  | { readonly kind: "refused"; readonly problems: readonly Problem[] };

/** How far a run may go in one slice. Where a run is cut into slices never changes it. */
export type AdvanceRequest = {
  readonly untilUs: number;
  readonly maxEvents: number;
  /** The slice also ends at the event at which one of these comes true. */
  readonly stopWhen?: readonly StopCondition[];
};

/** Where a run stands after a slice. */
export type RunProgress = {
  readonly nowUs: number;
  /** The slice reached `untilUs`, or the run's end before it. */
  readonly reachedUntil: boolean;
  readonly isFinished: boolean;
  readonly recordsProduced: number;
  readonly recordsCommitted: number;
  readonly eventsRun: number;
  /** A condition of the request came true, and the slice ended there. */
  readonly stoppedBy?: Stopped;
};

/** What a report is to say. */
export type ReportRequest = {
  /** The run was stopped before its end. */
  readonly isPartial: boolean;
  /** Without checks, expectations and answers stay unjudged and the report takes no longer than a slice: for a run that is interrupted. */
  readonly runsChecks: boolean;
};

/** A table at a version, as columns. Those of a type that columns do not have (DATE, DECIMAL, HUGEINT, ...) come as DuckDB's text of it. */
export type TableExport = {
  readonly table: string;
  readonly version: number;
  /** By column: DuckDB's name of its type, `DECIMAL(18,2)`. */
  readonly types: readonly string[];
  readonly batch: ColumnBatch;
};

/** Where a session's wall time went, in milliseconds; the one place where wall time is spoken of, and no part of any run. */
export type Timings = {
  readonly bootMs: number;
  readonly loadMs: number;
  readonly advanceMs: number;
  readonly reportMs: number;
  /** Of advanceMs and reportMs: spent in SQL tables. */
  readonly tablesMsInAdvance: number;
  readonly tablesMsInReport: number;
  /** Bytes of memory that the SQL engine took from its host. */
  readonly tablesHeapBytes: number;
};

/** Everything a host may ask of a running engine: one entry a message, from which both ends take their types. */
export type Commands = {
  /** Starts the tables, about half a second; `load` does it too when nobody did, and decodes datasets meanwhile. */
  boot: (request: Record<string, never>) => {
    /** DuckDB's own version. */
    readonly tablesVersion: string;
  };
  /** Makes a run ready, in place of the one before. A text that is no scenario leaves that one as it is; SQL that is wrong does not. */
  load: (request: LoadRequest) => LoadOutcome;
  /** After an error it throws the same again: the run goes no further, and what there is of it can be looked at. */
  advance: (request: AdvanceRequest) => RunProgress;
  /** Makes the report of what there is, and never ends the run: it may be asked for again. */
  report: (request: ReportRequest) => RunReport;
  /** The state variables at an instant, by name. */
  stateAt: (request: { readonly atUs: number }) => readonly (readonly [string, number])[];
  /** Every change of every state variable: rows of time, name, value. */
  series: (
    request: Record<string, never>,
  ) => readonly { readonly name: string; readonly timesUs: readonly number[]; readonly values: readonly number[] }[];
  /** What a screen has not seen yet. */
  watch: (request: WatchRequest) => WatchFrame;
  /** A fault strikes at the next boundary between events. */
  inject: (request: InjectRequest) => InjectOutcome;
  /** One SELECT over the tables at an instant. Other commands wait, `cancelQuery` does not. */
  query: (request: QueryRequest) => QueryOutcome;
  /** Ends the query that runs, which then answers `cancelled`; overtakes every command that waits. */
  cancelQuery: (request: Record<string, never>) => Record<string, never>;
  /** What is wrong with a SELECT over the tables, without running it; undefined when it is sound. */
  checkSql: (request: { readonly sql: string }) => SqlComplaint | undefined;
  /** What SQL may name in this run. */
  sqlCatalogue: (request: Record<string, never>) => SqlCatalogue;
  /** A topic's partitions, and one of them whole, as its brokers have them now. */
  topicInternals: (request: TopicInternalsRequest) => TopicInternals;
  /** The messages that controlled the cluster in a stretch of time. */
  controlMessages: (request: MessagesRequest) => ControlMessages;
  /** The way of one record up to now, undefined when no record has that number. */
  journey: (request: { readonly correlationId: number }) => Journey | undefined;
  /** The records that a row of a table was made from, at an instant. */
  recordsOf: (request: RowRequest) => RowRecords;
  /** Looks into a file; needs no loaded scenario. */
  previewDataset: (request: DatasetPreviewRequest) => DatasetPreview;
  timings: (request: Record<string, never>) => Timings;
  /** The tables' ids in the order of the pipeline. */
  tables: (request: Record<string, never>) => readonly string[];
  /** One table as it was at a version, which must be one of its own; by default the newest. */
  exportTable: (request: { readonly table: string; readonly version?: number }) => TableExport;
};

export type CommandName = keyof Commands;
export type RequestOf<Name extends CommandName> = Parameters<Commands[Name]>[0];
export type ReplyOf<Name extends CommandName> = ReturnType<Commands[Name]>;

/** An engine that answers commands one at a time, wherever it runs. */
export interface EngineSession {
  ask<Name extends CommandName>(name: Name, request: RequestOf<Name>): Promise<ReplyOf<Name>>;
  /** Lets go of memory, threads and processes. */
  close(): Promise<void>;
}

/** What travels to a worker. */
export type CommandMessage = {
  [Name in CommandName]: { readonly id: number; readonly name: Name; readonly request: RequestOf<Name> };
}[CommandName];

/** What comes back: the reply, or the message of an internal error. */
export type ReplyMessage =
  | { readonly id: number; readonly kind: "reply"; readonly reply: unknown }
  | { readonly id: number; readonly kind: "error"; readonly message: string; readonly stack?: string };
