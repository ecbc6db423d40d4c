// @ts-check
import { join } from "node:path";
import { build } from "vite";
import { repositoryRoot } from "../bundles.mjs";

/** Where the bundled entries lie: inside the repository, since they find DuckDB's files through its node_modules. */
const output = join(repositoryRoot, "dist/bench");

/** The entries that run parts of the engine alone. */
const entries = ["event-queue-hold", "log-scale", "timed-session"];

/** Bundles the entries, which are TypeScript, for Node. */
export async function bundleEntries() {
  await build({
    configFile: false,
    root: repositoryRoot,
    publicDir: false,
    logLevel: "silent",
    build: {
      ssr: true,
      outDir: output,
      emptyOutDir: true,
      target: "node20",
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(entries.map((name) => [name, join(repositoryRoot, `scripts/bench/${name}.ts`)])),
        output: { entryFileNames: "[name].js" },
      },
    },
    ssr: { target: "node", noExternal: true, external: ["@duckdb/duckdb-wasm", "@playwright/test", "playwright-core"] },
  });
}

/** The path of a bundled entry. @param {string} name */
export function entryPath(name) {
  return join(output, `${name}.js`);
}
