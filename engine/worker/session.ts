import { assertDefined } from "../base/assert.ts";
import { sha256Hex } from "../base/run-digest.ts";
import { timeUs } from "../base/time.ts";
import { decodeDataset } from "../dataset/decode-dataset.ts";
import { controlMessagesOf } from "../inspect/control-messages.ts";
import { journeyOf } from "../inspect/journey.ts";
import { QueryDesk } from "../inspect/query-desk.ts";
import { recordsOfRow } from "../inspect/records-of-row.ts";
import { sqlCatalogueOf } from "../inspect/sql-catalogue.ts";
import { topicInternalsOf } from "../inspect/topic-internals.ts";
import { type Tables, TablesError } from "../lake/tables.ts";
import type {
  CommandName,
  EngineSession,
  LoadOutcome,
  LoadRequest,
  ReplyOf,
  RequestOf,
  Timings,
} from "../protocol/messages.ts";
import { type ParsedScenario, parseScenario } from "../scenario/parse-scenario.ts";
import { locateFinding, type Problem } from "../scenario/problem.ts";
import type { DatasetInput } from "../world/assembly.ts";
import { World } from "../world/world.ts";
import { previewDataset } from "./preview-dataset.ts";
import { runQuery } from "./run-query.ts";
import { TimedTables } from "./timed-tables.ts";

/** Starts the SQL tables of a host; they know which version of their engine they are. */
export type BootTables = () => Promise<Tables & { readonly engineVersion: string }>;

type Handlers = {
  readonly [Name in CommandName]: (request: RequestOf<Name>) => ReplyOf<Name> | Promise<ReplyOf<Name>>;
};

/**
 * One engine behind the commands of the protocol: it loads a scenario, advances it, and reports. One run at a time: loading another
 * scenario drops the one before.
 *
 * Invariants: (1) commands are answered one at a time in the order in which they came, but for `cancelQuery`, which waits for none;
 * (2) after an internal error of a run nothing moves it any more, and what there is of it can be looked at.
 */
export class Session implements EngineSession {
  readonly #boot: BootTables;
  #world: World | undefined;
  /** The last command that came, done or not. */
  #last: Promise<unknown> = Promise.resolve();
  /** What ended the run before its time. */
  #breakdown: Error | undefined;
  #hasLoaded = false;
  #queriesAsked = 0;
  #queriesBegun = 0;
  /** Queries up to this one are cancelled. */
  #cancelledUpTo = 0;
  #booting: Promise<TimedTables> | undefined;
  /** When DuckDB was there. */
  #bootedMs = 0;
  #tables: TimedTables | undefined;
  #timings: Timings = {
    bootMs: 0,
    loadMs: 0,
    advanceMs: 0,
    reportMs: 0,
    tablesMsInAdvance: 0,
    tablesMsInReport: 0,
    tablesHeapBytes: 0,
  };

  readonly #handlers: Handlers = {
    boot: async () => ({ tablesVersion: (await this.#bootedTables()).version }),
    load: (request) => this.#load(request),
    advance: (request) =>
      this.#timed("advanceMs", "tablesMsInAdvance", () => this.#moving((world) => world.advance(request))),
    report: (request) => this.#timed("reportMs", "tablesMsInReport", () => this.#running().report(request)),
    stateAt: ({ atUs }) => [...this.#running().stateAt(timeUs(atUs))],
    series: () => this.#running().series(),
    watch: (request) => this.#running().watch(request),
    inject: (request) => this.#moving((world) => world.inject(request)),
    query: (request) => {
      this.#queriesBegun += 1;
      const turn = this.#queriesBegun;
      return runQuery(new QueryDesk(this.#running().assembly), request, () => turn <= this.#cancelledUpTo);
    },
    cancelQuery: () => {
      this.#cancelledUpTo = this.#queriesAsked;
      return {};
    },
    checkSql: ({ sql }) => new QueryDesk(this.#running().assembly).check(sql),
    sqlCatalogue: () => sqlCatalogueOf(this.#running().assembly),
    topicInternals: (request) => topicInternalsOf(this.#running().assembly, request),
    controlMessages: (request) => controlMessagesOf(this.#running().assembly, request),
    journey: ({ correlationId }) => journeyOf(this.#running().assembly, correlationId),
    recordsOf: (request) => recordsOfRow(this.#running().assembly, request),
    previewDataset,
    timings: () => ({ ...this.#timings, tablesHeapBytes: this.#tables?.heapBytes ?? 0 }),
    tables: () => this.#running().tableIds,
    exportTable: ({ table, version }) => this.#running().exportTable(table, version),
  };

  constructor(boot: BootTables) {
    this.#boot = boot;
  }

  async ask<Name extends CommandName>(name: Name, request: RequestOf<Name>): Promise<ReplyOf<Name>> {
    const handler: (request: RequestOf<Name>) => ReplyOf<Name> | Promise<ReplyOf<Name>> = this.#handlers[name];
    if (name === "cancelQuery") return handler(request);
    if (name === "query") this.#queriesAsked += 1;
    const answer = this.#last.then(() => handler(request));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  close(): Promise<void> {
    this.#world = undefined;
    return Promise.resolve();
  }

  async #load(request: LoadRequest): Promise<LoadOutcome> {
    const askedMs = performance.now();
    const parsed = parseScenario(request.scenarioText);
    if (!parsed.ok) return { kind: "refused", problems: parsed.error };
    // DuckDB's code is compiled on other threads meanwhile.
    const [tables, datasets] = await Promise.all([this.#bootedTables(), decodeAll(request, parsed.value)]);
    if (!datasets.ok) return { kind: "refused", problems: datasets.problems };
    const seed = request.seed ?? parsed.value.scenario.seed;
    const { runsChecks } = request;
    if (this.#hasLoaded) tables.reset();
    this.#hasLoaded = true;
    this.#world = undefined;
    this.#breakdown = undefined;
    const world = World.create({
      parsed: parsed.value,
      seed,
      datasets: datasets.inputs,
      tables,
      runsChecks,
    });
    this.#timings = { ...this.#timings, loadMs: performance.now() - Math.max(askedMs, this.#bootedMs) };
    if (!world.ok) return { kind: "refused", problems: world.error };
    this.#world = world.value;
    const { scenario } = parsed.value;
    const { recordsPlanned } = world.value;
    return { kind: "loaded", name: scenario.name, seed, durationUs: scenario.duration, recordsPlanned };
  }

  #bootedTables(): Promise<TimedTables> {
    this.#booting ??= this.#bootTables().catch((error: unknown) => {
      this.#booting = undefined;
      throw error;
    });
    return this.#booting;
  }

  async #bootTables(): Promise<TimedTables> {
    const started = performance.now();
    const tables = new TimedTables(await this.#boot());
    this.#bootedMs = performance.now();
    this.#timings = { ...this.#timings, bootMs: this.#bootedMs - started };
    this.#tables = tables;
    return tables;
  }

  #timed<T>(total: "advanceMs" | "reportMs", inTables: "tablesMsInAdvance" | "tablesMsInReport", work: () => T): T {
    const started = performance.now();
    const tablesBefore = this.#tables?.elapsedMs ?? 0;
    const value = work();
    const tablesMs = (this.#tables?.elapsedMs ?? 0) - tablesBefore;
    this.#timings = {
      ...this.#timings,
      [total]: this.#timings[total] + performance.now() - started,
      [inTables]: this.#timings[inTables] + tablesMs,
    };
    return value;
  }

  /** Lets the run go on, unless it broke down; when it does, whatever it was in the middle of is rolled back. */
  #moving<T>(work: (world: World) => T): T {
    const world = this.#running();
    if (this.#breakdown !== undefined) throw this.#breakdown;
    try {
      return work(world);
    } catch (thrown) {
      this.#breakdown = breakdownOf(thrown);
      this.#tables?.abandon();
      throw this.#breakdown;
    }
  }

  #running(): World {
    return assertDefined(this.#world, "no scenario is loaded");
  }
}

/** What a person is told of an error that ended a run, with the stack of where it came from. */
function breakdownOf(thrown: unknown): Error {
  if (thrown instanceof TablesError && thrown.kind === "Out of Memory") {
    const advice = "What there is can still be looked at; to go further, send fewer records or keep fewer columns";
    return new Error(`The tables need more memory than they may take: ${thrown.message}. ${advice}`, { cause: thrown });
  }
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

type Decoded =
  | { readonly ok: true; readonly inputs: readonly DatasetInput[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

async function decodeAll(request: LoadRequest, { scenario, locate }: ParsedScenario): Promise<Decoded> {
  const inputs: DatasetInput[] = [];
  const problems: Problem[] = [];
  for (const [name, { format, file }] of Object.entries(scenario.datasets)) {
    const bytes = request.datasets.find((dataset) => dataset.name === name)?.bytes;
    const decoded = bytes === undefined ? undefined : await decodeDataset(format, bytes);
    if (bytes !== undefined && decoded?.ok) {
      inputs.push({ name, batch: decoded.value, sha256: sha256Hex(bytes) });
      continue;
    }
    const message = decoded === undefined || decoded.ok ? "the file's bytes were not handed over" : decoded.error;
    const path = ["datasets", name, "file"];
    problems.push(
      locateFinding({ path, message, found: file, allowed: `a readable ${format} file`, code: "dataset" }, locate),
    );
  }
  return problems.length === 0 ? { ok: true, inputs } : { ok: false, problems };
}
