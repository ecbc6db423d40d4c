import type { Context } from "./context.ts";
import { explainEngineError, pasteableCommand } from "./engine-failure.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { exitCodeOf, type Failure, failure, problemLine } from "./failure.ts";
import { closeHost, openHostUnlessInterrupted } from "./host/host-lifetime.ts";
import { readScenario, refuse } from "./input/read-scenario.ts";
import { resolveInput } from "./input/user-path.ts";
import { raceInterruption } from "./interruption.ts";
import { printFailure, printLines } from "./print-outcome.ts";
import { describePipeline, summarisePipeline } from "./report/pipeline-summary.ts";
import { writeJson } from "./report-document.ts";
import { OutputError } from "./terminal.ts";

/** What `validate` was asked to do. */
export type ValidateOptions = { readonly file: string; readonly isJson: boolean };

/** `spillway validate`: everything that is wrong with a scenario, its SQL and its datasets, or a summary of what it is. */
export async function validateCommand(options: ValidateOptions, context: Context): Promise<ExitCode> {
  const file = { shown: options.file, path: resolveInput(options.file, context.paths) };
  const input = await readScenario(file);
  if (!input.ok) return printProblems(input.error, options, context);
  const progress = context.showProgress();
  try {
    progress.phase("checking the SQL");
    const host = await openHostUnlessInterrupted(context.openHost("node"), context.interruption);
    if (host === undefined) return await printFailure(INTERRUPTED, options, context);
    try {
      const { text: scenarioText, datasets } = input.value;
      const asked = host.session.ask("load", { scenarioText, datasets, runsChecks: false });
      const loaded = await raceInterruption(asked, context.interruption);
      progress.stop();
      if (loaded.kind === "interrupted") return await printFailure(INTERRUPTED, options, context);
      if (loaded.value.kind === "refused")
        return await printProblems(refuse(file, loaded.value.problems), options, context);
      const summary = summarisePipeline(input.value.scenario, loaded.value.recordsPlanned);
      if (options.isJson)
        await context.terminal.stdout.write(writeJson({ valid: true, file: options.file, ...summary }));
      else await printLines([`${options.file}: valid`, ...describePipeline(summary)], context);
      return EXIT.held;
    } finally {
      await closeHost(host);
    }
  } catch (error) {
    progress.stop();
    if (error instanceof OutputError) throw error;
    const command = pasteableCommand(["validate", options.file]);
    const reproduce = { spillway: context.installation.version, command };
    return await printFailure(explainEngineError(error, reproduce), options, context);
  } finally {
    progress.stop();
  }
}

const INTERRUPTED: Failure = failure("interrupted", "interrupted before the scenario was checked");

/** The problems are what was asked for, so they go to stdout; a file that cannot be read is an error like any other. */
async function printProblems(failed: Failure, options: ValidateOptions, context: Context): Promise<ExitCode> {
  if (options.isJson || failed.problems.length === 0) return printFailure(failed, options, context);
  await printLines(failed.problems.map(problemLine), context);
  return exitCodeOf(failed);
}
