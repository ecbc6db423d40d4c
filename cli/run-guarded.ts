import type { Context } from "./context.ts";
import { explainEngineError, pasteableCommand } from "./engine-failure.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { printFailure } from "./print-outcome.ts";
import { runProgram } from "./program.ts";
import { OutputError, tell } from "./terminal.ts";

/** Runs the program; whatever goes wrong on the way ends in one line and an exit code, never in a stack. */
export async function runGuarded(args: readonly string[], context: Context): Promise<ExitCode> {
  try {
    return await runProgram(args, context);
  } catch (error) {
    return explainUncaught(error, args, context);
  }
}

/** What nobody expected, on one line. Never rejects. */
export async function explainUncaught(error: unknown, args: readonly string[], context: Context): Promise<ExitCode> {
  return explainAtTheTop(error, args, context).catch((again) => explainOutput(again, context));
}

async function explainAtTheTop(error: unknown, args: readonly string[], context: Context): Promise<ExitCode> {
  if (error instanceof OutputError) return explainOutput(error, context);
  const reproduce = { spillway: context.installation.version, command: pasteableCommand(args) };
  return printFailure(explainEngineError(error, reproduce), { isJson: args.includes("--json") }, context);
}

/** stdout is gone or full: the line goes to stderr, if that still stands. */
async function explainOutput(error: unknown, { terminal }: Context): Promise<ExitCode> {
  if (!(error instanceof OutputError)) return EXIT.internal;
  await tell(terminal, [`spillway: ${error.message}`]);
  return error.isClosedPipe ? EXIT.closedPipe : EXIT.environment;
}
