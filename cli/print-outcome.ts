import type { Context } from "./context.ts";
import type { ExitCode } from "./exit-code.ts";
import { describeFailure, exitCodeOf, type Failure } from "./failure.ts";
import { makeErrorDocument, writeJson } from "./report-document.ts";
import { tell } from "./terminal.ts";

/** Says why a command could not do its work: a document on stdout with --json, else lines on stderr. The answer is its exit code. */
export async function printFailure(
  failed: Failure,
  { isJson }: { readonly isJson: boolean },
  { terminal, installation }: Pick<Context, "terminal" | "installation">,
): Promise<ExitCode> {
  const isDebug = terminal.env["SPILLWAY_DEBUG"] === "1";
  if (isJson) {
    await terminal.stdout.write(writeJson(makeErrorDocument(failed, installation.version)));
    if (isDebug && failed.stack !== undefined) await tell(terminal, [failed.stack]);
  } else await tell(terminal, describeFailure(failed, isDebug));
  return exitCodeOf(failed);
}

/** Writes lines to stdout. */
export function printLines(lines: readonly string[], { terminal }: Pick<Context, "terminal">): Promise<void> {
  return terminal.stdout.write(lines.map((line) => `${line}\n`).join(""));
}
