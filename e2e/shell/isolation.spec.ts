import { expect } from "@playwright/test";
import { test } from "../support/app.ts";

test("the page is isolated, sandboxed, and sees one object of the shell and nothing of Node", async ({
  app,
  desktop,
}) => {
  const seen = await app.page.evaluate(() => ({
    url: location.href,
    isIsolated: globalThis.crossOriginIsolated,
    node: ["require", "process", "module", "Buffer", "global"].filter((name) => name in globalThis),
    shell: Object.keys(Reflect.get(globalThis, "spillwayShell") as object).length,
    sharedMemory: new SharedArrayBuffer(8).byteLength,
  }));
  expect(seen).toMatchObject({ isIsolated: true, node: [], sharedMemory: 8 });
  expect(seen.url).toMatch(/^app:\/\/bundle\//u);
  expect(seen.shell).toBeGreaterThan(20);
  const versions = await desktop.app.evaluate(() => process.versions);
  test.info().annotations.push({ type: "versions", description: JSON.stringify(versions) });
});
