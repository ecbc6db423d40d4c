import type { Context } from "./context.ts";
import { deliverReport } from "./deliver-report.ts";
import { explainEngineError, pasteableCommand } from "./engine-failure.ts";
import { executeRun } from "./execute-run.ts";
import type { ExitCode } from "./exit-code.ts";
import { failure } from "./failure.ts";
import type { OpenedHost } from "./host/engine-host.ts";
import { closeHost, openHostUnlessInterrupted } from "./host/host-lifetime.ts";
import { readScenario, type ScenarioInput } from "./input/read-scenario.ts";
import type { NamedFile } from "./input/read-text.ts";
import { resolveInput, resolveOutput } from "./input/user-path.ts";
import { type OutFolder, prepareFolder } from "./output/out-folder.ts";
import { printFailure } from "./print-outcome.ts";
import type { ProgressDisplay } from "./progress-display.ts";
import { type RunOptions, repeatArgs } from "./run-options.ts";
import { OutputError } from "./terminal.ts";
import { WallClock } from "./wall-clock.ts";

/** `spillway run`: one scenario from its file to its report. */
export async function runCommand(options: RunOptions, context: Context): Promise<ExitCode> {
  const file = { shown: options.file, path: resolveInput(options.file, context.paths) };
  const input = await readScenario(file);
  if (!input.ok) return printFailure(input.error, options, context);
  const out =
    options.out === undefined ? undefined : { shown: options.out, path: resolveOutput(options.out, context.paths) };
  const prepared = out === undefined ? undefined : await prepareFolder(out);
  if (prepared?.ok === false) return printFailure(prepared.error, options, context);

  const progress = context.showProgress();
  const seen: Seen = { seed: options.seed, host: undefined };
  try {
    return await runInHost({ ...input.value, file }, { options, context, progress, out, seen });
  } catch (error) {
    progress.stop();
    if (error instanceof OutputError) throw error;
    const command = pasteableCommand(repeatArgs(options, seen.seed));
    const known = seen.seed === undefined ? {} : { seed: seen.seed };
    const reproduce = { spillway: context.installation.version, ...known, command };
    return await printFailure(explainEngineError(error, reproduce), options, context);
  } finally {
    progress.stop();
    if (seen.host !== undefined) await closeHost(seen.host);
  }
}

/** What must be known when something goes wrong on the way. */
type Seen = { seed: number | undefined; host: OpenedHost | undefined };

type RunParts = {
  readonly options: RunOptions;
  readonly context: Context;
  readonly progress: ProgressDisplay;
  readonly out: OutFolder | undefined;
  readonly seen: Seen;
};

async function runInHost(input: ScenarioInput & { readonly file: NamedFile }, parts: RunParts): Promise<ExitCode> {
  const { options, context, progress, out, seen } = parts;
  const { interruption, clock } = context;
  const wall = new WallClock(clock);
  progress.phase("starting");
  const opening = openHostUnlessInterrupted(context.openHost(options.host), interruption);
  const host = await wall.measure("boot", () => opening);
  seen.host = host;
  if (host === undefined) {
    progress.stop();
    return printFailure(failure("interrupted", "interrupted before the run began"), options, context);
  }
  const onSeed = (seed: number): void => {
    seen.seed = seed;
  };
  const execution = await executeRun(host.session, input, options, { interruption, clock, wall, progress, onSeed });
  if (execution.ok) return deliverReport(execution.value, { options, context, host, wall, progress, out });
  progress.stop();
  return printFailure(execution.error, options, context);
}
