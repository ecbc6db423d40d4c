import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { repositoryRoot } from "../../scripts/bundles.mjs";
import { test } from "../support/app.ts";
import type { ElectronDriver } from "../support/electron-lane.ts";

const examples = join(repositoryRoot, "docs/examples");

/** A scenario with its data in the story's own folder. */
function copyRides({ userData }: ElectronDriver): string {
  const folder = join(userData, "..", "rides");
  mkdirSync(folder, { recursive: true });
  for (const name of ["rides.scenario.yaml", "rides.csv"]) copyFileSync(join(examples, name), join(folder, name));
  return join(folder, "rides.scenario.yaml");
}

const titleOf = (desktop: ElectronDriver) =>
  desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle());

/** Drops a file of the disk on the window, as a file manager would: the file of an input has its path, as a dragged one has. */
async function drop(page: Page, path: string): Promise<void> {
  const input = await page.evaluateHandle(() => {
    const made = document.createElement("input");
    made.type = "file";
    return made;
  });
  await input.asElement()?.setInputFiles(path);
  await input.evaluate((element) => {
    const transfer = new DataTransfer();
    for (const file of (element as HTMLInputElement).files ?? []) transfer.items.add(file);
    const target = document.querySelector("main") ?? document.body;
    for (const type of ["dragenter", "dragover", "drop"])
      target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
  });
}

test("a file named on the command line is opened and runs, with the data beside it; a second one is left and named", async ({
  app,
  desktop,
}) => {
  const path = copyRides(desktop);
  const second = join(path, "../second.scenario.yaml");
  copyFileSync(path, second);
  await app.relaunch({ paths: [path, second] });
  await expect.poll(() => titleOf(desktop)).toBe("rides.scenario.yaml — Spillway");
  await expect(app.page.getByText("Not opened: second.scenario.yaml.")).toBeVisible();
  await app.page.getByRole("button", { name: "Play", exact: true }).click();
  await expect(app.page.getByText("Finished", { exact: true })).toBeVisible({ timeout: 150_000 });
});

test("a file is opened from the native menu", async ({ app, desktop }) => {
  const path = copyRides(desktop);
  await app.chooseFile(path, () =>
    desktop.app.evaluate(({ Menu }) => void Menu.getApplicationMenu()?.getMenuItemById("file.open")?.click()),
  );
  await expect.poll(() => titleOf(desktop)).toBe("rides.scenario.yaml — Spillway");
});

test("a file is opened by dropping it on the window, and saved back to where it came from", async ({
  app,
  desktop,
}) => {
  const path = copyRides(desktop);
  await drop(app.page, path);
  await expect.poll(() => titleOf(desktop)).toBe("rides.scenario.yaml — Spillway");
  const before = readFileSync(path, "utf8");
  await app.page.keyboard.press("Control+s");
  await app.idle();
  expect(readFileSync(path, "utf8")).toBe(before);
});
