import { z } from "zod";
import { DURATION_FORM, type DurationUs, formatDuration, parseDuration } from "../base/time.ts";
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
  return z
    .string()
    .max(64)
    .meta({ pattern: DURATION_PATTERN, examples: ["500us", "250ms", "10s", "1m30s"] })
    .transform((text, context): DurationUs => {
      const parsed = parseDuration(text);
      if (!parsed.ok) {
        context.issues.push(ruleIssue(text, [], parsed.error, { allowed, code: "not-a-duration" }));
        return z.NEVER;
      }
      if (parsed.value < minUs || parsed.value > maxUs) {
        const relation = parsed.value < minUs ? "shorter" : "longer";
        context.issues.push(
          ruleIssue(text, [], `${text} is ${relation} than allowed`, { allowed, code: "out-of-range" }),
        );
        return z.NEVER;
      }
      return parsed.value;
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

export const ID_FORM = 'letters, digits, ".", "_" and "-", beginning with a letter or "_"';
export const NAME_FORM = 'small letters, digits and "_", beginning with a small letter or "_"';
export const TABLE_FORM =
  'a layer and a name, in small letters, digits and "_": bronze.orders, silver.order, gold.sales_by_day';

/** A node's id; also a Kafka topic's name, which allows no more than this. */
export function idField() {
  return z
    .string()
    .max(LIMITS.idLength)
    .regex(/^[A-Za-z_][A-Za-z0-9._-]*$/, { error: `an id is made of ${ID_FORM}` });
}

/** A name that SQL can use without quotes: a dataset, a column of ours. */
export function nameField() {
  return z
    .string()
    .max(128)
    .regex(/^[a-z_][a-z0-9_]*$/, { error: `a name is made of ${NAME_FORM}` });
}

/** A column as the person's own SQL or file names it. */
export function columnField() {
  return z.string().min(1).max(128);
}

/** A table's id: its layer and its name. */
export function tableField(layers: readonly string[] = ["bronze", "silver", "gold"]) {
  return z
    .string()
    .max(LIMITS.idLength)
    .regex(new RegExp(`^(${layers.join("|")})\\.[a-z_][a-z0-9_]*$`), {
      error: `here a table's id is ${layers.map((layer) => `${layer}.<name>`).join(" or ")}: ${TABLE_FORM}`,
    });
}
