import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const duckdbBlocking = "node_modules/@duckdb/duckdb-wasm/dist/duckdb-browser-blocking.mjs";

/**
 * The app's screen and its engine's worker, for a browser and for Electron alike. Nothing is fetched from anywhere else, and
 * every address is relative, so the folder works under `app://bundle/` and under any path of a server.
 */
export default defineConfig({
  root: fileURLToPath(new URL("renderer", import.meta.url)),
  base: "./",
  publicDir: false,
  plugins: [react(), tailwindcss()],
  resolve: {
    alias: [
      // The package's export map sends `/blocking` to a file for Node that does not exist; this is the one for browsers.
      {
        find: "@duckdb/duckdb-wasm/blocking",
        replacement: fileURLToPath(new URL(duckdbBlocking, import.meta.url)),
      },
      // monaco-yaml imports Monaco's files by the paths that they had before its export map.
      { find: /^monaco-editor\/esm\/vs\/(.*?)(\.js)?$/, replacement: "monaco-editor/$1.js" },
    ],
  },
  worker: { format: "es" },
  build: {
    // The oldest Chromium that the app runs on: that of the test lane's Electron.
    target: "chrome114",
    cssTarget: "chrome114",
    minify: "oxc",
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 8192,
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
