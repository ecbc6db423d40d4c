import { expect, type Page } from "@playwright/test";
import { test } from "../support/app.ts";
import { expectAccessible } from "../support/axe-steps.ts";
import { cardOf } from "../support/canvas.ts";
import { runTo } from "../support/run-steps.ts";

const inspectorOf = (page: Page) => page.getByRole("complementary", { name: "Inspector" });

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

test("at 1280 by 760 the inspector waits for a selection, so that names can be read at first sight", async ({
  app,
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 760 });
  await page.reload();
  await app.idle();
  await expect(inspectorOf(page)).toHaveCount(0);
  const isCut = (id: string) =>
    cardOf(page, id)
      .getByText(id, { exact: true })
      .evaluate((name) => name.scrollWidth > name.clientWidth);
  expect(await isCut("flight.events")).toBe(false);

  await cardOf(page, "gold.vouchers").click();
  await expect(inspectorOf(page)).toContainText("gold.vouchers");
  await app.idle();
  const inspector = (await inspectorOf(page).boundingBox())?.x ?? 0;
  await expect
    .poll(async () => {
      const card = await cardOf(page, "gold.vouchers").boundingBox();
      return card === null ? Number.POSITIVE_INFINITY : card.x + card.width;
    })
    .toBeLessThan(inspector);
  await cardOf(page, "gold.vouchers").focus();
  await page.keyboard.press("Escape");
  await expect(inspectorOf(page)).toHaveCount(0);

  // What a person opens stays open, and what a person closes stays closed.
  await page.getByRole("button", { name: "Configure", exact: true }).click();
  await cardOf(page, "job").click();
  await cardOf(page, "job").focus();
  await page.keyboard.press("Escape");
  await expect(inspectorOf(page)).toContainText("duration");
  await page.keyboard.press("ControlOrMeta+Alt+B");
  await cardOf(page, "job").click();
  await app.idle();
  await expect(inspectorOf(page)).toHaveCount(0);
});

test("the title bar stands still when Review begins", async ({ app, page }) => {
  await runTo(page, "00:00:20");
  await app.idle();
  const places = () =>
    page
      .getByRole("banner")
      .locator("button")
      .evaluateAll((buttons) => buttons.map((button) => Math.round(button.getBoundingClientRect().x)));
  const before = await places();
  await page.getByRole("slider", { name: "Instant shown" }).focus();
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("region", { name: "Review" })).toBeVisible();
  expect(await places()).toEqual(before);
});

test("what is painted follows the system's theme while the choice is left to it", async ({ app, page }) => {
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await runTo(page, "00:00:20");
  await app.idle();
  /** The colours on the canvas over the drawing: chevrons, where motion is reduced. */
  const colors = () =>
    page.locator("#canvas canvas").evaluate((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) throw new Error("no canvas");
      const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      const found = new Set<string>();
      for (let at = 0; at < data.length; at += 4)
        if (data[at + 3] === 255) found.add([...data.slice(at, at + 3)].join(","));
      return [...found];
    });
  const dark = "114,199,244"; // --s1 of the dark theme, and below of the light one
  await expect.poll(colors).toContain(dark);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await expect.poll(colors).toContain("28,134,219");
  expect(await colors()).not.toContain(dark);
});

test("while the text has errors the clock and the timeline keep how long a run goes on", async ({ page }) => {
  const clock = page.getByTestId("clock");
  await expect(clock).toContainText("00:30:00");
  await inspectorOf(page).getByRole("textbox", { name: "seed", exact: true }).fill("many");
  await page.keyboard.press("Tab");
  await expect(page.getByText("1 problem", { exact: true })).toBeVisible();
  await expect(clock).toContainText("00:30:00");
  await expect(page.getByRole("slider", { name: "Instant shown" })).toContainText("00:25:00");
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
