import type { Problem } from "../engine/scenario/problem.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";

/** Something wrong at a place of a file that a person named. */
export type FileProblem = Problem & { readonly file: string };

/** Why a command could not do its work. */
export type FailureCode = "bad-usage" | "bad-input" | "internal" | "environment" | "interrupted";

/** A command that could not do its work: what is wrong, on one line, and for bad input where. */
export type Failure = {
  readonly code: FailureCode;
  readonly message: string;
  readonly problems: readonly FileProblem[];
  /** How to see it again; for internal errors. */
  readonly reproduce?: Reproduction;
  /** Shown with SPILLWAY_DEBUG=1 only. */
  readonly stack?: string;
};

/** Everything that a run depends on. */
export type Reproduction = { readonly spillway: string; readonly seed?: number; readonly command: string };

const EXIT_CODES: Readonly<Record<FailureCode, ExitCode>> = {
  "bad-usage": EXIT.badInput,
  "bad-input": EXIT.badInput,
  internal: EXIT.internal,
  environment: EXIT.environment,
  interrupted: EXIT.interrupted,
};

/** The exit code that a failure ends the command with. */
export function exitCodeOf({ code }: Failure): ExitCode {
  return EXIT_CODES[code];
}

/** A failure without places: a missing file, a wrong flag, a missing browser. */
export function failure(code: FailureCode, message: string): Failure {
  return { code, message, problems: [] };
}

/** The machine cannot do what was asked, and the message says what would help. Hosts reject with it; anything else is a bug. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
}

/** A failure as lines for stderr: one line for each problem, or the one line that says what is wrong. */
export function describeFailure(failed: Failure, isDebug: boolean): string[] {
  const { problems, message, reproduce, stack } = failed;
  const lines = problems.length > 0 ? problems.map(problemLine) : [`spillway: ${message}`];
  if (reproduce !== undefined) {
    const seed = reproduce.seed === undefined ? "" : `, seed ${reproduce.seed}`;
    lines.push(`spillway ${reproduce.spillway}${seed}; to see it again: ${reproduce.command}`);
  }
  if (isDebug && stack !== undefined) lines.push(stack);
  return lines;
}

/** One problem on one line: file:line:column: message; found X; allowed Y; did you mean Z? */
export function problemLine({ file, line, column, path, message, found, allowed, suggestion }: FileProblem): string {
  const place = path === "" ? "" : `${path}: `;
  const meant = suggestion === undefined ? "" : `; did you mean ${suggestion}?`;
  return oneLine(`${file}:${line}:${column}: ${place}${message}; found ${found}; allowed ${allowed}${meant}`);
}

/** Keeps a message on its line and a hostile file's control characters off the terminal. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
}
