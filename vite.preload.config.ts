import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** The desktop shell's preload script: in a sandbox it is one CommonJS file that may require nothing but Electron. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  publicDir: false,
  build: {
    ssr: "electron/preload/preload.ts",
    target: "chrome114",
    minify: false,
    sourcemap: false,
    reportCompressedSize: false,
    rolldownOptions: { output: { format: "cjs", entryFileNames: "preload.cjs", codeSplitting: false } },
  },
  ssr: { target: "node", noExternal: true, external: ["electron"] },
});
