import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runInThisContext } from "node:vm";
import { build, type Plugin } from "vite";
import type { runConformanceFile } from "../conformance/run-conformance.ts";
import type { parseScenario } from "../scenario/parse-scenario.ts";
import type { World } from "../world/world.ts";
import type { Mutant } from "./mutant.ts";
import type { playSchedule } from "./schedules/play-schedule.ts";

/** The engine with every mutant built in; none is awake until it is chosen. */
export type MutableEngine = {
  readonly parseScenario: typeof parseScenario;
  readonly World: typeof World;
  readonly runConformanceFile: typeof runConformanceFile;
  readonly playSchedule: typeof playSchedule;
};

const ENGINE = fileURLToPath(new URL("../", import.meta.url));
const ENTRY = "virtual:mutable-engine";
/** The global that tells which mutant is awake, by its place in the list. */
const AWAKE = "spillwayMutant";

/** Builds the engine once with all mutants as choices, which is a second; a build for each of them would be a minute. */
export async function buildMutableEngine(mutants: readonly Mutant[]): Promise<MutableEngine> {
  const output = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      minify: false,
      target: "es2023",
      lib: { entry: ENTRY, formats: ["iife"], name: "mutableEngine", fileName: "mutable-engine" },
    },
    plugins: [entryPlugin(), mutationPlugin(mutants)],
  });
  const [result] = Array.isArray(output) ? output : [output];
  if (result === undefined || !("output" in result)) throw new Error("vite built nothing");
  return runInThisContext(`${result.output[0].code}\nmutableEngine`) as MutableEngine;
}

/** Does `work` while one mutant is awake. */
export function withMutant<T>(index: number, work: () => T): T {
  const awake = globalThis as unknown as Record<typeof AWAKE, number | undefined>;
  awake[AWAKE] = index;
  try {
    return work();
  } finally {
    awake[AWAKE] = undefined;
  }
}

function entryPlugin(): Plugin {
  return {
    name: "mutable-engine-entry",
    resolveId: (id) => (id === ENTRY || id.endsWith(`/${ENTRY}`) ? ENTRY : undefined),
    load: (id) =>
      id === ENTRY
        ? `export { parseScenario } from "${ENGINE}scenario/parse-scenario.ts";
           export { World } from "${ENGINE}world/world.ts";
           export { playSchedule } from "${ENGINE}testing/schedules/play-schedule.ts";
           export { runConformanceFile } from "${ENGINE}conformance/run-conformance.ts";`
        : undefined,
  };
}

/** Puts each mutant beside the passage that it breaks. */
function mutationPlugin(mutants: readonly Mutant[]): Plugin {
  const files = new Set(mutants.map(pathOf));
  return {
    name: "mutants",
    enforce: "pre",
    load: (id) => {
      if (!files.has(id)) return undefined;
      const source = readFileSync(id, "utf8");
      return mutants.reduce(
        (text, mutant, index) => (pathOf(mutant) === id ? withChoice(text, mutant, index) : text),
        source,
      );
    },
  };
}

function withChoice(text: string, { target, from, to }: Mutant, index: number): string {
  const [before, after, ...more] = text.split(from);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(
      `${target}: the passage ${JSON.stringify(from)} must be there once, it is ${more.length + 1} times`,
    );
  }
  const isAwake = `globalThis.${AWAKE} === ${index}`;
  const choice = from.endsWith(";")
    ? `if (${isAwake}) { ${to} } else { ${from} }`
    : `(${isAwake} ? (${to}) : (${from}))`;
  return before + choice + after;
}

/** The file that a mutant breaks. */
function pathOf({ target }: Mutant): string {
  return `${ENGINE}log/${target.split(" ", 1)[0]}`;
}
