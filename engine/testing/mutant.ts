/** Where the broken function shows: in the digest of a golden scenario, or in one of the conformance cases of our own. */
export type MutantProof =
  | { readonly kind: "run"; readonly scenario: string }
  /** No run can reach it yet, as the test makes sure. */
  | { readonly kind: "case"; readonly why: string }
  /** Runs reach it too, but the cases say better what it is for. */
  | { readonly kind: "own-case" }
  /** Random schedules of faults: with one of these seeds the mutant breaks an invariant. */
  | { readonly kind: "schedules"; readonly seeds: readonly number[] };

/** A function of engine/log and one subtle way to break it: a passage of its file that is there once, and what stands there instead. */
export type Mutant = {
  /** File under engine/log, then the function, as `exercisedFunctions` names it. */
  readonly target: string;
  /** An expression, or a whole statement with its semicolon. */
  readonly from: string;
  readonly to: string;
  readonly proof: MutantProof;
};
