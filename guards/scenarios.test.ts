import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parseScenario } from "../engine/scenario/parse-scenario.ts";
import { formatProblem } from "../engine/scenario/problem.ts";
import { listFiles } from "./list-files.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const files = listFiles(root, /^scenarios\/.*\.scenario\.yaml$/u);

test("there are scenarios", () => {
  expect(files).not.toEqual([]);
});

test.each(files)("%s is a scenario", (file) => {
  const parsed = parseScenario(readFileSync(join(root, file), "utf8"));
  expect(parsed.ok ? [] : parsed.error.map(formatProblem)).toEqual([]);
});
