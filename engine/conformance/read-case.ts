/** A case that does not have the shape its file describes; the message says where and what was found. */
export class MalformedCaseError extends Error {
  override readonly name = "MalformedCaseError";
}

/** A piece of a case together with where it stands, so that every complaint can name the place. */
export type Located = { readonly value: unknown; readonly path: string };

/** Any work that a case asks for is bounded by this many steps. */
const MAX_COUNT = 1_000_000;

/** The member `key` of an object, undefined when it is not there. */
export function optionalField(from: Located, key: string): Located | undefined {
  const record = objectOf(from);
  return Object.hasOwn(record, key) ? { value: record[key], path: `${from.path}.${key}` } : undefined;
}

/** The member `key` of an object. */
export function field(from: Located, key: string): Located {
  const found = optionalField(from, key);
  if (found === undefined) throw new MalformedCaseError(`${from.path} has no "${key}"`);
  return found;
}

/** Does the object have this member? */
export function hasField(from: Located, key: string): boolean {
  return optionalField(from, key) !== undefined;
}

/** The members of an object. */
export function objectOf(from: Located): Readonly<Record<string, unknown>> {
  if (!isRecord(from.value)) throw malformed(from, "an object");
  return from.value;
}

/** The elements of an array. */
export function listOf(from: Located): readonly Located[] {
  if (!Array.isArray(from.value)) throw malformed(from, "an array");
  return from.value.map((value: unknown, index) => ({ value, path: `${from.path}[${index}]` }));
}

/** Text. */
export function textOf(from: Located): string {
  if (typeof from.value !== "string") throw malformed(from, "text");
  return from.value;
}

/** A whole number, of either sign. */
export function integerOf(from: Located): number {
  if (typeof from.value !== "number" || !Number.isSafeInteger(from.value)) throw malformed(from, "a whole number");
  return from.value;
}

/** A whole number of at least 0 that may stand for an amount of work. */
export function countOf(from: Located): number {
  const count = integerOf(from);
  if (count < 0 || count > MAX_COUNT) throw malformed(from, `a whole number from 0 to ${MAX_COUNT}`);
  return count;
}

/** A whole number of at least 1 that may stand for an amount of work. */
export function positiveOf(from: Located): number {
  const count = countOf(from);
  if (count === 0) throw malformed(from, "a whole number of at least 1");
  return count;
}

/** An array of whole numbers. */
export function integersOf(from: Located): readonly number[] {
  return listOf(from).map(integerOf);
}

/** An array of pairs of whole numbers. */
export function pairsOf(from: Located): readonly (readonly [number, number])[] {
  return listOf(from).map((item) => {
    const [first, second, ...rest] = integersOf(item);
    if (first === undefined || second === undefined || rest.length > 0) throw malformed(item, "a pair of numbers");
    return [first, second] as const;
  });
}

/** Is this the object form of JSON? */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The complaint that `from` is not what was allowed. */
export function malformed(from: Located, allowed: string): MalformedCaseError {
  return new MalformedCaseError(`${from.path} must be ${allowed}, found ${describe(from.value)}`);
}

const SHOWN_CHARACTERS = 80;

/** A value as short text for messages. */
export function describe(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}...` : text;
}
