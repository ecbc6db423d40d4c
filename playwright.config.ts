import { defineConfig } from "@playwright/test";
import type { Lane } from "./e2e/support/app-driver.ts";

/**
 * One suite, two lanes: the built app in Chromium (part of `npm test`) and in a real Electron (`npm run e2e:electron`).
 * What only the desktop shell has is in e2e/shell. A flaky story has failed: nothing is tried twice.
 */
export default defineConfig<object, { lane: Lane }>({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results",
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  use: { screenshot: "only-on-failure", trace: "retain-on-failure" },
  projects: [
    { name: "web", testIgnore: "shell/**", use: { lane: "web" } },
    { name: "electron", use: { lane: "electron" } },
  ],
});
