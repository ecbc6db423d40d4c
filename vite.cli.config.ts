import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/**
 * The command line as one file for Node. Small libraries are bundled, since one file starts faster than two hundred;
 * what finds its own files beside itself (the DuckDB wasm, native addons, Playwright) stays in node_modules.
 */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  publicDir: false,
  build: {
    ssr: "cli/main.ts",
    target: "node20",
    minify: false,
    sourcemap: false,
    reportCompressedSize: false,
    rolldownOptions: { output: { entryFileNames: "main.js", codeSplitting: false } },
  },
  ssr: {
    target: "node",
    noExternal: true,
    external: ["@duckdb/duckdb-wasm", "@duckdb/node-api", "@playwright/test", "playwright-core"],
  },
});
