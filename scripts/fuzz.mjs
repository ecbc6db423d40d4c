// @ts-check
/** Ten times as many spoilt scenario files as `npm test` tries: `npm run fuzz [-- CASES [SEED]]`. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const [cases = "10000", seed] = process.argv.slice(2);
const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
const { status } = spawnSync(process.execPath, [vitest, "run", "engine/scenario/scenario-fuzz.test.ts"], {
  cwd: fileURLToPath(new URL("..", import.meta.url)),
  stdio: "inherit",
  env: { ...process.env, SPILLWAY_FUZZ_CASES: cases, ...(seed === undefined ? {} : { SPILLWAY_FUZZ_SEED: seed }) },
});
process.exitCode = status ?? 1;
