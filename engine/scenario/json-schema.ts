import { z } from "zod";
import { scenarioSchema } from "./scenario-schema.ts";

/** The JSON Schema (draft 7) of scenario files as people write them, with defaults, units and explanations, for editors. */
export function scenarioJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(scenarioSchema, { io: "input", target: "draft-7", reused: "inline" });
}

/** The JSON Schema as the file that editors read. */
export function scenarioJsonSchemaText(): string {
  return `${JSON.stringify(scenarioJsonSchema(), undefined, 2)}\n`;
}
