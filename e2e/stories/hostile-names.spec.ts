import { expect, type Page } from "@playwright/test";
import { type App, test } from "../support/app.ts";
import { cardOf, runCommand } from "../support/canvas.ts";
import { resultGrid, sqlConsole } from "../support/data-steps.ts";
import { changeName, fileWith } from "../support/frame-steps.ts";
import {
  FORBIDDEN_SCENARIO,
  GOLD,
  HOSTILE_SCENARIO,
  hostileText,
  MARKUP,
  SILVER,
} from "../support/hostile-scenario.ts";
import { expectPhase } from "../support/run-steps.ts";
import { expectReachable, expectUnharmed } from "../support/unharmed.ts";

/** As long as a disk allows, in bytes, and with what it allows: no slash. */
const FILE = `<img src=x onerror=window.struck=1>\u202Eevil 😀${"W".repeat(150)}.scenario.yaml`;

// Every screen is walked through, and long names cost layout time: minutes, on a busy machine.
test.beforeEach(({ page }) => {
  test.setTimeout(600_000);
  page.on("request", (request) => {
    expect.soft(new URL(request.url()).pathname, "what a hostile name would load").not.toBe("/x");
  });
});

async function open({ page, chooseFile }: App, text: string, name = FILE): Promise<void> {
  await chooseFile(fileWith(text, name), () => page.keyboard.press("ControlOrMeta+o"));
}

async function openLowerTab({ page, idle }: App, tab: string): Promise<void> {
  await page
    .getByTestId("bottom")
    .getByRole("tab", { name: new RegExp(`^${tab}`, "u") })
    .click();
  await idle();
}

async function walkInspector({ page, idle }: App, what: string): Promise<void> {
  const tabs = page.getByRole("tablist", { name: "Inspector" });
  for (const tab of ["Metrics", "Data", "SQL", "YAML", "Fidelity", "Configure"]) {
    await tabs.getByRole("tab", { name: tab }).click();
    await idle();
    await expectUnharmed(page, `${tab} of ${what}`);
  }
  await expectReachable(page, what);
}

async function walkLowerTabs(app: App, what: string): Promise<void> {
  for (const tab of ["Events", "Checks", "Data", "Problems", "Runs", "Timeline"]) {
    await openLowerTab(app, tab);
    await expectUnharmed(app.page, `${tab}, ${what}`);
  }
}

async function walkDialog(page: Page, screen: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  await expectUnharmed(page, screen);
  await expect.soft(dialog, screen).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
}

/** Every node in the outline, and what the inspector says of it. */
async function walkNodes({ page, idle }: App): Promise<void> {
  await page.getByRole("tab", { name: "Outline" }).click();
  const nodes = page.getByRole("treeitem", { level: 1 });
  for (let node = 0; node < (await nodes.count()); node += 1) {
    await nodes.nth(node).focus();
    await idle();
    await expectUnharmed(page, `node ${node}`);
  }
  await page.getByRole("tab", { name: "Palette" }).click();
}

test("hostile names run nothing, break nothing and push nothing out of the window, on any screen", async ({
  app,
  page,
}) => {
  await open(app, HOSTILE_SCENARIO);
  await expectUnharmed(page, "opened");
  await expectReachable(page, "opened");
  await walkNodes(app);
  await page.getByRole("radio", { name: "max", exact: true }).click();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await expectPhase(page, "finished");
  await app.idle();
  await expectUnharmed(page, "finished");
  await walkLowerTabs(app, "finished");

  await cardOf(page, SILVER).click();
  await walkInspector(app, "silver after the run");
  await openLowerTab(app, "Events");
  await page.getByRole("grid", { name: "Events" }).getByRole("row").nth(2).click();
  await expectUnharmed(page, "Review");
  await expectReachable(page, "Review");
  await page.getByRole("button", { name: "Return to live" }).click();

  await openLowerTab(app, "Data");
  await sqlConsole(page).getByRole("textbox").focus();
  await page.keyboard.insertText(`select * from ${SILVER}`);
  await page.keyboard.press("ControlOrMeta+Enter");
  await app.idle();
  await expectUnharmed(page, "rows");
  await resultGrid(page).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Shift+F10");
  await expectUnharmed(page, "menu of a row");
  await page.getByRole("menuitem", { name: "Open the row" }).click();
  await walkDialog(page, "a row");
  await sqlConsole(page).getByRole("button", { name: "Questions" }).click();
  await expectUnharmed(page, "questions");
  await page.getByRole("menuitem").first().click();
  await app.idle();
  await expectUnharmed(page, "answer");
});

test("hostile names in palettes, menus and dialogs", async ({ app, page }) => {
  await open(app, HOSTILE_SCENARIO);
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox", { name: "Search or run a command" }).fill("order");
  await walkDialog(page, "palette");
  for (const command of ["Share as a link", "Versions of this scenario", "Breakpoints", "Run to a time"]) {
    await runCommand(app, command);
    await walkDialog(page, command);
  }
  await page.getByRole("button", { name: "Apply chaos" }).first().click();
  await expectUnharmed(page, "chaos menu");
  await page.getByRole("menuitem", { name: "Send a poison record..." }).click();
  await walkDialog(page, "inject");
  const gold = cardOf(page, GOLD);
  await gold.click({ button: "right" });
  await expectUnharmed(page, "menu of a node");
  await page.keyboard.press("Escape");
  for (const key of ["c", "F2", "a"]) {
    await gold.press(key);
    await expect(page.locator(".floating input")).toBeInViewport({ ratio: 1 });
    await expectUnharmed(page, `key ${key}`);
    await page.keyboard.press("Escape");
    await expect(page.locator(".floating input")).toHaveCount(0);
    await app.idle();
  }
  await page.getByRole("button", { name: "Menu", exact: true }).click();
  await page.getByRole("menuitem", { name: "File" }).press("ArrowRight");
  await expectUnharmed(page, "recents");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");

  await page.getByLabel("Inspected").selectOption("scenario");
  await changeName(page, `${MARKUP} changed`);
  await expectUnharmed(page, "not saved");
  await runCommand(app, "New empty scenario");
  await walkDialog(page, "save the changes");
  await expect(page.getByText(/^autosaved/u)).toBeVisible();
  await app.relaunch();
  await walkDialog(app.page, "restore");
});

test("hostile names leave as text: report, SVG, Mermaid, PNG", async ({ app, page }) => {
  await open(app, HOSTILE_SCENARIO);
  const svg = (await app.saveFile(() => runCommand(app, "Export drawing as SVG"))).bytes.toString("utf8");
  const wrong = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
    return [...parsed.querySelectorAll("parsererror, img, script, [onerror]")].map(({ outerHTML }) => outerHTML);
  }, svg);
  expect(wrong).toEqual([]);
  const mermaid = (await app.saveFile(() => runCommand(app, "Export drawing as Mermaid"))).bytes.toString("utf8");
  expect(mermaid).not.toContain("<img");
  const png = await app.saveFile(() => runCommand(app, "Export drawing as PNG"));
  expect([...png.bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);

  await page.getByRole("radio", { name: "max", exact: true }).click();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await expectPhase(page, "finished");
  await app.idle();
  const report = await app.saveFile(() => runCommand(app, "Export report as HTML"));
  expect(report.name).not.toMatch(/[<>\u202E/]/u);
  const html = report.bytes.toString("utf8");
  expect(html).not.toMatch(/<img|<script/u);
  await page.setContent(html);
  const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(isWide, "the report is no wider than the window").toBe(false);
});

test("names of 10,000 characters, which the schema forbids, are drawn and told about, and stay in their places", async ({
  app,
  page,
}) => {
  await open(app, FORBIDDEN_SCENARIO);
  await expectUnharmed(page, "opened");
  await expectReachable(page, "opened");
  await walkInspector(app, "the scenario");
  await walkNodes(app);
  await walkLowerTabs(app, "forbidden");
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox", { name: "Search or run a command" }).fill("img");
  await walkDialog(page, "palette");

  await page.keyboard.press("ControlOrMeta+Shift+i");
  const csv = `${hostileText(10_000).replaceAll(/[,"\n]/gu, "_")},at,"${MARKUP.replaceAll('"', '""')}"\nx,2025-03-01 08:00:00,1\ny,2025-03-01 08:00:01,2\n`;
  await app.chooseFile(fileWith(csv, FILE.replace(".scenario.yaml", ".csv")), () =>
    page.getByRole("button", { name: "Choose a file…" }).click(),
  );
  await walkDialog(page, "own data");
});
