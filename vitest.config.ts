import { defineConfig } from "vitest/config";

// One DuckDB instance costs 1.2 s and 300 MB: two forks, each keeping its modules (and so its instance) from file to file.
export default defineConfig({
  test: {
    include: ["{engine,hosting,renderer,electron,cli,scripts,guards}/**/*.test.{ts,tsx}"],
    pool: "forks",
    maxWorkers: 2,
    isolate: false,
    // For a test that hangs, not for a slow machine: work is bounded by counters.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    passWithNoTests: false,
    allowOnly: false,
  },
});
