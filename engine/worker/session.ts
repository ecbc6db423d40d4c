import { assertDefined } from "../base/assert.ts";
import { sha256Hex } from "../base/run-digest.ts";
import { timeUs } from "../base/time.ts";
import { decodeDataset } from "../dataset/decode-dataset.ts";
import type { Tables } from "../lake/tables.ts";
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
import { TimedTables } from "./timed-tables.ts";

/** Starts the SQL tables of a host; they know which version of their engine they are. */
export type BootTables = () => Promise<Tables & { readonly engineVersion: string }>;

type Handlers = {
  readonly [Name in CommandName]: (request: RequestOf<Name>) => ReplyOf<Name> | Promise<ReplyOf<Name>>;
};

/** One engine behind the commands of the protocol: it loads a scenario, advances it, and reports. One run at a time. */
export class Session implements EngineSession {
  readonly #boot: BootTables;
  #world: World | undefined;
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
    advance: (request) => this.#timed("advanceMs", "tablesMsInAdvance", () => this.#running().advance(request)),
    report: (request) => this.#timed("reportMs", "tablesMsInReport", () => this.#running().report(request)),
    stateAt: ({ atUs }) => [...this.#running().stateAt(timeUs(atUs))],
    series: () => this.#running().series(),
    watch: (request) => this.#running().watch(request),
    inject: (request) => this.#running().inject(request),
    query: () => notBuiltYet("query"),
    cancelQuery: () => notBuiltYet("cancelQuery"),
    checkSql: () => notBuiltYet("checkSql"),
    sqlCatalogue: () => notBuiltYet("sqlCatalogue"),
    journey: () => notBuiltYet("journey"),
    previewDataset: () => notBuiltYet("previewDataset"),
    timings: () => ({ ...this.#timings, tablesHeapBytes: this.#tables?.heapBytes ?? 0 }),
    tables: () => this.#running().tableIds,
    exportTable: ({ table, version }) => this.#running().exportTable(table, version),
  };

  constructor(boot: BootTables) {
    this.#boot = boot;
  }

  async ask<Name extends CommandName>(name: Name, request: RequestOf<Name>): Promise<ReplyOf<Name>> {
    const handler: (request: RequestOf<Name>) => ReplyOf<Name> | Promise<ReplyOf<Name>> = this.#handlers[name];
    return await handler(request);
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

  #running(): World {
    return assertDefined(this.#world, "no scenario is loaded");
  }
}

function notBuiltYet(command: CommandName): never {
  throw new Error(`${command} is not built yet`);
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
