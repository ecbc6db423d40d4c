import { describe, isRecord } from "./read-case.ts";

/** How deep an expectation may nest; deeper is a mismatch, never an overflow. */
const MAX_DEPTH = 50;

/**
 * The first place where `observed` lacks or contradicts something that `expected` states, as a sentence; undefined when all of
 * it matches. Objects match as subsets, arrays element by element, everything else exactly.
 */
export function findMismatch(expected: unknown, observed: unknown, path = "expected", depth = 0): string | undefined {
  if (depth > MAX_DEPTH) return `${path} nests deeper than ${MAX_DEPTH}`;
  if (Array.isArray(expected)) return findArrayMismatch(expected, observed, path, depth);
  if (isRecord(expected)) return findObjectMismatch(expected, observed, path, depth);
  return Object.is(expected, observed) ? undefined : differs(path, expected, observed);
}

function findArrayMismatch(
  expected: readonly unknown[],
  observed: unknown,
  path: string,
  depth: number,
): string | undefined {
  if (!Array.isArray(observed) || observed.length !== expected.length) return differs(path, expected, observed);
  for (const [index, item] of expected.entries()) {
    const mismatch = findMismatch(item, observed[index], `${path}[${index}]`, depth + 1);
    if (mismatch !== undefined) return mismatch;
  }
  return undefined;
}

function findObjectMismatch(
  expected: Readonly<Record<string, unknown>>,
  observed: unknown,
  path: string,
  depth: number,
): string | undefined {
  if (!isRecord(observed)) return differs(path, expected, observed);
  for (const key of Object.keys(expected)) {
    if (!Object.hasOwn(observed, key))
      return `${path}.${key} is stated as ${describe(expected[key])}, but nothing of that name is observed`;
    const mismatch = findMismatch(expected[key], observed[key], `${path}.${key}`, depth + 1);
    if (mismatch !== undefined) return mismatch;
  }
  return undefined;
}

function differs(path: string, expected: unknown, observed: unknown): string {
  return `${path} is ${describe(expected)}, observed ${describe(observed)}`;
}
