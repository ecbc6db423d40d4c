import type { PlainValue } from "../../engine/scenario/yaml-render.ts";
import type { SchemaNode } from "./json-schema-node.ts";

/** What a form says of a setting beside its control. */
export type FieldFacts = {
  /** The real key, as the file has it. */
  readonly key: string;
  /** What it means, in a sentence or more. */
  readonly definition: string;
  readonly unit: string | undefined;
  /** What holds when it is not set; undefined when nothing does, or when it depends. */
  readonly standard: unknown;
  readonly defaultSource: string | undefined;
  readonly isRequired: boolean;
};

/** A setting as a form shows it. */
export type FormField = FieldFacts &
  (
    | { readonly kind: "text"; readonly isLong: boolean }
    | { readonly kind: "sql" }
    | { readonly kind: "duration" }
    | {
        readonly kind: "number";
        readonly isWhole: boolean;
        readonly min: number | undefined;
        readonly max: number | undefined;
      }
    | { readonly kind: "toggle" }
    | { readonly kind: "choice"; readonly choices: readonly PlainValue[] }
    /** Texts or numbers in order. */
    | { readonly kind: "words"; readonly isNumber: boolean }
    /** Mappings in order. */
    | { readonly kind: "items"; readonly item: SchemaNode }
    /** Mappings by name. */
    | { readonly kind: "record"; readonly item: SchemaNode }
    | { readonly kind: "section"; readonly schema: SchemaNode }
    /** One of several mappings, told apart by a word under `tag`. */
    | { readonly kind: "union"; readonly tag: string; readonly options: readonly UnionOption[] }
    /** One of several forms of value. */
    | { readonly kind: "alternative"; readonly options: readonly Alternative[] }
  );

export type UnionOption = { readonly word: string; readonly definition: string; readonly schema: SchemaNode };

export type Alternative = {
  readonly label: string;
  readonly field: FormField;
  /** What stands there when a person chooses this form. */
  readonly initial: PlainValue;
  readonly fits: (value: unknown) => boolean;
};

/** Strings longer than this may hold several lines. */
const LINE_LENGTH_MAX = 1_000;
/** The bound of SQL texts, which nothing else has. */
const SQL_LENGTH_MAX = 65_536;
const TAGS = ["kind", "fault", "metric", "check"] as const;
const ANY_MAX = Number.MAX_SAFE_INTEGER;

/** The settings of a mapping, in the schema's order. */
export function fieldsOf({ properties = {}, required = [] }: SchemaNode): readonly FormField[] {
  return Object.entries(properties).map(([key, node]) => fieldOf(key, node, required.includes(key)));
}

/** A setting as a form shows it, from its schema. */
export function fieldOf(key: string, node: SchemaNode, isRequired: boolean): FormField {
  const facts = factsOf(key, node, isRequired);
  if (node.oneOf !== undefined) return unionField(facts, node.oneOf);
  if (node.anyOf !== undefined) return alternativeField(facts, node.anyOf);
  if (node.const !== undefined) return { ...facts, kind: "choice", choices: [node.const as PlainValue] };
  if (node.enum !== undefined) return { ...facts, kind: "choice", choices: choicesOf(node.enum) };
  switch (node.type) {
    case "boolean":
      return { ...facts, kind: "toggle" };
    case "integer":
    case "number":
      return {
        ...facts,
        kind: "number",
        isWhole: node.type === "integer",
        min: node.minimum,
        max: boundOf(node.maximum),
      };
    case "array":
      return arrayField(facts, node.items ?? {});
    case "object":
      return node.properties === undefined
        ? {
            ...facts,
            kind: "record",
            item: node.additionalProperties === false ? {} : (node.additionalProperties ?? {}),
          }
        : { ...facts, kind: "section", schema: node };
    default:
      return textField(facts, node);
  }
}

/** What a value in the file is called in a list: "topic", "broker-crash"; undefined when it has no such word. */
export function tagOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const words = TAGS.map((tag) => (value as Record<string, unknown>)[tag]);
  return words.find((word): word is string => typeof word === "string");
}

/** The least that is valid by the schema alone: required settings with something in them. For a new entry of a list. */
export function initialOf(node: SchemaNode): PlainValue {
  const [first] = node.oneOf ?? node.anyOf ?? [];
  if (first !== undefined) return initialOf(first);
  if (node.const !== undefined) return node.const as PlainValue;
  if (node.default !== undefined) return node.default as PlainValue;
  if (node.enum !== undefined) return (node.enum[0] ?? "") as PlainValue;
  switch (node.type) {
    case "boolean":
      return false;
    case "integer":
    case "number":
      return Math.max(node.minimum ?? 0, Math.min(1, node.maximum ?? 1));
    case "array":
      return (node.minItems ?? 0) > 0 ? [initialOf(node.items ?? {})] : [];
    case "object": {
      const required = node.required ?? [];
      return Object.fromEntries(required.map((key) => [key, initialOf(node.properties?.[key] ?? {})]));
    }
    default:
      return isDuration(node) ? "1m" : node.maxLength === SQL_LENGTH_MAX ? "true" : "name";
  }
}

function factsOf(key: string, node: SchemaNode, isRequired: boolean): FieldFacts {
  const { description = "", unit, defaultSource } = node;
  const unitText = unit === undefined ? "" : ` Unit: ${unit}.`;
  const sourceText = defaultSource === undefined ? "" : ` Default: ${defaultSource}.`;
  const own = description.endsWith(unitText + sourceText)
    ? description.slice(0, description.length - (unitText + sourceText).length)
    : description;
  return { key, definition: own, unit, standard: node.default, defaultSource, isRequired };
}

function unionField(facts: FieldFacts, members: readonly SchemaNode[]): FormField {
  const tag = TAGS.find((word) => members[0]?.properties?.[word]?.const !== undefined) ?? "kind";
  const options = members.map((schema) => {
    const own = schema.properties?.[tag];
    return { word: String(own?.const), definition: own?.description ?? "", schema };
  });
  return { ...facts, kind: "union", tag, options };
}

function alternativeField(facts: FieldFacts, members: readonly SchemaNode[]): FormField {
  const options = members.map((member): Alternative => {
    const field = { ...fieldOf(facts.key, member, facts.isRequired), definition: facts.definition };
    return {
      label: alternativeLabel(field),
      field,
      initial: initialOf(member),
      fits: (value) => fitsField(field, value),
    };
  });
  return { ...facts, kind: "alternative", options };
}

function alternativeLabel(field: FormField): string {
  switch (field.kind) {
    case "choice":
      return String(field.choices[0]);
    case "duration":
      return "a span of time";
    case "words":
      return "columns";
    case "section":
      return "a place in a batch";
    case "text":
    case "sql":
    case "number":
    case "toggle":
    case "items":
    case "record":
    case "union":
    case "alternative":
      return field.kind;
  }
}

function fitsField(field: FormField, value: unknown): boolean {
  switch (field.kind) {
    case "choice":
      return field.choices.some((choice) => choice === value);
    case "words":
    case "items":
      return Array.isArray(value);
    case "section":
    case "record":
    case "union":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "toggle":
      return typeof value === "boolean";
    case "number":
      return typeof value === "number";
    case "text":
    case "sql":
    case "duration":
    case "alternative":
      return typeof value === "string" || typeof value === "number";
  }
}

function arrayField(facts: FieldFacts, item: SchemaNode): FormField {
  if (item.type === "string") return { ...facts, kind: "words", isNumber: false };
  if (item.type === "integer" || item.type === "number") return { ...facts, kind: "words", isNumber: true };
  return { ...facts, kind: "items", item };
}

function textField(facts: FieldFacts, node: SchemaNode): FormField {
  if (isDuration(node)) return { ...facts, kind: "duration" };
  if (node.maxLength === SQL_LENGTH_MAX) return { ...facts, kind: "sql" };
  return { ...facts, kind: "text", isLong: (node.maxLength ?? 0) > LINE_LENGTH_MAX };
}

function isDuration({ pattern = "" }: SchemaNode): boolean {
  return pattern.includes("us|ms|s|m|h|d");
}

function boundOf(max: number | undefined): number | undefined {
  return max === undefined || max >= ANY_MAX ? undefined : max;
}

/** Each word once: where the file may say 1 or "1", the number. */
function choicesOf(values: readonly unknown[]): readonly PlainValue[] {
  const byText = new Map<string, PlainValue>();
  for (const value of values) {
    const text = String(value);
    if (!byText.has(text) || typeof value === "number") byText.set(text, value as PlainValue);
  }
  return [...byText.values()];
}
