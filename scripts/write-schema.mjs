// @ts-check
/** Writes scenarios/schema/scenario.schema.json from the schema in engine/scenario. A test checks that the file is current. */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = `${root}scenarios/schema`;
/** @type {{ module: typeof import("../engine/scenario/json-schema.ts") }} */
const { module } = await runnerImport(`${root}engine/scenario/json-schema.ts`, {
  root,
  configFile: false,
  logLevel: "warn",
});
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/scenario.schema.json`, module.scenarioJsonSchemaText());
