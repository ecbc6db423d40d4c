import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { scenarioJsonSchema, scenarioJsonSchemaText } from "./json-schema.ts";

type Schema = { readonly [key: string]: unknown };

/** Every named property below a schema, with the path that leads to it. */
function propertiesOf(schema: Schema, path: string): [string, Schema][] {
  const children = Object.entries((schema["properties"] ?? {}) as Record<string, Schema>);
  const named = children.flatMap(([name, child]): [string, Schema][] => [
    [`${path}.${name}`, child],
    ...propertiesOf(child, `${path}.${name}`),
  ]);
  const members = [
    schema["items"],
    schema["additionalProperties"],
    ...((schema["oneOf"] ?? []) as unknown[]),
    ...((schema["anyOf"] ?? []) as unknown[]),
  ];
  const unnamed = members.flatMap((member) =>
    typeof member === "object" && member !== null ? propertiesOf(member as Schema, `${path}[]`) : [],
  );
  return [...named, ...unnamed];
}

describe("the JSON Schema for editors", () => {
  const properties = propertiesOf(scenarioJsonSchema(), "");

  test("is the file that ships; npm run schema writes it", () => {
    const file = new URL("../../scenarios/schema/scenario.schema.json", import.meta.url);
    expect(readFileSync(file, "utf8") === scenarioJsonSchemaText()).toBe(true);
  });

  test("explains every key in a sentence", () => {
    expect(properties.length).toBeGreaterThan(200);
    const silent = properties.filter(([, schema]) => !/^[A-Z].*\.$/s.test(String(schema["description"] ?? "")));
    expect(silent.map(([path]) => path)).toEqual([]);
  });

  test("names the unit and the source of the default of every setting of Kafka", () => {
    const settings = properties.filter(([path]) => /\.(config|producer)\.[a-z.]*\.(ms|bytes|enable)$/.test(path));
    expect(settings.length).toBeGreaterThan(15);
    expect(settings.filter(([, schema]) => schema["defaultSource"] === undefined).map(([path]) => path)).toEqual([]);
    const timed = settings.filter(([path]) => /\.(ms|bytes)$/.test(path));
    expect(timed.filter(([, schema]) => schema["unit"] === undefined).map(([path]) => path)).toEqual([]);
  });

  test("gives defaults as people write them", () => {
    const byPath = new Map(properties);
    expect(byPath.get(".pipeline.kafka.disk.flushInterval")).toMatchObject({ type: "string", default: "30s" });
    expect(byPath.get(".pipeline.kafka.config.broker.session.timeout.ms")).toMatchObject({
      type: "integer",
      default: 9_000,
    });
  });
});
