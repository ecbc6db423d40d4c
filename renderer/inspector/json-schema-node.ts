import { scenarioJsonSchema } from "../../engine/scenario/json-schema.ts";

/** The part of JSON Schema (draft 7) that the scenario's schema is made of, with our own words for units and defaults. */
export type SchemaNode = {
  readonly type?: "object" | "array" | "string" | "number" | "integer" | "boolean";
  readonly description?: string;
  readonly unit?: string;
  readonly defaultSource?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode | false;
  readonly oneOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly examples?: readonly unknown[];
};

let scenario: SchemaNode | undefined;

/** The schema of a whole scenario. Made once: it does not change while the app runs. */
export function scenarioNode(): SchemaNode {
  scenario ??= scenarioJsonSchema() as SchemaNode;
  return scenario;
}

/** A part of a schema by the keys that lead to it; `[]` stands for a list's items, `{}` for a mapping's values. */
export function schemaBelow(node: SchemaNode, ...steps: readonly string[]): SchemaNode {
  let at: SchemaNode | undefined = node;
  for (const step of steps) {
    if (step === "[]") at = at?.items;
    else if (step === "{}") at = at?.additionalProperties === false ? undefined : at?.additionalProperties;
    else at = at?.properties?.[step];
  }
  return at ?? {};
}

/** The member of a union whose tag is `word`: `memberOf(nodes, "kind", "topic")`. */
export function memberOf({ oneOf = [] }: SchemaNode, tag: string, word: string): SchemaNode | undefined {
  return oneOf.find(({ properties }) => properties?.[tag]?.const === word);
}
