import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFolder } from "../engine/testing/command-line.ts";
import { findBeside, findInApp, listShippedScenarios } from "./served-files.ts";

let root: ReturnType<typeof makeFolder>;

beforeAll(() => {
  root = makeFolder({ "secret.csv": "secret", "package.json": "{}" });
  for (const folder of ["scenarios/datasets", "scenarios/golden", "scenarios/schema", "dist/app", "own/data"])
    mkdirSync(join(root.path, folder), { recursive: true });
  const files = {
    "scenarios/flights.scenario.yaml": "# a comment\nversion: 1\nname: Flights, twelve days\n",
    "scenarios/nameless.scenario.yaml": "version: 1\n",
    "scenarios/quoted.scenario.yaml": 'version: 1\nname: "Flights: \\"late\\""\n',
    "scenarios/single.scenario.yaml": "version: 1\nname: 'Flights: it''s late'\n",
    "scenarios/notes.md": "notes",
    "scenarios/datasets/airports.csv": "iata\n",
    "scenarios/golden/small.scenario.yaml": "version: 1\n",
    "scenarios/schema/scenario.schema.json": "{}",
    "dist/app/index.html": "<p>app</p>",
    "own/mine.scenario.yaml": "version: 1\n",
    "own/rides.csv": "rider\n",
    "own/data/my rides é.parquet": "PAR1",
    "own/key.pem": "key",
  };
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root.path, path), text);
  symlinkSync(join(root.path, "secret.csv"), join(root.path, "own/link.csv"));
});

afterAll(() => root.remove());

const textOf = (found: Uint8Array | string | undefined): string | undefined =>
  found === undefined ? undefined : Buffer.from(found).toString("utf8");

test("what ships are the scenarios for people, their data and the schema; not what only tests run", () => {
  expect([...listShippedScenarios(root.path).keys()]).toEqual([
    "/scenarios/datasets/airports.csv",
    "/scenarios/flights.scenario.yaml",
    "/scenarios/nameless.scenario.yaml",
    "/scenarios/quoted.scenario.yaml",
    "/scenarios/schema/scenario.schema.json",
    "/scenarios/single.scenario.yaml",
  ]);
});

test("the app's page is the root, and the index lists scenarios by the names they give themselves", () => {
  const find = findInApp(join(root.path, "dist/app"), root.path);
  expect(textOf(find("/"))).toBe("<p>app</p>");
  expect(JSON.parse(textOf(find("/scenarios/index.json")) ?? "")).toEqual([
    { path: "flights.scenario.yaml", name: "Flights, twelve days" },
    { path: "nameless.scenario.yaml", name: "nameless.scenario.yaml" },
    { path: "quoted.scenario.yaml", name: 'Flights: "late"' },
    { path: "single.scenario.yaml", name: "Flights: it's late" },
  ]);
  for (const address of ["/scenarios/golden/small.scenario.yaml", "/scenarios/../package.json", "/package.json", "//"])
    expect(find(address)).toBeUndefined();
});

test("beside an opened scenario only it and data files are served", () => {
  const find = findBeside(join(root.path, "own"), "mine.scenario.yaml");
  expect(textOf(find("/opened/mine.scenario.yaml"))).toBe("version: 1\n");
  expect(textOf(find("/opened/rides.csv"))).toBe("rider\n");
  expect(textOf(find("/opened/data/my%20rides%20%C3%A9.parquet"))).toBe("PAR1");
  expect(find("/opened/key.pem")).toBeUndefined();
});

test("a pipe beside the scenario is not waited for", () => {
  spawnSync("mkfifo", [join(root.path, "own/pipe.csv")]);
  expect(findBeside(join(root.path, "own"), "mine.scenario.yaml")("/opened/pipe.csv")).toBeUndefined();
});

test.each([
  "/opened/../secret.csv",
  "/opened/%2e%2e/secret.csv",
  "/opened/link.csv",
  "/opened/%",
  "/opened/",
  "/rides.csv",
])("no address leads out of its folder: %s", (address) => {
  expect(findBeside(join(root.path, "own"), "mine.scenario.yaml")(address)).toBeUndefined();
});
