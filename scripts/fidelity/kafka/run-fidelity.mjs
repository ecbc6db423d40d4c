// @ts-check
/**
 * `npm run fidelity:kafka`: runs the same experiments on a real cluster of Apache Kafka and in the engine, and writes what each
 * found to docs/fidelity.md. `npm run fidelity:kafka -- --help` says how to run less.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "vite";
import { repositoryRoot } from "../../bundles.mjs";

const output = join(repositoryRoot, "dist/fidelity");

// The experiments are TypeScript, and so is the engine that they drive.
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
      input: join(repositoryRoot, "scripts/fidelity/kafka/main.ts"),
      output: { entryFileNames: "main.mjs" },
    },
  },
  ssr: { target: "node", noExternal: true },
});
const { main } = await import(pathToFileURL(join(output, "main.mjs")).href);
process.exit(await main(process.argv.slice(2), repositoryRoot));
