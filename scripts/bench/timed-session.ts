/**
 * Runs one scenario through an engine session and prints, as JSON, where its wall time went: `node timed-session.js
 * SCENARIO node|chromium [TAPE_FOLDER]`. In Node every SQL statement is timed by itself, and with a folder given every
 * statement and every row that goes in is written there.
 */
import { resolve } from "node:path";
import { driveRun } from "../../cli/drive-run.ts";
import { openChromiumHost } from "../../cli/host/chromium-host.ts";
import { bootNodeTables } from "../../cli/host/node-tables.ts";
import { readScenario } from "../../cli/input/read-scenario.ts";
import { findInstallation } from "../../cli/installation.ts";
import { makeInterruption } from "../../cli/interruption.ts";
import { assertDefined } from "../../engine/base/assert.ts";
import { TABLE_SCHEMAS } from "../../engine/lake/tables.ts";
import type { EngineSession } from "../../engine/protocol/messages.ts";
import { Session } from "../../engine/worker/session.ts";
import { type Phase, Tape } from "./tape.ts";
import { TracedTables } from "./traced-tables.ts";

type Opened = {
  readonly session: EngineSession;
  readonly enter: (phase: Phase) => void;
  readonly traced: () => TracedTables | undefined;
};

async function open(host: string, tape: Tape | undefined): Promise<Opened> {
  if (host === "chromium") {
    const { session } = await openChromiumHost(findInstallation().workerBundle);
    return { session, enter: () => undefined, traced: () => undefined };
  }
  let traced: TracedTables | undefined;
  const session = new Session(async () => {
    traced = new TracedTables(await bootNodeTables(), tape);
    return traced;
  });
  const enter = (phase: Phase): void => {
    if (traced !== undefined) traced.phase = phase;
  };
  return { session, enter, traced: () => traced };
}

/** Processor time of all threads of this process: on a busy machine it says more than wall time. */
function cpuSecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000_000;
}

async function main([file = "", host = "node", folder]: readonly string[]): Promise<object> {
  const input = await readScenario({ shown: file, path: resolve(file) });
  if (!input.ok) throw new Error(input.error.message);
  const { text: scenarioText, datasets } = input.value;
  const tape = folder === undefined ? undefined : new Tape(folder);
  const { session, enter, traced } = await open(host, tape);
  try {
    const { tablesVersion } = await session.ask("boot", {});
    enter("load");
    const loaded = await session.ask("load", { scenarioText, datasets, runsChecks: true });
    if (loaded.kind === "refused") throw new Error(loaded.problems[0]?.message ?? "the scenario was refused");
    enter("run");
    const clock = (): number => performance.now();
    const context = { interruption: makeInterruption(), clock, onProgress: () => undefined };
    const beforeRun = process.cpuUsage();
    const { progress } = await driveRun(session, { untilUs: loaded.durationUs }, context);
    const runCpuSeconds = cpuSecondsSince(beforeRun);
    const beforeCheck = process.cpuUsage();
    enter("check");
    const report = await session.ask("report", { isPartial: false, runsChecks: true });
    return {
      tablesVersion,
      schemas: TABLE_SCHEMAS,
      digest: report.digest,
      records: report.records.produced,
      eventsRun: assertDefined(progress, "a run that was not interrupted has progress").eventsRun,
      timings: await session.ask("timings", {}),
      // A browser's processes are not this one.
      ...(host === "node" ? { runCpuSeconds, checkCpuSeconds: cpuSecondsSince(beforeCheck) } : {}),
      statements: traced()?.statements ?? [],
    };
  } finally {
    tape?.close();
    await session.close();
  }
}

process.stdout.write(`${JSON.stringify(await main(process.argv.slice(2)))}\n`);
