import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/**
 * The desktop shell's main process as one CommonJS file: Electron reads an ECMAScript module there only since 28. Everything but
 * Electron itself is bundled, so a packaged app carries no node_modules.
 */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  publicDir: false,
  build: {
    ssr: "electron/main/main.ts",
    target: "node18",
    minify: false,
    sourcemap: false,
    reportCompressedSize: false,
    rolldownOptions: { output: { format: "cjs", entryFileNames: "main.cjs", codeSplitting: false } },
  },
  ssr: { target: "node", noExternal: true, external: ["electron"] },
});
