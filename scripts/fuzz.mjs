// @ts-check
/**
 * `npm run fuzz`: spoilt scenario files, ten times as many as `npm test` tries; and random clusters and groups under random
 * schedules of faults. `npm run fuzz -- files [CASES [SEED]]` or `npm run fuzz -- schedules [COUNT [SEED]]` for one of the two.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));

/** @type {Readonly<Record<string, { tests: readonly string[], count: string, countName: string, seedName: string }>>} */
const parts = {
  files: {
    tests: ["engine/scenario/scenario-fuzz.test.ts"],
    count: "10000",
    countName: "SPILLWAY_FUZZ_CASES",
    seedName: "SPILLWAY_FUZZ_SEED",
  },
  schedules: {
    tests: ["engine/log/kafka/schedules.property.test.ts", "engine/log/kafka/consumer/groups.property.test.ts"],
    count: "2000",
    countName: "SPILLWAY_SCHEDULES",
    seedName: "SPILLWAY_SCHEDULE_SEED",
  },
};

const [named, count, seed] = process.argv.slice(2);
if (named !== undefined && parts[named] === undefined) {
  process.stderr.write(`npm run fuzz -- ${named}: there is ${Object.keys(parts).join(" and ")}\n`);
  process.exit(2);
}
for (const [name, part] of Object.entries(parts)) {
  if (named !== undefined && named !== name) continue;
  const env = {
    ...process.env,
    [part.countName]: count ?? part.count,
    ...(seed === undefined ? {} : { [part.seedName]: seed }),
  };
  const { status } = spawnSync(process.execPath, [vitest, "run", ...part.tests], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    stdio: "inherit",
    env,
  });
  if (status !== 0) process.exitCode = status ?? 1;
}
