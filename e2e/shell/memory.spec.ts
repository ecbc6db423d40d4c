import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { test } from "../support/app.ts";

const MEMORY_MB_MAX = 2048;

/** What the processes hold together, each page of memory counted once although they share it. Linux alone tells. */
function proportionalMb(processIds: readonly number[]): number {
  const kilobytes = processIds.map((id) => {
    const rollup = readFileSync(`/proc/${id}/smaps_rollup`, "utf8");
    return Number(/^Pss: *(\d+) kB$/mu.exec(rollup)?.[1] ?? 0);
  });
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1024;
}

test("the main job stays under 2 GB in all processes together", async ({ app, desktop }) => {
  test.setTimeout(600_000);
  const readMb = async (): Promise<number> =>
    proportionalMb(await desktop.app.evaluate(({ app: main }) => main.getAppMetrics().map(({ pid }) => pid)));
  await app.page.getByRole("radio", { name: "max" }).click();
  await app.page.getByRole("button", { name: "Play", exact: true }).click();
  let mostMb = 0;
  await expect
    .poll(
      async () => {
        mostMb = Math.max(mostMb, await readMb());
        return app.page.getByText("Finished", { exact: true }).isVisible();
      },
      { timeout: 540_000, intervals: [500] },
    )
    .toBe(true);
  test.info().annotations.push({ type: "most memory", description: `${Math.round(mostMb)} MB` });
  process.stdout.write(`most memory in all processes: ${Math.round(mostMb)} MB\n`);
  expect(mostMb).toBeGreaterThan(200);
  expect(mostMb).toBeLessThan(MEMORY_MB_MAX);
});
