import type { ColumnBatch } from "../base/columns.ts";
import { History } from "../base/history.ts";
import type { QueryOutcome } from "../protocol/inspection.ts";
import type { CommandName, EngineSession, LoadOutcome, ReplyOf, RequestOf, RunProgress } from "../protocol/messages.ts";
import type { RunReport } from "../protocol/report.ts";
import { SAMPLE_REPORT } from "./sample-report.ts";

/** A table's rows; `types` are the SQL types of columns that come as text and are none. */
export type FakeTable = ColumnBatch & { readonly types?: readonly string[] };

/** What a fake session does other than run through and report that all is well. */
export type FakeSessionOptions = {
  readonly report?: Partial<RunReport>;
  readonly load?: LoadOutcome;
  /** Virtual microseconds that one event takes; the run ends at `endUs`. */
  readonly eventUs?: number;
  readonly endUs?: number;
  readonly query?: QueryOutcome;
  readonly tables?: Readonly<Record<string, FakeTable>>;
  /** Called before each command; it may throw, or never settle, as a host does whose browser hangs. */
  readonly before?: (name: CommandName, request: unknown) => void | Promise<void>;
};

type Handlers = { readonly [Name in CommandName]: (request: RequestOf<Name>) => ReplyOf<Name> };

const NO_ROWS: QueryOutcome = {
  kind: "rows",
  types: [],
  batch: { rowCount: 0, columns: [] },
  isCut: false,
  elapsedMs: 0,
  versions: [],
};

const LOADED: LoadOutcome = { kind: "loaded", name: "fake", seed: 42, durationUs: 60_000_000, recordsPlanned: 1_000 };

/** A session without an engine, for tests of what stands around one: it runs one event after the other and always finds the same. */
export class FakeSession implements EngineSession {
  /** Every command that was asked, in order. */
  readonly asked: CommandName[] = [];
  /** Every request to advance. */
  readonly slices: { readonly untilUs: number; readonly maxEvents: number }[] = [];
  isClosed = false;
  /** How many events have run. */
  eventsRun = 0;
  readonly #options: FakeSessionOptions;
  #nowUs = 0;

  constructor(options: FakeSessionOptions = {}) {
    this.#options = options;
  }

  async ask<Name extends CommandName>(name: Name, request: RequestOf<Name>): Promise<ReplyOf<Name>> {
    this.asked.push(name);
    await this.#options.before?.(name, request);
    const handler: (request: RequestOf<Name>) => ReplyOf<Name> = this.#handlers[name];
    return handler(request);
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }

  readonly #handlers: Handlers = {
    boot: () => ({ tablesVersion: "v0" }),
    load: () => {
      this.eventsRun = 0;
      this.#nowUs = 0;
      return this.#options.load ?? LOADED;
    },
    advance: (request) => this.#advance(request),
    report: ({ isPartial, runsChecks }) => this.#report(isPartial, runsChecks),
    stateAt: () => [],
    series: () => [{ name: "lag, of flight.events", timesUs: [0, 1_000_000], values: [0, 12] }],
    watch: () => ({ ...new History().pieceAfter(0, 0), nowUs: this.#nowUs, events: [] }),
    inject: () => ({ kind: "injected", atUs: this.#nowUs + 1, edits: [] }),
    query: () => this.#options.query ?? NO_ROWS,
    cancelQuery: () => ({}),
    checkSql: () => undefined,
    sqlCatalogue: () => ({ tables: [], functions: [], keywords: [] }),
    topicInternals: ({ topic }) => ({
      topic,
      nowUs: this.#nowUs,
      policy: undefined,
      partitions: [],
      detail: undefined,
    }),
    controlMessages: () => ({ messages: [], count: 0, leftOut: [], keptFromUs: 0 }),
    journey: () => undefined,
    recordsOf: () => ({ kind: "unknown", message: "a fake session has no rows" }),
    previewDataset: () => ({ kind: "unreadable", message: "a fake session reads no files" }),
    timings: () => ({
      bootMs: 0,
      loadMs: 0,
      advanceMs: 0,
      reportMs: 0,
      tablesMsInAdvance: 0,
      tablesMsInReport: 0,
      tablesHeapBytes: 0,
    }),
    tables: () => Object.keys(this.#options.tables ?? {}),
    exportTable: ({ table }) => {
      const batch: FakeTable = this.#options.tables?.[table] ?? { rowCount: 0, columns: [] };
      return { table, version: 1, types: batch.types ?? batch.columns.map(() => "VARCHAR"), batch };
    },
  };

  #advance({ untilUs, maxEvents }: { readonly untilUs: number; readonly maxEvents: number }): RunProgress {
    this.slices.push({ untilUs, maxEvents });
    const { eventUs = 1_000, endUs = 60_000_000 } = this.#options;
    const stopUs = Math.min(untilUs, endUs);
    const events = Math.min(maxEvents, Math.ceil((stopUs - this.#nowUs) / eventUs));
    this.#nowUs = Math.min(stopUs, this.#nowUs + events * eventUs);
    this.eventsRun += events;
    return {
      nowUs: this.#nowUs,
      reachedUntil: this.#nowUs >= stopUs,
      isFinished: this.#nowUs >= endUs,
      recordsProduced: this.eventsRun,
      recordsCommitted: this.eventsRun,
      eventsRun: this.eventsRun,
    };
  }

  #report(isPartial: boolean, runsChecks: boolean): RunReport {
    const status = isPartial ? ("partial" as const) : ("finished" as const);
    const judged: RunReport = { ...SAMPLE_REPORT, expectations: [], status, ...this.#options.report };
    return runsChecks ? judged : { ...judged, isChecked: false, checks: [], expectations: [] };
  }
}
