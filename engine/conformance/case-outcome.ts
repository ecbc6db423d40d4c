import type { Located } from "./read-case.ts";

/**
 * passed: the engine did what the case states. failed: it did not, or the case is malformed. prose: nothing machine-readable to
 * run. not-supported: a mechanism that the engine does not have yet.
 */
export type OutcomeKind = "passed" | "failed" | "prose" | "not-supported";

/** What became of one case. */
export type CaseOutcome = { readonly id: string; readonly outcome: OutcomeKind; readonly detail: string };

/** What became of one file. */
export type FileOutcome = {
  /** The file's own name for itself; empty when it states none. */
  readonly name: string;
  readonly kind: "run" | "not-yet-supported" | "malformed";
  /** Why the file as a whole was not run; empty for `run`. */
  readonly detail: string;
  readonly cases: readonly CaseOutcome[];
};

/** What the engine did with a case: facts to compare with `expected`, or why it was not run. */
export type CaseRun =
  | { readonly kind: "observed"; readonly facts: Readonly<Record<string, unknown>> }
  | { readonly kind: "prose"; readonly detail: string }
  | { readonly kind: "not-supported"; readonly detail: string };

/**
 * Drives the engine's own code with a case. `testCase` is the whole case, `earlier` those before it in the file, on which a case
 * may go on; malformed input throws MalformedCaseError.
 */
export type Adapter = (testCase: Located, earlier: readonly Located[]) => CaseRun;

/** Facts that the engine showed. */
export function observed(facts: Readonly<Record<string, unknown>>): CaseRun {
  return { kind: "observed", facts };
}

/** A mechanism that the engine does not have yet. */
export function notSupported(detail: string): CaseRun {
  return { kind: "not-supported", detail };
}

/** Nothing machine-readable to run. */
export function prose(detail: string): CaseRun {
  return { kind: "prose", detail };
}
