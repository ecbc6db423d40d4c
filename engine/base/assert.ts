/** Thrown when the engine itself is wrong. A person's mistake is never an AssertionError: it is a Result. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
}

/**
 * Stops the run when only a bug can have made `condition` false. The message says which invariant broke; it is made before
 * the check, so where a check runs for every event or record and the message holds a number, throw an AssertionError behind
 * an `if`: writing a number costs a hundred times what comparing it does.
 */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** Returns `value`, or stops the run when only a bug can have left it out. */
export function assertDefined<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new AssertionError(message);
  return value;
}

/** Ends every switch over a union: adding a kind then fails to compile wherever it is not handled. */
export function assertNever(value: never): never {
  throw new AssertionError(`unhandled kind: ${JSON.stringify(value)}`);
}
