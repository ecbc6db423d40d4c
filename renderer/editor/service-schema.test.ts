import { expect, test } from "vitest";
import { scenarioJsonSchema } from "../../engine/scenario/json-schema.ts";
import { schemaForService } from "./service-schema.ts";

/** The objects of a schema that have no other keys than they name. */
function closedIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== "object" || value === null) return [];
  const own = value as Record<string, unknown>;
  return [...(own["additionalProperties"] === false ? [own] : []), ...Object.values(own).flatMap(closedIn)];
}

test("every object that takes no other keys brings the words of the complaint, and nothing else is changed", () => {
  const schema = scenarioJsonSchema();
  const made = schemaForService(schema);
  expect(closedIn(made)).toHaveLength(closedIn(schema).length);
  expect(closedIn(made).length).toBeGreaterThan(20);
  for (const object of closedIn(made)) expect(object["errorMessage"]).toBe("There is no such key here.");
  const without = JSON.stringify(made, (key, value: unknown) => (key === "errorMessage" ? undefined : value));
  expect(JSON.parse(without)).toEqual(schema);
});
