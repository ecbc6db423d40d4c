// @ts-check
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { listFiles, listFolders } from "./list-files.mjs";

/** @import { Finding } from "./code-bans.mjs" */

const architectureLinesMax = 160;
const documents = /^((docs\/.*|[A-Z]+)\.md)$/u;
const builtPaths = /^(dist|reports|node_modules)\//u;
/** A path that stands for many: `scenarios/NAME.scenario.yaml`. */
const placeholder = /\bNAME\b/u;
// Spelled in halves, so that this file does not find itself.
const leftovers = new RegExp(
  `\\b(${["FIX" + "ME", "TO" + "DO", "XX" + "X", "HA" + "CK"].join("|")})\\b|\\bfor ${"now"}\\b`,
  "u",
);

/**
 * What keeps the documents true and the tree tidy under `root`. Each finding says which file to change.
 * @param {string} root
 * @returns {{ checked: number, findings: Finding[] }}
 */
export function tidy(root) {
  const files = listFiles(root, /\.(ts|tsx|mjs|md|yaml|html|css)$/u);
  return {
    checked: files.length,
    findings: [
      ...architecture(root),
      ...documentedCommands(root),
      ...deadLinks(root),
      ...leftoverWords(root, files),
      ...packages(root),
    ],
  };
}

/** @param {string} root @returns {Finding[]} */
function architecture(root) {
  const file = "ARCHITECTURE.md";
  if (!existsSync(join(root, file))) return [{ file, line: 1, message: "The map of the house is missing." }];
  const lines = readLines(root, file);
  const text = lines.join("\n");
  const house = [...listFolders(root, ""), ...listFolders(root, "engine")];
  const unnamed = house.filter(
    (folder) => !text.includes(`\`${folder}`) && !text.includes(`${folder.replace("engine/", "")}/ `),
  );
  return [
    ...(lines.length > architectureLinesMax
      ? [
          {
            file,
            line: lines.length,
            message: `Two pages at most: ${lines.length} lines, allowed ${architectureLinesMax}.`,
          },
        ]
      : []),
    ...unnamed.map((folder) => ({ file, line: 1, message: `Does not name the folder ${folder}/.` })),
    ...["ARCHITECTURE.md", "CONTRIBUTING.md"].flatMap((document) => gonePaths(root, document)),
  ];
}

/** Paths in backticks, and folders at the start of a line of a drawn tree, that do not exist. @param {string} root @param {string} file @returns {Finding[]} */
function gonePaths(root, file) {
  return readLines(root, file).flatMap((text, index) => {
    const quoted = [...text.matchAll(/`([\w.@-]+(?:\/[\w.@-]+)*\/?)`/gu)].map(([, path]) => path ?? "");
    const paths = quoted.filter(
      (path) => path.includes("/") && !path.startsWith("@") && !builtPaths.test(path) && !placeholder.test(path),
    );
    const drawn = /^\s*([\w-]+\/)\s/u.exec(text)?.[1];
    const gone = paths.filter((path) => !existsSync(join(root, path)));
    if (drawn !== undefined && !existsSync(join(root, drawn)) && !existsSync(join(root, "engine", drawn)))
      gone.push(drawn);
    return gone.map((path) => ({ file, line: index + 1, message: `Names ${path}, which is gone.` }));
  });
}

/** `npm run x` in a document, where package.json has no script x. @param {string} root @returns {Finding[]} */
function documentedCommands(root) {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return listFiles(root, documents).flatMap((file) =>
    readLines(root, file).flatMap((text, index) =>
      [...text.matchAll(/\bnpm (?:run(?: -s| --silent)? ([\w:-]+)|(test|start)\b)/gu)]
        .map(([, script, short]) => script ?? short ?? "")
        .filter((script) => scripts?.[script] === undefined)
        .map((script) => ({
          file,
          line: index + 1,
          message: `Names the script ${script}, which package.json does not have.`,
        })),
    ),
  );
}

/** @param {string} root @returns {Finding[]} */
function deadLinks(root) {
  return listFiles(root, documents).flatMap((file) =>
    readLines(root, file).flatMap((text, index) =>
      [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/gu)]
        .map(([, target]) => target ?? "")
        .filter((target) => !/^[a-z]+:/u.test(target) && !existsSync(join(root, dirname(file), target)))
        .map((target) => ({ file, line: index + 1, message: `Links to ${target}, which is gone.` })),
    ),
  );
}

/** @param {string} root @param {readonly string[]} files @returns {Finding[]} */
function leftoverWords(root, files) {
  return files.flatMap((file) =>
    readLines(root, file).flatMap((text, index) => {
      const word = leftovers.exec(text)?.[0];
      return word === undefined
        ? []
        : [{ file, line: index + 1, message: `Leftover "${word}": do it, or open an issue and delete this.` }];
    }),
  );
}

/** Exact versions, a lock that `npm ci` accepts, nothing run at install. @param {string} root @returns {Finding[]} */
function packages(root) {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d/u.test(String(version)),
  );
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const entries = Object.entries(lock.packages ?? {});
  const running = entries.filter(([, entry]) => entry.hasInstallScript && !entry.optional);
  const locked = new Set(
    entries.map(([path]) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length)),
  );
  const halfLocked = entries
    .flatMap(([, entry]) => Object.keys(entry.optionalDependencies ?? {}))
    .filter((name) => !locked.has(name));
  return [
    ...halfLocked.map((name) => ({
      file: "package-lock.json",
      line: 1,
      message: `${name} is missing, so npm ci fails: the registry lacks it at this version. Choose a version that has every platform.`,
    })),
    ...loose.map(([name]) => ({ file: "package.json", line: 1, message: `Pin ${name} to one version.` })),
    ...running.map(([name]) => ({
      file: "package-lock.json",
      line: 1,
      message: `${name} runs a script at install: choose another package.`,
    })),
  ];
}

/** @param {string} root @param {string} file */
function readLines(root, file) {
  return existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8").split("\n") : [];
}
