import { z } from "zod";
import { DURATION_FORM, type DurationUs, formatDuration, parseDuration } from "../base/time.ts";
import { allows } from "./allowed-values.ts";
import { LIMITS } from "./limits.ts";

// The app's content security policy forbids `new Function`, which zod otherwise probes for.
z.config({ jitless: true });

/** What an editor shows beside a field: what it means, in which unit, and whose default it is. */
export type FieldNote = { readonly text: string; readonly unit?: string; readonly defaultSource?: string };

/** Metadata of a field for zod's `.meta()`: the description is a whole sentence or more; unit and source of the default are named in it too. */
export function note({ text, unit, defaultSource }: FieldNote): {
  description: string;
  unit?: string;
  defaultSource?: string;
} {
  const unitText = unit === undefined ? "" : ` Unit: ${unit}.`;
  const sourceText = defaultSource === undefined ? "" : ` Default: ${defaultSource}.`;
  return {
    description: `${text}${unitText}${sourceText}`,
    ...(unit === undefined ? {} : { unit }),
    ...(defaultSource === undefined ? {} : { defaultSource }),
  };
}

/** What a problem found by a rule of ours carries in `params` of zod's custom issue; the parse door reads it back. */
export type RuleParams = { readonly allowed: string; readonly code?: string };

/** A custom zod issue: `message` says what is wrong, `params.allowed` what is right. */
export function ruleIssue(
  input: unknown,
  path: readonly PropertyKey[],
  message: string,
  params: RuleParams,
): z.core.$ZodRawIssue {
  return { code: "custom", input, path: [...path], message, params };
}

const DURATION_PATTERN = "^(\\d+(\\.\\d+)?(us|ms|s|m|h|d))+$";

/** A duration in YAML ("10s", "1m30s"), parsed to whole microseconds, within bounds (both included). */
export function durationField(minUs = 0, maxUs: number = LIMITS.duration) {
  const allowed = `${DURATION_FORM}; from ${formatDuration(minUs)} to ${formatDuration(maxUs)}`;
  const text = z
    .string()
    .max(64)
    .meta({ pattern: DURATION_PATTERN, examples: ["500us", "250ms", "10s", "1m30s"] });
  return allows(allowed, text).transform((written, context): DurationUs => {
    const parsed = parseDuration(written);
    if (parsed.ok && parsed.value >= minUs && parsed.value <= maxUs) return parsed.value;
    const relation = parsed.ok && parsed.value < minUs ? "shorter" : "longer";
    const message = parsed.ok ? `${written} is ${relation} than allowed` : parsed.error;
    context.issues.push(
      ruleIssue(written, [], message, { allowed, code: parsed.ok ? "out-of-range" : "not-a-duration" }),
    );
    return z.NEVER;
  });
}

/** A whole number within bounds (both included). */
export function wholeField(min: number, max: number = Number.MAX_SAFE_INTEGER) {
  return z.int().min(min).max(max);
}

/** A finite number within bounds (both included). */
export function numberField(min: number, max: number) {
  return z.number().min(min).max(max);
}

/** A part of a whole, from 0 to 1. */
export function shareField() {
  return numberField(0, 1);
}

/** Free text. */
export function textField(max: number = LIMITS.stringLength) {
  return z.string().max(max);
}

/** One SQL SELECT statement; DuckDB checks what is inside before the run starts. */
export function sqlField() {
  return z.string().min(1).max(LIMITS.sqlLength);
}

const ID_FORM = 'letters, digits, ".", "_" and "-", beginning with a letter or "_"';
const NAME_FORM = 'small letters, digits and "_", beginning with a small letter or "_"';

/** A node's id; also a Kafka topic's name, which allows no more than this. */
export function idField() {
  const words = `at most ${LIMITS.idLength} ${ID_FORM}`;
  return allows(
    words,
    z
      .string()
      .max(LIMITS.idLength)
      .regex(/^[A-Za-z_][A-Za-z0-9._-]*$/, { error: words }),
  );
}

/** A name that SQL can use without quotes: a dataset, a column of ours. */
export function nameField() {
  const words = `at most 128 ${NAME_FORM}`;
  return allows(
    words,
    z
      .string()
      .max(128)
      .regex(/^[a-z_][a-z0-9_]*$/, { error: words }),
  );
}

/** A column as the person's own SQL or file names it. */
export function columnField() {
  return allows("the name of a column", z.string().min(1).max(128));
}

/** A table's id: its layer and its name. */
export function tableField(layers: readonly string[] = ["bronze", "silver", "gold"]) {
  const words = `${layers.map((layer) => `${layer}.<name>`).join(" or ")}, the name in small letters, digits and "_"`;
  return allows(
    words,
    z
      .string()
      .max(LIMITS.idLength)
      .regex(new RegExp(`^(${layers.join("|")})\\.[a-z_][a-z0-9_]*$`), { error: words }),
  );
}
