import { execPath } from "node:process";
import { afterEach, expect, test, vi } from "vitest";
import { ensureChromium, findChromium, NoChromiumError } from "./find-chromium.mjs";

afterEach(() => {
  vi.unstubAllEnvs();
});

test("SPILLWAY_CHROMIUM comes first", async () => {
  vi.stubEnv("SPILLWAY_CHROMIUM", execPath);
  expect(await findChromium()).toBe(execPath);
});

test("a SPILLWAY_CHROMIUM that cannot be run is an error with exit code 4, not a reason to look elsewhere", async () => {
  vi.stubEnv("SPILLWAY_CHROMIUM", "/no/such/browser");
  const error = await ensureChromium(() => undefined).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(NoChromiumError);
  expect(error).toMatchObject({
    exitCode: 4,
    message: expect.stringContaining("SPILLWAY_CHROMIUM is /no/such/browser"),
  });
});
