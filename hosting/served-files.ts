import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";

/** Finds what lies at an address, as bytes or text; `undefined` where nothing does. */
export type FindServed = (address: string) => Uint8Array | string | undefined;

/** Addresses, which begin with a slash, to paths on the disk. */
export type ServedFiles = ReadonlyMap<string, string>;

/** Every file that lies under `folder` now: a request can name only what is listed here, so none can climb out. */
export function listServedFiles(folder: string, at = "/"): ServedFiles {
  return new Map(walk(folder, "").map((inside) => [at + inside, join(folder, inside)]));
}

/** The scenarios and data sets that ship with Spillway, under `/scenarios/`: what a person opens, not what only tests run. */
export function listShippedScenarios(root: string): ServedFiles {
  const folder = join(root, "scenarios");
  const listed = existsSync(folder) ? walk(folder, "") : [];
  const shipped = listed.filter((path) => /^([^/]+\.scenario\.yaml|datasets\/[^/]+|schema\/[^/]+)$/u.test(path));
  return new Map(shipped.map((path) => [`/scenarios/${path}`, join(folder, path)]));
}

/**
 * Answers from the built app in `appFolder` and the scenarios under `root`. `/` is the app's page, and
 * `/scenarios/index.json` lists the scenarios there: `[{ "path": "flights.scenario.yaml", "name": "Flights" }]`.
 */
export function findInApp(appFolder: string, root: string): FindServed {
  const shipped = listShippedScenarios(root);
  const files = new Map([...listServedFiles(appFolder), ...shipped]);
  const index = describeShipped(shipped);
  return (address) => {
    if (address === "/scenarios/index.json") return index;
    return readListed(files, address === "/" ? "/index.html" : address);
  };
}

/**
 * Answers under `/opened/` with the scenario `name` in `folder`, and with data files below that folder, which a scenario may
 * name: nothing else of a person's disk, links followed.
 */
export function findBeside(folder: string, name: string): FindServed {
  const root = realpathSync(folder);
  return (address) => {
    const inside = decodeAddress(address);
    if (!inside?.startsWith(OPENED)) return undefined;
    const asked = inside.slice(OPENED.length);
    if (asked !== name && !DATA_ENDING.test(asked)) return undefined;
    try {
      const path = realpathSync(join(root, asked));
      if (!path.startsWith(root.endsWith(sep) ? root : root + sep)) return undefined;
      // A pipe would hold the whole server until somebody writes to it.
      return statSync(path).isFile() ? readFileSync(path) : undefined;
    } catch {
      return undefined; // not there, or not to be read: either way nothing is served
    }
  };
}

const OPENED = "/opened/";
const DATA_ENDING = /\.(csv|ndjson|jsonl|json|parquet|arrow)$/iu;

function decodeAddress(address: string): string | undefined {
  try {
    return decodeURIComponent(address);
  } catch {
    return undefined; // no address that this server gave out
  }
}

/** The bytes of a listed file; `undefined` for what is not listed, or is gone since. */
export function readListed(files: ServedFiles, address: string): Uint8Array | undefined {
  const path = files.get(address);
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch (error) {
    // A build puts a new folder in the old one's place while the server runs.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The list that the page shows as examples: each with the name that it gives itself. */
function describeShipped(shipped: ServedFiles): string {
  const scenarios = [...shipped].filter(([address]) => address.endsWith(".scenario.yaml"));
  return JSON.stringify(
    scenarios.map(([address, path]) => {
      const file = address.slice("/scenarios/".length);
      // Its first line of that kind is the scenario's own name; the whole door would cost each start a parse of every example.
      const name = /^name: *(.+?) *$/mu.exec(readFileSync(path, "utf8"))?.[1];
      return { path: file, name: name === undefined ? file : withoutQuotes(name) };
    }),
  );
}

/** What a YAML scalar on one line says: names with a colon in them stand in quotes. */
function withoutQuotes(scalar: string): string {
  if (/^'.*'$/u.test(scalar)) return scalar.slice(1, -1).replaceAll("''", "'");
  if (!/^".*"$/u.test(scalar)) return scalar;
  try {
    return String(JSON.parse(scalar));
  } catch {
    // An escape that YAML has and JSON has not: the text as it stands is better than no list.
    return scalar.slice(1, -1);
  }
}

/** Paths under `folder`, with slashes, sorted. By hand, since Node before 18.17, which some Electrons hold, cannot list recursively. */
function walk(folder: string, inside: string): readonly string[] {
  const entries = readdirSync(join(folder, inside), { withFileTypes: true });
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = inside + entry.name;
      if (entry.isDirectory()) return walk(folder, `${path}/`);
      return entry.isFile() ? [path] : [];
    });
}
