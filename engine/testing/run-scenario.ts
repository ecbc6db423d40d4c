import { readdirSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { SECOND } from "../base/time.ts";
import type { EngineSession } from "../protocol/messages.ts";
import type { RunReport } from "../protocol/report.ts";
import { parseScenario } from "../scenario/parse-scenario.ts";
import { formatProblem } from "../scenario/problem.ts";
import { Session } from "../worker/session.ts";
import { freshDuckDbTables } from "./duckdb-tables.ts";

/** The folder of the scenarios that ship. */
const SCENARIOS = fileURLToPath(new URL("../../scenarios/", import.meta.url));

/** A slice is long enough to cost nothing and short enough that the test runner hears from its worker. */
const SLICE_EVENTS = 100_000;

/** How a run differs from the plain one, from beginning to end in one go. */
export type RunVariant = {
  readonly seed?: number;
  /** Stops there and reports what there is. */
  readonly untilUs?: number;
  /** Pauses after every virtual second. */
  readonly isPausedEverySecond?: boolean;
  /** What is asked of the session at each pause. */
  readonly look?: (session: EngineSession, nowUs: number) => Promise<void>;
};

/** The files that have a golden digest, relative to `scenarios/`, sorted: the flights, and the small ones. */
export function goldenFiles(): readonly string[] {
  const flights = readdirSync(SCENARIOS).filter((name) => name.startsWith("flights-"));
  return [...flights, ...smallGoldenFiles()].filter((name) => name.endsWith(".scenario.yaml")).sort();
}

/** The small golden scenarios, each of a second or two. */
export function smallGoldenFiles(): readonly string[] {
  const names = readdirSync(resolve(SCENARIOS, "golden")).filter((name) => name.endsWith(".scenario.yaml"));
  return names.sort().map((name) => `golden/${name}`);
}

/** What `npm run golden` wrote of one scenario. */
export type GoldenDigest = { readonly seed: number; readonly behaviourVersion: number; readonly digest: string };

/** What `npm run golden` wrote, by file relative to `scenarios/`. */
export function goldenDigests(): Readonly<Record<string, GoldenDigest>> {
  return JSON.parse(readFileSync(resolve(SCENARIOS, "golden/digests.json"), "utf8"));
}

/** The text of a scenario and the bytes that it names. */
export function readScenarioFile(file: string): {
  readonly scenarioText: string;
  readonly datasets: readonly { readonly name: string; readonly bytes: Uint8Array }[];
} {
  const path = resolve(SCENARIOS, file);
  const scenarioText = readFileSync(path, "utf8");
  const parsed = parseScenario(scenarioText);
  if (!parsed.ok) throw new Error(parsed.error.map(formatProblem).join("\n"));
  const datasets = Object.entries(parsed.value.scenario.datasets).map(([name, dataset]) => ({
    name,
    bytes: new Uint8Array(readFileSync(resolve(dirname(path), dataset.file))),
  }));
  return { scenarioText, datasets };
}

/** A session of its own over the test process's one database, which is emptied when the session starts. */
export function freshSession(): EngineSession {
  return new Session(freshDuckDbTables);
}

/** Runs a scenario file and asks for its report. */
export function runScenario(
  file: string,
  variant: RunVariant = {},
  session: EngineSession = freshSession(),
): Promise<RunReport> {
  return runInput(readScenarioFile(file), variant, session);
}

/** Runs a scenario that needs no file but its text, and asks for its report. */
export function runScenarioText(scenarioText: string, variant: RunVariant = {}): Promise<RunReport> {
  return runInput({ scenarioText, datasets: [] }, variant, freshSession());
}

async function runInput(
  input: ReturnType<typeof readScenarioFile>,
  variant: RunVariant,
  session: EngineSession,
): Promise<RunReport> {
  const { seed, look } = variant;
  const loaded = await session.ask("load", {
    ...input,
    runsChecks: true,
    ...(seed === undefined ? {} : { seed }),
  });
  if (loaded.kind === "refused") throw new Error(loaded.problems.map(formatProblem).join("\n"));
  const untilUs = variant.untilUs ?? loaded.durationUs;
  let pauseUs = variant.isPausedEverySecond === true ? SECOND : untilUs;
  for (;;) {
    const progress = await session.ask("advance", { untilUs: Math.min(pauseUs, untilUs), maxEvents: SLICE_EVENTS });
    if (progress.isFinished || (progress.reachedUntil && pauseUs >= untilUs)) break;
    if (progress.reachedUntil) {
      await look?.(session, progress.nowUs);
      pauseUs += SECOND;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return session.ask("report", { isPartial: false, runsChecks: true });
}
