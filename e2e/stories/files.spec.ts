import { join } from "node:path";
import { expect } from "@playwright/test";
import { repositoryRoot } from "../../scripts/bundles.mjs";
import { test } from "../support/app.ts";
import { expectAccessible } from "../support/axe-steps.ts";
import { changeName, fileWith, openByDrop, runCommand, shownName } from "../support/frame-steps.ts";
import { playByKeys, walkTo } from "../support/keys.ts";
import { expectPhase } from "../support/run-steps.ts";

const RIDES = join(repositoryRoot, "docs/examples/rides.scenario.yaml");

const MINE = `# mine, with a comment
version: 1
name: My own scenario
seed: 7
duration: 1m
pipeline:
  kafka: { brokers: 1 }
  nodes: []
  edges: []
`;

test("work that nobody saved survives a crash: shown as a diff, restored, and saved byte for byte", async ({ app }) => {
  const path = fileWith(MINE, "mine.scenario.yaml");
  await app.chooseFile(path, () => app.page.keyboard.press("ControlOrMeta+o"));
  await expect(shownName(app.page)).toHaveText("mine.scenario.yaml");
  await changeName(app.page, "Changed and not saved");
  await expect(app.page.getByText("not saved", { exact: true }).first()).toBeAttached();
  await expect(app.page.getByText(/^autosaved/u)).toBeVisible();

  await app.relaunch();
  const dialog = app.page.getByRole("dialog", { name: "Unsaved work was kept" });
  await dialog.getByRole("button", { name: "Show diff" }).click();
  await app.idle();
  await expect(dialog.getByRole("region", { name: "From the saved text to the unsaved one" })).toContainText(
    "name: Changed and not saved",
  );
  await dialog.getByRole("button", { name: "Restore" }).click();
  await app.idle();
  await expect(shownName(app.page)).toHaveText("mine.scenario.yaml");

  const saved = await app.saveFile(() => runCommand(app.page, "Save as"));
  expect(saved.bytes.toString("utf8")).toBe(MINE.replace("My own scenario", "Changed and not saved"));
  await expect(app.page.getByText("not saved", { exact: true })).toHaveCount(0);
});

test("unsaved work can be thrown away, by keyboard alone", async ({ app }) => {
  await changeName(app.page, "Not worth keeping");
  await expect(app.page.getByText(/^autosaved/u)).toBeVisible();
  await app.relaunch();
  await expect(app.page.getByRole("button", { name: "Restore" })).toBeFocused();
  await app.page.keyboard.press("Tab");
  await app.page.keyboard.press("Tab");
  await app.page.keyboard.press("Enter");
  await expect(app.page.getByRole("dialog")).toHaveCount(0);
  await app.relaunch();
  await expect(app.page.getByRole("dialog")).toHaveCount(0);
});

test("a scenario opens by drag, and asks about unsaved work first", async ({ app, page }) => {
  const dropped = fileWith(MINE, "dropped.scenario.yaml");
  await changeName(page, "Unsaved");
  await openByDrop(page, dropped);
  const dialog = page.getByRole("dialog", { name: /^Save the changes to/u });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(shownName(page)).toHaveText("flights-broker-crash.scenario.yaml");

  await openByDrop(page, dropped);
  await dialog.getByRole("button", { name: "Don’t save" }).click();
  await app.idle();
  await expect(shownName(page)).toHaveText("dropped.scenario.yaml");
});

test("a file that is no text is refused with a sentence, and the scenario stays", async ({ page }) => {
  await openByDrop(page, fileWith(new Uint8Array([0xff, 0xfe, 0x00, 0x80]), "broken.scenario.yaml"));
  await expect(page.getByText("broken.scenario.yaml is no UTF-8 text", { exact: false })).toBeVisible();
  await expect(shownName(page)).toHaveText("flights-broker-crash.scenario.yaml");
});

test("a shipped scenario opens from the menu, and recent files are listed", async ({ app, page }) => {
  await page.getByRole("button", { name: "Menu", exact: true }).click();
  await page.getByRole("menuitem", { name: "File" }).click();
  await page.getByRole("menuitem", { name: "New scenario" }).click();
  const dialog = page.getByRole("dialog", { name: "Open a scenario" });
  await dialog.getByRole("searchbox", { name: "Filter scenarios" }).fill("acks");
  await dialog.getByRole("button", { name: /flights-acks-1\.scenario\.yaml/u }).click();
  await app.idle();
  await expect(shownName(page)).toHaveText("flights-acks-1.scenario.yaml");

  await app.chooseFile(fileWith(MINE, "mine.scenario.yaml"), () => runCommand(page, "Open…"));
  await expect(shownName(page)).toHaveText("mine.scenario.yaml");
  await page.keyboard.press("ControlOrMeta+Shift+o");
  await expect(
    dialog.getByRole("region", { name: "Recent" }).getByRole("button", { name: /mine\.scenario\.yaml/u }),
  ).toBeVisible();
});

test("a shipped scenario and a file open from the menu by keyboard alone", async ({ app, page }) => {
  const open = async (item: string): Promise<void> => {
    await walkTo(page, page.getByRole("button", { name: "Menu", exact: true }));
    await page.keyboard.press("Enter");
    await expect(page.getByRole("menuitem", { name: "File" })).toBeFocused();
    await page.keyboard.press("ArrowRight");
    await expect(page.getByRole("menuitem", { name: "New scenario" })).toBeFocused();
    await walkTo(page, page.getByRole("menuitem", { name: item }), "ArrowDown");
    await page.keyboard.press("Enter");
  };
  await open("New scenario");
  const dialog = page.getByRole("dialog", { name: "Open a scenario" });
  await expect(dialog.getByRole("searchbox", { name: "Filter scenarios" })).toBeFocused();
  await page.keyboard.type("acks");
  await walkTo(page, dialog.getByRole("button", { name: /flights-acks-1\.scenario\.yaml/u }));
  await page.keyboard.press("Enter");
  await app.idle();
  await expect(shownName(page)).toHaveText("flights-acks-1.scenario.yaml");

  await app.chooseFile(fileWith(MINE, "mine.scenario.yaml"), () => open("Open…"));
  await expect(shownName(page)).toHaveText("mine.scenario.yaml");
});

test.describe("named on the command line", () => {
  test.use({ start: { paths: [RIDES] } });

  test("a scenario opens with the app and runs, with the data beside it", async ({ app, page }) => {
    await expect(shownName(page)).toHaveText("rides.scenario.yaml");
    await playByKeys(page);
    await expectPhase(page, "finished");
    await app.idle();
  });
});

test("a saved text is a version that can be compared and taken back", async ({ app, page }) => {
  await app.chooseFile(fileWith(MINE, "mine.scenario.yaml"), () => page.keyboard.press("ControlOrMeta+o"));
  await expect(shownName(page)).toHaveText("mine.scenario.yaml");
  await app.saveFile(() => page.keyboard.press("ControlOrMeta+Shift+s"));
  await changeName(page, "A worse name");
  await runCommand(page, "Versions of this scenario");
  const dialog = page.getByRole("dialog", { name: "Versions" });
  await dialog.getByRole("list").getByRole("button").first().click();
  await app.idle();
  await expect(dialog.locator(".line-insert")).toHaveCount(1);
  // By keyboard: the dialog's tab stops lead into the comparison, F7 says its changes.
  await dialog.getByRole("textbox", { name: "From the text on the screen to this version: after" }).focus();
  await page.keyboard.press("F7");
  await expect(dialog.locator(".diff-review-row").filter({ hasText: "name: My own scenario" })).toBeVisible();
  await expectAccessible(page, "the comparison", '[role="dialog"]');
  await dialog.getByRole("button", { name: "Restore this version" }).click();
  await expect(page.getByRole("button", { name: "Undo" })).toBeEnabled();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(page.getByText(/^Undone: Restore the version/u).first()).toBeVisible();
});
