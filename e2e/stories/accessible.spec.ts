import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { repositoryRoot } from "../../scripts/bundles.mjs";
import { type App, test } from "../support/app.ts";
import { expectAccessible } from "../support/axe-steps.ts";
import { cardOf, drawingOf, runCommand } from "../support/canvas.ts";
import { resultGrid, sqlConsole } from "../support/data-steps.ts";
import { openEditor } from "../support/editor-steps.ts";
import { fileWith } from "../support/frame-steps.ts";
import { GROUP_SCENARIO } from "../support/group-scenario.ts";
import { expectPhase, runTo } from "../support/run-steps.ts";

// Axe reads every element of a screen, in three themes: on a busy machine that takes minutes.
const AXE_TIMEOUT_MS = 600_000;
const DIALOG = '[role="dialog"]';
const MENU = '[role="menu"]';
const LOWER = "#lower-panel";
const INSPECTOR = '[aria-label="Inspector"]';

const POISONED = join(repositoryRoot, "scenarios/golden/poison-dead-letters.scenario.yaml");
const ORDERS = `order no,customer,sold at,amount
1,ana,2025-03-01 08:00:00,10
2,ben,2025-03-01 08:00:30,n/a
3,ana,2025-03-01 08:01:10,30
`;

test.beforeEach(async ({ page }) => {
  test.setTimeout(AXE_TIMEOUT_MS);
  // What fades in is not read before it is there.
  await page.emulateMedia({ reducedMotion: "reduce" });
});

async function openLowerTab({ page, idle }: App, tab: string): Promise<void> {
  await page
    .getByTestId("bottom")
    .getByRole("tab", { name: new RegExp(`^${tab}`, "u") })
    .click();
  await idle();
}

/** Opens or closes panels by their keys: axe reads the whole page whatever it looks at, and is the faster the less there is. */
async function togglePanels(
  { page, idle }: App,
  ...panels: readonly ("left" | "inspector" | "lower")[]
): Promise<void> {
  const keys = { left: "ControlOrMeta+b", inspector: "ControlOrMeta+Alt+b", lower: "ControlOrMeta+j" };
  for (const panel of panels) await page.keyboard.press(keys[panel]);
  await idle();
}

async function lookAtDialog(page: Page, name: string): Promise<void> {
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectAccessible(page, name, DIALOG);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
}

async function lookAtMenu(page: Page, name: string): Promise<void> {
  await expect(page.getByRole("menu").first()).toBeVisible();
  await expectAccessible(page, name, MENU);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
}

async function playToTheEnd({ page, idle }: App): Promise<void> {
  await page.getByRole("radio", { name: "max", exact: true }).click();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await expectPhase(page, "finished");
  await idle();
}

test("axe finds nothing before a run: panels, inspector, canvas and its menus, in every theme", async ({
  app,
  page,
}) => {
  await expectAccessible(page, "main screen");
  await togglePanels(app, "left", "inspector");
  for (const tab of ["Events", "Checks", "Data", "Problems", "Runs"]) {
    await openLowerTab(app, tab);
    await expectAccessible(page, tab, LOWER);
  }
  await togglePanels(app, "lower");
  await page.getByRole("button", { name: "Open the outline" }).click();
  await expectAccessible(page, "Outline", '[aria-label="Palette and outline"]');

  await togglePanels(app, "left", "inspector");
  await page.getByLabel("Inspected").selectOption({ label: "silver.flight (silver)" });
  for (const tab of ["Configure", "Metrics", "Data", "SQL", "YAML", "Fidelity"]) {
    await page.getByRole("tablist", { name: "Inspector" }).getByRole("tab", { name: tab }).click();
    if (tab === "YAML" || tab === "SQL") await expect(page.locator(".monaco-editor .view-line").first()).toBeVisible();
    await app.idle();
    await expectAccessible(page, tab, INSPECTOR);
  }
  await togglePanels(app, "inspector");
  await cardOf(page, "flight.events").click({ button: "right" });
  await lookAtMenu(page, "menu of a node");
  await drawingOf(page).click({ button: "right", position: { x: 20, y: 20 } });
  await lookAtMenu(page, "menu of the canvas");
  for (const [key, name] of [
    ["c", "connect"],
    ["F2", "rename"],
    ["a", "quick add"],
  ] as const) {
    await cardOf(page, "flight.events").press(key);
    await expect(page.locator(".floating input")).toBeVisible();
    await expectAccessible(page, name, ".floating");
    await page.keyboard.press("Escape");
    await expect(page.locator(".floating input")).toHaveCount(0);
    await app.idle();
  }
});

test("axe finds nothing in the dialogs, the app's menu and the tour, in every theme", async ({ app, page }) => {
  await page.getByRole("button", { name: "New here? Take the tour" }).click();
  await expectAccessible(page, "tour", DIALOG);
  await page.keyboard.press("Escape");
  await togglePanels(app, "left", "inspector", "lower");
  for (const command of [
    "New scenario",
    "Versions of this scenario",
    "Share as a link",
    "Settings",
    "Keyboard shortcuts",
    "Glossary",
    "About Spillway",
    "Breakpoints",
    "Run to a time or a condition",
    "Follow a record",
  ]) {
    await runCommand(app, command);
    await lookAtDialog(page, command);
  }
  await page.keyboard.press("ControlOrMeta+k");
  await lookAtDialog(page, "palette");

  await page.getByRole("button", { name: "Apply chaos" }).first().click();
  await expectAccessible(page, "chaos menu", MENU);
  await page.getByRole("menuitem", { name: /^Cut the power/u }).click();
  await lookAtDialog(page, "inject");
  await page.getByRole("button", { name: "Menu", exact: true }).click();
  await page.getByRole("menuitem", { name: "File" }).press("ArrowRight");
  await expectAccessible(page, "app menu", MENU);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");

  await page.keyboard.press("ControlOrMeta+Shift+i");
  await app.chooseFile(fileWith(ORDERS, "orders.csv"), () =>
    page.getByRole("button", { name: "Choose a file…" }).click(),
  );
  await expect(page.getByText("3 rows make 3 records.")).toBeVisible({ timeout: 60_000 });
  await app.idle();
  await lookAtDialog(page, "own data");
});

test("axe finds nothing while a run goes on, in Review, and when it is over, in every theme", async ({ app, page }) => {
  await app.chooseFile(POISONED, () => page.keyboard.press("ControlOrMeta+o"));
  await togglePanels(app, "left");
  await page.getByRole("radio", { name: "1×", exact: true }).click();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await expectPhase(page, "running");
  await page.getByRole("tablist", { name: "Inspector" }).getByRole("tab", { name: "Metrics" }).click();
  await expectAccessible(page, "a running screen");
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await app.idle();

  await playToTheEnd(app);
  await openLowerTab(app, "Checks");
  await expectAccessible(page, "a finished run and its checks");
  await openLowerTab(app, "Events");
  await page.getByRole("grid", { name: "Events" }).getByRole("row").nth(1).click();
  await page.getByRole("tablist", { name: "Inspector" }).getByRole("tab", { name: "Configure" }).click();
  await app.idle();
  await expectAccessible(page, "Review with an event");
  await page.getByRole("button", { name: "Return to live" }).click();

  await togglePanels(app, "inspector");
  await openLowerTab(app, "Data");
  await sqlConsole(page).getByRole("textbox").focus();
  await page.keyboard.type("select * from silver.orders limit 20");
  await page.keyboard.press("ControlOrMeta+Enter");
  await app.idle();
  await expectAccessible(page, "rows", LOWER);
  await resultGrid(page).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Shift+F10");
  await expectAccessible(page, "menu of a row", MENU);
  await page.getByRole("menuitem", { name: /^Follow the record/u }).click();
  await app.idle();
  await lookAtDialog(page, "a record's journey");
});

test("axe finds nothing in the views of the log and of its readers, in every theme", async ({ app, page }) => {
  const path = fileWith(GROUP_SCENARIO, "group.scenario.yaml");
  await app.chooseFile(path, () => page.keyboard.press("ControlOrMeta+o"));
  await playToTheEnd(app);
  await togglePanels(app, "left", "inspector");
  for (const tab of ["Lag", "Topics", "Space-time", "Rebalances"]) {
    await openLowerTab(app, tab);
    await expectAccessible(page, tab, LOWER);
  }
  await page
    .getByRole("row", { name: /a session timed out/u })
    .getByRole("button")
    .click();
  await app.idle();
  await expectAccessible(page, "a rebalance", LOWER);
});

test("axe finds nothing in a comparison of two runs, in every theme", async ({ app, page }) => {
  await app.chooseFile(POISONED, () => page.keyboard.press("ControlOrMeta+o"));
  await playToTheEnd(app);
  await page.keyboard.press(",");
  await page.getByRole("button", { name: "Apply chaos" }).first().click();
  await page.getByRole("menuitem", { name: "Send a poison record..." }).click();
  await page.getByRole("dialog").getByLabel("At", { exact: true }).fill("8s");
  await page.getByRole("button", { name: "Add and fork from zero" }).click();
  await expectPhase(page, "finished");
  await app.idle();
  await openLowerTab(app, "Runs");
  await expectAccessible(page, "comparison");
});

test("axe finds nothing on broken text and on a lost engine, in every theme", async ({ app, page }) => {
  await togglePanels(app, "left");
  await runTo(page, "00:00:10");
  await runCommand(app, "Stop the engine's worker");
  await expectPhase(page, "lost");
  await openEditor(app, "YAML");
  await page.locator(".monaco-editor .view-line").first().click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.type("nodes: [");
  await app.idle();
  await openLowerTab(app, "Problems");
  await expectAccessible(page, "broken text, engine lost");
});
