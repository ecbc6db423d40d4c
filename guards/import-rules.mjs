// @ts-check
import { entries, entryFolders, importTable, testOnlyRooms, testPackages } from "./import-table.mjs";

/** @import { Row } from "./import-table.mjs" */

const testFile = "\\.test\\.tsx?$";

/** @param {readonly string[]} folders */
function inside(folders) {
  return folders.map((folder) => `^${quote(folder)}/`);
}

/** @param {readonly string[]} packages; type declarations of a package count as the package. */
function packagePaths(packages) {
  return packages.flatMap((name) => [
    `(^|/)node_modules/${quote(name)}/`,
    `^${quote(name)}/.+\\?url$`, // a file of the package by its address, which Vite resolves
    `(^|/)node_modules/@types/${quote(name.replace(/^@/u, "").replace("/", "__"))}/`,
  ]);
}

/** @param {string} text */
function quote(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&");
}

/**
 * One rule per row: everything outside the row's list is forbidden to it.
 * @param {string} room
 * @param {Row} row
 */
function roomRules(room, row) {
  const nested = Object.keys(importTable).filter((other) => other.startsWith(`${room}/`));
  const from = { path: inside([room]), pathNot: [testFile, ...inside(nested)] };
  const allowed = [...inside([room, ...row.rooms]), ...packagePaths(row.packages)];
  const comment = `${room} may import ${[...row.rooms, ...row.packages].join(", ") || "nothing but itself"}${row.usesNode ? " and Node" : ""}. To allow more, argue for it in guards/import-table.mjs.`;
  return [
    {
      name: `imports-of-${room}`,
      comment,
      severity: "error",
      from,
      to: { pathNot: allowed, dependencyTypesNot: ["core"] },
    },
    ...(row.usesNode
      ? []
      : [{ name: `no-node-in-${room}`, comment, severity: "error", from, to: { dependencyTypes: ["core"] } }]),
  ];
}

/** The rules for dependency-cruiser, made from the import table. */
export function makeImportRules() {
  const rooms = Object.keys(importTable);
  const packages = [...new Set([...Object.values(importTable).flatMap((row) => row.packages), ...testPackages])];
  const entryFiles = entries.map((path) => `^${quote(path)}$`);
  const anything = [...inside([...rooms, ...testOnlyRooms]), ...packagePaths(packages)];
  return [
    ...Object.entries(importTable).flatMap(([room, row]) => roomRules(room, row)),
    {
      name: "imports-of-tests",
      comment: `Tests may import any room and ${packages.join(", ")}.`,
      severity: "error",
      from: { path: [testFile, ...inside(testOnlyRooms)] },
      to: { pathNot: anything, dependencyTypesNot: ["core"] },
    },
    {
      name: "tests-stay-tests",
      comment: "Only tests import tests and what is for tests only.",
      severity: "error",
      from: { pathNot: [testFile, ...inside(testOnlyRooms)] },
      to: { path: [testFile, ...inside(testOnlyRooms)] },
    },
    {
      name: "no-cycle",
      comment:
        "Two files that import each other are one subject, or one of them asks for too much. Type imports count.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-unresolved",
      comment: "The import leads nowhere.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "\\?url$" },
    },
    {
      name: "no-orphan",
      comment: "Nothing imports this file and it imports nothing: delete it or use it.",
      severity: "error",
      from: {
        orphan: true,
        pathNot: [testFile, ...inside(entryFolders), ...entryFiles],
      },
      to: {},
    },
    {
      name: "no-dead-code",
      comment: `No entry (${entries.join(", ")}) reaches this file: only tests would notice its loss. Use it or delete it.`,
      severity: "error",
      from: { path: [...entryFiles, ...inside(entryFolders)], pathNot: [testFile] },
      to: { path: inside(rooms), pathNot: [testFile, ...entryFiles, ...inside(entryFolders)], reachable: false },
    },
  ];
}
