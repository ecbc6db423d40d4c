// @ts-check
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { listFiles } from "./list-files.mjs";
import { runTool } from "./run-tool.mjs";

/**
 * @import { Finding } from "./code-bans.mjs"
 * @import { Row } from "./import-table.mjs"
 * @import { ICruiseResult, IModule } from "dependency-cruiser"
 */

const table = "guards/import-table.mjs";

/**
 * Every import that the table under `root` does not allow, and every row or permission of the table that nothing uses.
 * @param {string} root
 * @returns {Promise<{ checked: number, findings: Finding[] }>}
 */
export async function checkImports(root) {
  const path = join(root, table);
  // The time in the address: the same tree may be asked again with its table changed, and Node keeps modules by address.
  const { importTable, testOnlyRooms, entries } = await import(`${pathToFileURL(path).href}?${statSync(path).mtimeMs}`);
  const rooms = [...Object.keys(importTable), ...testOnlyRooms];
  const folders = [...new Set(rooms.map((room) => room.split("/")[0] ?? room))].filter((folder) =>
    existsSync(join(root, folder)),
  );
  const { stdout, stderr } = await runTool(root, "dependency-cruiser", [
    ...["--config", ".dependency-cruiser.mjs"],
    ...["--output-type", "json"],
    ...folders,
  ]);
  if (!stdout.startsWith("{")) throw new Error(`dependency-cruiser gave no result: ${stderr.slice(0, 2000)}`);
  /** @type {ICruiseResult} */
  const result = JSON.parse(stdout);
  const own = result.modules.filter((module) => rooms.some((room) => module.source.startsWith(`${room}/`)));
  return {
    checked: own.length,
    findings: [
      ...brokenRules(result),
      ...rowsAndFolders(root, rooms),
      ...upwardPermissions(importTable),
      ...deadPermissions(importTable, own),
      ...entries
        .filter((/** @type {string} */ entry) => !existsSync(join(root, entry)))
        .map((/** @type {string} */ entry) => ({
          file: table,
          line: 1,
          message: `The entry ${entry} does not exist.`,
        })),
    ],
  };
}

/** @param {ICruiseResult} result @returns {Finding[]} */
function brokenRules({ summary }) {
  return summary.violations.map(({ rule, from, to, cycle }) => {
    const comment = summary.ruleSetUsed?.forbidden?.find(({ name }) => name === rule.name)?.comment ?? "";
    const path = cycle
      ? [from, ...cycle.map(({ name }) => name)].join(" -> ")
      : from === to
        ? from
        : `${from} -> ${to}`;
    return { file: from, line: 1, message: `${rule.name}: ${path}. ${comment}` };
  });
}

/** @param {string} root @param {readonly string[]} rooms @returns {Finding[]} */
function rowsAndFolders(root, rooms) {
  const isRuled = (/** @type {string} */ path) =>
    !path.includes("/") || rooms.some((room) => path.startsWith(`${room}/`));
  const unruled = listFiles(root, /\.(ts|tsx|mjs|js|cjs)$/u).filter((path) => !isRuled(path));
  const withoutRow = new Set(
    unruled.map((path) =>
      (path.startsWith("engine/") ? path.split("/").slice(0, 2) : path.split("/").slice(0, 1)).join("/"),
    ),
  );
  const withoutFolder = rooms.filter((room) => !existsSync(join(root, room)));
  return [
    ...[...withoutRow].map((folder) => ({
      file: folder,
      line: 1,
      message: `The folder ${folder} has no row in ${table}: say what it may import.`,
    })),
    ...withoutFolder.map((room) => ({
      file: table,
      line: 1,
      message: `The row ${room} names a folder that does not exist: remove the row.`,
    })),
  ];
}

/** @param {Record<string, Row>} importTable @returns {Finding[]} */
function upwardPermissions(importTable) {
  const order = Object.keys(importTable);
  return Object.entries(importTable).flatMap(([room, row], index) =>
    row.rooms
      .filter((other) => room.startsWith("engine/") && !order.slice(0, index).includes(other))
      .map((other) => ({
        file: table,
        line: 1,
        message: `${room} may not name ${other}, whose row is not above its own.`,
      })),
  );
}

/** @param {Record<string, Row>} importTable @param {readonly IModule[]} modules @returns {Finding[]} */
function deadPermissions(importTable, modules) {
  return Object.entries(importTable).flatMap(([room, row]) => {
    const targets = modules
      .filter(({ source }) => ownerOf(source, importTable) === room && !source.endsWith(".test.ts"))
      .flatMap(({ dependencies }) => dependencies.map(({ resolved }) => resolved));
    const unused = [
      ...row.rooms.filter((other) => !targets.some((target) => target.startsWith(`${other}/`))),
      ...row.packages.filter(
        (name) =>
          !targets.some((target) => target.includes(`node_modules/${name}/`) || target.includes(`@types/${name}/`)),
      ),
    ];
    return unused.map((name) => ({
      file: table,
      line: 1,
      message: `${room} may import ${name} but does not: remove the permission.`,
    }));
  });
}

/** The room whose row holds for a file: of the rows that fit, the innermost. @param {string} file @param {object} importTable */
function ownerOf(file, importTable) {
  const fitting = Object.keys(importTable).filter((room) => file.startsWith(`${room}/`));
  return fitting.sort((a, b) => b.length - a.length)[0];
}
