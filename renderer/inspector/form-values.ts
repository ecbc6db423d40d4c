import { isSame, type ScenarioEdit } from "../../engine/scenario/plain-edit.ts";
import type { ScenarioPath } from "../../engine/scenario/problem.ts";
import { valueAt } from "../../engine/scenario/schema-walk.ts";
import type { PlainValue } from "../../engine/scenario/yaml-render.ts";
import type { FormField } from "./form-model.ts";

/** What stands under a setting in one or several places: nothing, the same everywhere, or not the same. */
export type FieldValue =
  | { readonly kind: "unset" }
  | { readonly kind: "set"; readonly value: unknown }
  | { readonly kind: "mixed" };

/** Reads a setting below each of some places of the document. */
export function readField(plain: unknown, bases: readonly ScenarioPath[], at: ScenarioPath): FieldValue {
  const values = bases.map((base) => valueAt(plain, [...base, ...at]));
  const [first] = values;
  if (values.every((value) => value === undefined)) return { kind: "unset" };
  return values.every((value) => isSame(value, first)) ? { kind: "set", value: first } : { kind: "mixed" };
}

/** The edits that put a value under a setting in each of some places. */
export function setField(bases: readonly ScenarioPath[], at: ScenarioPath, value: PlainValue): readonly ScenarioEdit[] {
  return bases.map((base) => ({ path: [...base, ...at], value }));
}

/** The edits that take a setting away, so that its default holds again. */
export function resetField(bases: readonly ScenarioPath[], at: ScenarioPath): readonly ScenarioEdit[] {
  return bases.map((base) => ({ path: [...base, ...at], remove: true }));
}

/**
 * What a person's text in a field comes to. What is no number in a field of numbers goes into the document as it is, where the
 * parse door says what is wrong with it. Undefined for an empty field: its default holds.
 */
export function valueOfText(field: Pick<FormField, "kind">, text: string): PlainValue | undefined {
  const trimmed = text.trim();
  if (field.kind === "text" || field.kind === "sql") return text === "" ? undefined : text;
  if (trimmed === "") return undefined;
  if (field.kind !== "number") return trimmed;
  const bare = trimmed.replaceAll("_", "").replaceAll(",", "");
  const number = Number(bare);
  return /^[-+]?[\d.]+(e[-+]?\d+)?$/i.test(bare) && Number.isFinite(number) ? number : trimmed;
}

/** A value as a field shows it. */
export function textOfValue(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
