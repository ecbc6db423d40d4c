import { expect, type Page } from "@playwright/test";
import { test } from "../support/app.ts";
import { expectAccessible } from "../support/axe-steps.ts";
import { runCommand } from "../support/frame-steps.ts";

const TABS = ["Timeline", "Events", "Checks", "Data", "Problems", "Runs"];
const DIALOGS = [
  "New scenario",
  "Versions of this scenario",
  "Share as a link",
  "Settings",
  "Keyboard shortcuts",
  "Glossary",
  "About Spillway",
];

async function useTheme(page: Page, theme: string): Promise<void> {
  await runCommand(page, `Theme: ${theme}`);
  await expect(page.locator("html")).toHaveAttribute("data-theme", theme === "high contrast" ? "contrast" : theme);
}

// Axe reads every element of the page each time: on a busy machine that takes minutes.
const AXE_TIMEOUT_MS = 300_000;

for (const theme of ["dark", "light", "high contrast"]) {
  test(`axe finds nothing on the main screen and its panels, theme ${theme}`, async ({ app, page }) => {
    test.setTimeout(AXE_TIMEOUT_MS);
    await useTheme(page, theme);
    await expectAccessible(page, "main screen");
    const lower = page.getByRole("region", { name: "Lower panel" });
    for (const tab of TABS) {
      await lower.getByRole("tab", { name: new RegExp(`^${tab}`, "u") }).click();
      await app.idle();
      await expectAccessible(page, tab, "#lower-panel");
    }
    await page.getByRole("tab", { name: "Outline" }).click();
    await expectAccessible(page, "Outline", '[aria-label="Palette and outline"]');
  });

  test(`axe finds nothing in the dialogs, theme ${theme}`, async ({ app, page }) => {
    test.setTimeout(AXE_TIMEOUT_MS);
    await useTheme(page, theme);
    for (const command of DIALOGS) {
      await runCommand(page, command);
      await app.idle();
      await expectAccessible(page, command, '[role="dialog"]');
      await page.keyboard.press("Escape");
    }
    await page.keyboard.press("ControlOrMeta+k");
    await expectAccessible(page, "palette", '[role="dialog"]');
  });
}

test("the theme is kept from one start to the next", async ({ app }) => {
  await app.page.keyboard.press("ControlOrMeta+,");
  await app.page.getByRole("dialog", { name: "Settings" }).getByRole("radio", { name: "Light" }).click();
  await expect(app.page.locator("html")).toHaveAttribute("data-theme", "light");
  await app.page.keyboard.press("Escape");
  await app.page.keyboard.press("ControlOrMeta+b");
  await app.relaunch();
  await expect(app.page.locator("html")).toHaveAttribute("data-theme", "light");
});

test("at 200 % zoom everything is within reach and nothing is cut off", async ({ app, page }) => {
  // What 1280 by 760 pixels at 200 % leave.
  await page.setViewportSize({ width: 640, height: 380 });
  await app.idle();
  const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(isWide).toBe(false);
  for (const name of ["Menu", "Play", "Search or run a command", "Open the palette", "Configure"]) {
    await expect(page.getByRole("button", { name, exact: true }).first()).toBeInViewport({ ratio: 1 });
  }
  await page.getByRole("button", { name: "Configure", exact: true }).click();
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await expect(inspector.getByRole("textbox", { name: "name", exact: true })).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("Escape");
  await expect(inspector).toHaveCount(0);
  await page.getByRole("tab", { name: "Checks" }).click();
  await expect(page.getByRole("tabpanel", { name: "Checks" })).toBeInViewport({ ratio: 1 });
  await expectAccessible(page, "200 %");
});

test("panels close to rails and open again by keys, and their size is kept", async ({ app }) => {
  const palette = () => app.page.getByRole("complementary", { name: "Palette and outline" });
  await app.page.getByRole("separator", { name: "Resize the palette" }).focus();
  const before = (await palette().boundingBox())?.width ?? 0;
  await app.page.keyboard.press("ArrowRight");
  const after = (await palette().boundingBox())?.width ?? 0;
  expect(after).toBeGreaterThan(before);
  await app.page.keyboard.press("ControlOrMeta+b");
  await expect(palette()).toHaveCount(0);
  await app.page.getByRole("button", { name: "Open the outline" }).click();
  await expect(app.page.getByRole("tab", { name: "Outline" })).toHaveAttribute("data-state", "active");
  await app.idle();
  await app.relaunch();
  await expect(palette()).toBeVisible();
  expect((await palette().boundingBox())?.width ?? 0).toBeCloseTo(after, 0);
});

test("the palette finds commands, nodes and terms, and says why something cannot be done", async ({ page }) => {
  await page.keyboard.press("ControlOrMeta+Shift+p");
  const search = page.getByRole("combobox", { name: "Search or run a command" });
  await search.fill("redo");
  await expect(page.getByRole("option", { name: /Redo.*There is nothing to redo/u })).toBeVisible();
  await search.fill("silver.flight");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("complementary", { name: "Inspector" })).toContainText("silver.flight");
  await page.keyboard.press("ControlOrMeta+k");
  await search.fill("unclean election");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Glossary" })).toContainText("what it lacked is lost");
});

test("the tour is offered, can be left and goes on where it was", async ({ app }) => {
  await app.page.getByRole("button", { name: "New here? Take the tour" }).click();
  const mark = app.page.getByRole("dialog", { name: /^Tour, step/u });
  await mark.getByRole("button", { name: "Next" }).click();
  await expect(mark).toContainText("Run it");
  await app.page.keyboard.press("Escape");
  await expect(mark).toHaveCount(0);
  await app.idle();
  await app.page.getByRole("button", { name: "Go on with the tour (2 of 5)" }).click();
  await expect(mark).toContainText("Run it");
  for (let step = 2; step < 5; step += 1) await mark.getByRole("button", { name: "Next" }).click();
  await mark.getByRole("button", { name: "Done" }).click();
  await expect(app.page.getByRole("button", { name: /tour/iu })).toHaveCount(0);
});
