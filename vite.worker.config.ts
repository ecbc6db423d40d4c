import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const duckdbBlocking = "node_modules/@duckdb/duckdb-wasm/dist/duckdb-browser-blocking.mjs";

/**
 * The engine for a browser: a page that starts one module worker, with the DuckDB wasm beside them. Nothing is fetched
 * from anywhere else, and every address is relative, so the folder can be served from any path.
 */
export default defineConfig({
  root: fileURLToPath(new URL("engine/worker", import.meta.url)),
  base: "./",
  publicDir: false,
  // The package's export map sends `/blocking` to a file for Node that does not exist; this is the one for browsers.
  resolve: { alias: { "@duckdb/duckdb-wasm/blocking": fileURLToPath(new URL(duckdbBlocking, import.meta.url)) } },
  worker: { format: "es" },
  build: {
    target: "es2023",
    minify: "oxc",
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4096,
    rolldownOptions: { onLog: leaveOutKnown },
  },
});

/** DuckDB's glue code holds an `eval` that our content security policy forbids and nothing calls. */
function leaveOutKnown(
  level: string,
  log: { code?: string; id?: string; message: string },
  report: (level: never, log: never) => void,
): void {
  if (log.code === "EVAL" && log.id?.includes("duckdb-browser-blocking")) return;
  report(level as never, log as never);
}
