import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { repositoryRoot } from "../../scripts/bundles.mjs";
import { test } from "../support/app.ts";
import { playByKeys, runByKeys, typeOver, walkTo } from "../support/keys.ts";
import { digestOfRun, expectClock, expectPhase, runTo } from "../support/run-steps.ts";

const POISONED = join(repositoryRoot, "scenarios/golden/poison-dead-letters.scenario.yaml");

test("crash a broker by click, watch the election, step on", async ({ app, page }) => {
  await runTo(page, "00:01:00");
  await page.getByRole("button", { name: "Apply chaos" }).first().click();
  await page.getByRole("menuitem", { name: "Crash broker 2" }).click();
  await expect(page.getByText(/Crash broker 2 for 2m, at 00:01:00\.000/u).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();

  await page.getByRole("button", { name: "Run to..." }).click();
  await page.getByRole("menuitem", { name: /Run to a time or a condition/u }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("A condition").click();
  await dialog.getByLabel("Stop when").selectOption({ label: "An event happens" });
  await dialog.getByLabel("Kind of event").fill("leader-elected");
  await dialog.getByRole("button", { name: "Go" }).click();
  const stopped = page.getByText(/^Stopped: .*lead/iu);
  await expect(stopped).toBeVisible({ timeout: 30_000 });
  await expectClock(page, /^00:01:(?:0[789]|10)$/u);

  await page.getByRole("button", { name: "Step one batch" }).click();
  await expect(stopped).toBeHidden();
  await expectPhase(page, "paused");
  await app.idle();
  await page.getByRole("button", { name: "Back to the event before" }).click();
  await expect(page.getByText(/^Review at/u).first()).toBeVisible();
});

test("the same by keyboard alone", async ({ app, page }) => {
  await page.keyboard.press("g");
  await page.keyboard.type("1m");
  await page.keyboard.press("Enter");
  await expectClock(page, "00:01:00");
  await expectPhase(page, "paused");

  await page.getByRole("button", { name: "Apply chaos" }).first().focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Crash broker 1" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem", { name: "Crash broker 2" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText(/Crash broker 2 for 2m, at 00:01:00\.000/u).first()).toBeVisible();

  await page.keyboard.press("Escape");
  await page.locator("body").focus();
  await page.keyboard.press("Shift+Period");
  await expectPhase(page, "paused");
  await app.idle();
  const clock = await page.getByTestId("clock").textContent();
  await page.keyboard.press("Period");
  await app.idle();
  await page.keyboard.press(",");
  await expect(page.getByText(/^Review at/u).first()).toBeVisible();
  await page.keyboard.press("l");
  await expect(page.getByRole("radio", { name: "300×" })).toBeChecked();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(page.getByRole("radio", { name: "10×" })).toBeChecked();
  expect(clock).toMatch(/^00:01:/u);
});

test("kill the worker and recover to the very instant", async ({ app, page }) => {
  await runTo(page, "00:02:00");
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("dialog").getByRole("combobox").fill("Stop the engine's worker");
  await page.keyboard.press("Enter");
  await expectPhase(page, "lost");
  await page.getByRole("button", { name: "Replay to 00:02:00" }).click();
  await expectPhase(page, "paused");
  await expectClock(page, "00:02:00");
  await page.getByRole("button", { name: "Step one batch" }).click();
  await app.idle();
  await expectPhase(page, "paused");
});

test("the same by keyboard alone: the worker is killed, and the run is back at the very instant", async ({
  app,
  page,
}) => {
  await app.chooseFile(POISONED, () => page.keyboard.press("ControlOrMeta+o"));
  await runToByKeys(page, "5s", "00:00:05");
  await runByKeys(page, "Stop the engine's worker");
  await expectPhase(page, "lost");
  await walkTo(page, page.getByRole("button", { name: "Replay to 00:00:05" }));
  await page.keyboard.press("Enter");
  await expectPhase(page, "paused");
  await expectClock(page, "00:00:05");
  await page.keyboard.press("Shift+Period");
  await app.idle();
  await expectPhase(page, "paused");
});

test("a breakpoint stops the run, says why, and lets it go on", async ({ page }) => {
  await page.keyboard.press("ControlOrMeta+Shift+B");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Of").selectOption("job");
  await dialog.getByLabel("More than").fill("1500");
  await dialog.getByRole("button", { name: "Add breakpoint" }).click();
  await expect(dialog.getByRole("listitem")).toHaveText(/lag of job rises over 1,500 records/u);
  await dialog.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  const banner = page.getByText(/^Breakpoint \(the lag of job rises over 1,500 records\)/u);
  await expect(banner).toBeVisible({ timeout: 100_000 });
  await expectPhase(page, "paused");
  await page.getByRole("button", { name: "Continue" }).click();
  await expectPhase(page, "running");
});

test("poison injected while running: the saved file gives the same digest headless", async ({ app, page }) => {
  await app.chooseFile(POISONED, () => page.keyboard.press("ControlOrMeta+o"));
  await runTo(page, "00:00:05");
  await page.getByRole("button", { name: "Apply chaos" }).first().click();
  await page.getByRole("menuitem", { name: "Send a poison record..." }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Value").fill("not|even|close");
  await dialog.getByRole("button", { name: "Strike now" }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole("radio", { name: "max" }).click();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await expectPhase(page, "finished");
  await app.idle();
  await page.getByRole("tab", { name: "Runs" }).click();
  const digest = await digestOfRun(page, 1);

  const saved = await app.saveFile(() => page.keyboard.press("ControlOrMeta+Shift+S"));
  expect(saved.bytes.toString("utf8")).toContain('value: "not|even|close"');
  expect(digestHeadless(saved.bytes)).toBe(digest);
});

test("poison by keyboard alone: injected while running, saved, and the same digest headless", async ({ app, page }) => {
  await app.chooseFile(POISONED, () => page.keyboard.press("ControlOrMeta+o"));
  await runToByKeys(page, "5s", "00:00:05");
  await runByKeys(page, "Send a poison record");
  const dialog = page.getByRole("dialog", { name: "Inject a fault" });
  await expect(dialog.getByLabel("Source")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(dialog.getByLabel("Value")).toBeFocused();
  await typeOver(page, "not|even|close");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await playByKeys(page);
  await expectPhase(page, "finished");
  await app.idle();
  await runByKeys(page, "Show the runs");
  const digest = await digestOfRun(page, 1);

  const saved = await app.saveFile(() => page.keyboard.press("ControlOrMeta+Shift+S"));
  expect(saved.bytes.toString("utf8")).toContain('value: "not|even|close"');
  expect(digestHeadless(saved.bytes)).toBe(digest);
});

test("in Review of a run that is over Space plays the recording, and pauses it", async ({ app, page }) => {
  await app.chooseFile(POISONED, () => page.keyboard.press("ControlOrMeta+o"));
  await playByKeys(page);
  await expectPhase(page, "finished");
  await runByKeys(page, "Speed: 1×");
  await walkTo(page, page.getByRole("slider", { name: "Instant shown" }));
  await page.keyboard.press("Home");
  const review = page.getByRole("region", { name: "Review" });
  await expect(review).toContainText("Review at 00:00:00");
  await page.keyboard.press("Space");
  await expect(review.getByRole("button", { name: "Pause the recording" })).toBeVisible();
  await expect(review).not.toContainText("Review at 00:00:00");
  await page.keyboard.press("Space");
  await expect(review.getByRole("button", { name: "Play the recording" })).toBeVisible();
  await app.idle();
  await expectPhase(page, "finished");
});

test("a what-if: change the recipe in Review, fork, and compare", async ({ app, page }) => {
  await app.chooseFile(POISONED, () => page.keyboard.press("ControlOrMeta+o"));
  await page.getByRole("radio", { name: "max" }).click();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await expectPhase(page, "finished");
  await app.idle();
  await page.keyboard.press(",");
  await page.getByRole("button", { name: "Apply chaos" }).first().click();
  await page.getByRole("menuitem", { name: "Send a poison record..." }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("At", { exact: true }).fill("8s");
  await dialog.getByLabel("How many (optional)").fill("100");
  await dialog.getByRole("button", { name: "Add and fork from zero" }).click();
  await expectPhase(page, "finished");
  await app.idle();
  await page.getByRole("tab", { name: "Runs" }).click();
  const comparison = page.getByRole("region", { name: "Comparison" });
  await expect(comparison.getByRole("row", { name: /Rows rejected/u })).toContainText("worse");
  await expect(comparison.getByRole("caption").first()).toContainText("Run 2 against run 1");
});

/** Sends the run to an instant and waits until it pauses there. */
async function runToByKeys(page: Page, time: string, clock: string): Promise<void> {
  await page.keyboard.press("g");
  await typeOver(page, time);
  await page.keyboard.press("Enter");
  await expectClock(page, clock);
  await expectPhase(page, "paused");
}

/** The digest of a scenario on the command line. */
function digestHeadless(text: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), "spillway-story-"));
  try {
    const file = join(folder, "saved.scenario.yaml");
    writeFileSync(file, text);
    const { stdout } = spawnSync(process.execPath, ["cli/launch.mjs", "run", file, "--json"], {
      cwd: repositoryRoot,
      encoding: "utf8",
      maxBuffer: 64_000_000,
    });
    return (JSON.parse(stdout) as { readonly digest: string }).digest;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
