import type { z } from "zod";

type Schema = z.core.$ZodType;

const spoken = new WeakMap<Schema, string>();

/** Gives a schema the words that say what it allows, for problems; others are described by their bounds. */
export function allows<S extends Schema>(words: string, schema: S): S {
  spoken.set(schema, words);
  return schema;
}

const LONGEST_LIST = 40;

/** Lists words for a message. */
export function listWords(words: readonly string[]): string {
  if (words.length === 0) return "nothing";
  const shown = words.slice(0, LONGEST_LIST).join(", ");
  return words.length > LONGEST_LIST ? `${shown}, ...` : shown;
}

/** What a schema allows, in words. */
export function describeAllowed(schema: Schema): string {
  const words = spokenOf(schema);
  if (words !== undefined) return words;
  const def = (schema as z.core.$ZodTypes)._zod.def;
  switch (def.type) {
    case "optional":
    case "default":
    case "prefault":
      return describeAllowed(def.innerType);
    case "pipe":
      return describeAllowed(def.in);
    case "literal":
      return listWords([...new Set(def.values.map(String))]);
    case "enum":
      return listWords(Object.keys(def.entries));
    case "union":
      return [...new Set(def.options.map(describeAllowed))].join(", or ");
    case "number":
      return `${"format" in def ? "a whole number" : "a number"} ${describeBounds(boundsOf(def.checks))}`.trim();
    case "string":
      return describeCount("text", "characters", def.checks);
    case "array":
      return describeCount("a list", "entries", def.checks);
    case "object":
      return `a mapping with ${listWords(Object.keys(def.shape))}`;
    case "record":
      return "a mapping of names";
    case "boolean":
      return "true or false";
    default:
      return def.type;
  }
}

/** A schema that got a description or a check is a copy; the words were given to what it was copied from. */
function spokenOf(schema: Schema): string | undefined {
  let current: Schema | undefined = schema;
  while (current !== undefined) {
    const words = spoken.get(current);
    if (words !== undefined) return words;
    current = current._zod.parent as Schema | undefined;
  }
  return undefined;
}

type Bounds = { readonly min?: number; readonly max?: number };

/** The bounds that a schema's own checks set; all of ours are inclusive. */
function boundsOf(checks: readonly z.core.$ZodCheck<never>[] = []): Bounds {
  const bounds: { min?: number; max?: number } = {};
  for (const { _zod } of checks) {
    const def = _zod.def as z.core.$ZodChecks["_zod"]["def"];
    if (def.check === "greater_than") bounds.min = Number(def.value);
    if (def.check === "less_than") bounds.max = Number(def.value);
    if (def.check === "min_length") bounds.min = def.minimum;
    if (def.check === "max_length") bounds.max = def.maximum;
  }
  return bounds;
}

function describeBounds({ min, max }: Bounds): string {
  const isAnyNumber = max === undefined || max === Number.MAX_SAFE_INTEGER;
  if (min === undefined) return isAnyNumber ? "" : `at most ${max}`;
  return isAnyNumber ? `at least ${min}` : `${min} to ${max}`;
}

function describeCount(name: string, unit: string, checks: readonly z.core.$ZodCheck<never>[] | undefined): string {
  const bounds = describeBounds(boundsOf(checks));
  return bounds === "" ? name : `${name} of ${bounds} ${unit}`;
}
