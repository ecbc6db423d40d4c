import type { z } from "zod";
import { describeAllowed } from "./allowed-values.ts";
import { type PartlyRead, partlyReadBy } from "./known-keys.ts";
import type { ScenarioPath } from "./problem.ts";

type Schema = z.core.$ZodType;

/** What the schema says about one place of the document. */
export type SchemaAt = {
  /** The keys that a mapping may have here; undefined where it has any, or where no mapping belongs. */
  readonly keys: readonly string[] | undefined;
  /** The real system of which this mapping reads a part of the settings. */
  readonly partlyRead: PartlyRead | undefined;
  /** What may stand here, in words. */
  readonly allowed: string;
};

const NOTHING: SchemaAt = { keys: undefined, partlyRead: undefined, allowed: "nothing" };

/** Looks up what the schema says at a path; the document's own values decide between the members of a union. */
export function schemaAt(root: Schema, document: unknown, path: ScenarioPath): SchemaAt {
  let schema: Schema | undefined = root;
  let value = document;
  for (const step of path) {
    schema = schema === undefined ? undefined : partOf(schema, value, step);
    value = valueAt(value, [step]);
  }
  return schema === undefined ? NOTHING : describe(schema, value);
}

/** The plain value at a path, or undefined. */
export function valueAt(document: unknown, path: ScenarioPath): unknown {
  let value = document;
  for (const step of path) {
    const isThere = typeof value === "object" && value !== null && Object.hasOwn(value, step);
    if (!isThere) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

function describe(schema: Schema, value: unknown): SchemaAt {
  let partlyRead: PartlyRead | undefined;
  const core = unwrap(schema, value, (layer) => {
    partlyRead ??= partlyReadBy(layer);
  });
  const def = core === undefined ? undefined : (core as z.core.$ZodTypes)._zod.def;
  return {
    keys: def?.type === "object" ? Object.keys(def.shape) : undefined,
    partlyRead,
    allowed: describeAllowed(schema),
  };
}

function partOf(schema: Schema, value: unknown, step: string | number): Schema | undefined {
  const core = unwrap(schema, value);
  const def = core === undefined ? undefined : (core as z.core.$ZodTypes)._zod.def;
  if (def?.type === "object") return Object.hasOwn(def.shape, step) ? def.shape[step] : undefined;
  if (def?.type === "array") return def.element;
  return def?.type === "record" ? def.valueType : undefined;
}

/** Takes off what only wraps a schema: defaults, transforms, and the union around the member that the value fits. */
function unwrap(schema: Schema, value: unknown, onLayer?: (layer: Schema) => void): Schema | undefined {
  let current: Schema | undefined = schema;
  while (current !== undefined) {
    onLayer?.(current);
    const def: z.core.$ZodTypes["_zod"]["def"] = (current as z.core.$ZodTypes)._zod.def;
    const inner = innerOf(current);
    if (inner === undefined && def.type !== "union") return current;
    current = def.type === "union" ? memberFor(def, value) : inner;
  }
  return undefined;
}

/** What a schema wraps: the value without its default, the input of a transform. */
export function innerOf(schema: Schema): Schema | undefined {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  if (def.type === "optional" || def.type === "default" || def.type === "prefault") return def.innerType;
  return def.type === "pipe" ? def.in : undefined;
}

function memberFor(def: z.core.$ZodUnionDef, value: unknown): Schema | undefined {
  const discriminator = (def as Partial<z.core.$ZodDiscriminatedUnionDef>).discriminator;
  if (discriminator !== undefined) {
    const tag = valueAt(value, [discriminator]);
    return def.options.find((option) => option._zod.propValues?.[discriminator]?.has(tag as string) === true);
  }
  const wanted = Array.isArray(value) ? "array" : "object";
  return def.options.find(
    (option) => (unwrap(option, value) as z.core.$ZodTypes | undefined)?._zod.def.type === wanted,
  );
}
