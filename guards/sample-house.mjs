// @ts-check
/** A small tree under this project's own rules, for the test of the guards: one file in every room the import table names. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { entries, importTable, testOnlyRooms } from "./import-table.mjs";
import { listFiles } from "./list-files.mjs";

const repository = fileURLToPath(new URL("../", import.meta.url));

/** What a house takes over as it is: the rules themselves. */
const rules =
  /^(tsconfig(\.[\w-]+)?\.json|biome\.json|package\.json|package-lock\.json|guards\/import-(table|rules)\.mjs)$/u;

/**
 * Builds the tree in a hidden folder of the repository, where packages are found as they are found here.
 * @returns {string} its folder, which the caller removes
 */
export function buildSampleHouse() {
  const scratch = join(repository, ".scratch");
  mkdirSync(scratch, { recursive: true });
  const root = mkdtempSync(join(scratch, "house-"));
  for (const file of [...listFiles(repository, rules), ".dependency-cruiser.mjs", ".gitignore"]) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    cpSync(join(repository, file), join(root, file));
  }
  for (const entry of entries) put(root, entry, `import "./${basename(roomFile(dirname(entry)))}";\n`);
  for (const room of Object.keys(importTable)) put(root, roomFile(room), roomText(room));
  for (const room of testOnlyRooms) put(root, `${room}/sample.ts`, "export const sample = 1;\n");
  for (const room of testOnlyRooms) put(root, `${room}/sample.test.ts`, sampleTest);
  put(
    root,
    "ARCHITECTURE.md",
    `${[...Object.keys(importTable), ...testOnlyRooms].map((room) => `\`${room}/\``).join("\n")}\n`,
  );
  return root;
}

/** Writes a file of the tree, and its folders. @param {string} root @param {string} file @param {string} text */
export function put(root, file, text) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

/** Changes a file of the tree. @param {string} root @param {string} file @param {(text: string) => string} change */
export function edit(root, file, change) {
  put(root, file, change(readFileSync(join(root, file), "utf8")));
}

const sampleTest = `import { expect, test } from "vitest";
import { sample } from "./sample.ts";

test("the sample is one", () => {
  expect(sample).toBe(1);
});
`;

/** Rooms that run before anything is built, and so hold JavaScript. */
const scriptRooms = new Set(["cli", "scripts", "guards"]);

/** The file that stands for a room. @param {string} room */
function roomFile(room) {
  return `${room}/sample.${scriptRooms.has(room.split("/")[0] ?? "") ? "mjs" : "ts"}`;
}

/** Uses every permission of the room's row. @param {string} room */
function roomText(room) {
  /** @type {Readonly<Record<string, import("./import-table.mjs").Row>>} */
  const table = importTable;
  const { rooms = [], packages = [], usesNode = false } = table[room] ?? {};
  const files = rooms.map((other) => relative(room, roomFile(other)).replaceAll("\\", "/")).sort();
  if (room === "engine/protocol") {
    const names = files.map((file, index) => `import type * as part${index} from "${file}";\n`);
    return `${names.join("")}export type Parts = readonly [${files.map((_, index) => `typeof part${index}`).join(", ")}];\n`;
  }
  const imports = [...(usesNode ? ["node:fs"] : []), ...packages.map(importable), ...files].map(
    (from) => `import "${from}";\n`,
  );
  return `${imports.join("")}export const sample = 1;\n`;
}

/** What to write to import a package: its name, or its first part if the package has parts only. @param {string} name */
function importable(name) {
  const { exports } = JSON.parse(readFileSync(join(repository, "node_modules", name, "package.json"), "utf8"));
  const paths = typeof exports === "object" ? Object.keys(exports) : ["."];
  const isWhole = paths.includes(".") || !paths.some((path) => path.startsWith("."));
  return isWhole ? name : `${name}${paths.find((path) => !path.includes("*") && path !== "./package.json")?.slice(1)}`;
}
