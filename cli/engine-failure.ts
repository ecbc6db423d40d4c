import { EnvironmentError, type Failure, failure, oneLine, type Reproduction } from "./failure.ts";

/** What an error of a host or of the engine means: the machine lacks something, or the engine is wrong and says how to see it again. */
export function explainEngineError(error: unknown, reproduce: Reproduction): Failure {
  const text = oneLine(error instanceof Error ? error.message : String(error));
  const stack = error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {};
  if (error instanceof EnvironmentError) return { ...failure("environment", text), ...stack };
  return { ...failure("internal", `internal error: ${text}`), reproduce, ...stack };
}

/** A command as a person can paste it into a shell. */
export function pasteableCommand(args: readonly string[]): string {
  return ["npm", "run", "-s", "spillway", "--", ...args].map(quote).join(" ");
}

function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
