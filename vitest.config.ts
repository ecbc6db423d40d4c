import { defineConfig } from "vitest/config";

// One DuckDB instance costs 1.2 s and 300 MB: two forks, each keeping its modules (and so its instance) from file to file.
export default defineConfig({
  test: {
    include: ["{engine,cli,scripts,guards}/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
    allowOnly: false,
  },
});
