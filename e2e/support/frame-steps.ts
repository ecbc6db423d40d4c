import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Locator, type Page } from "@playwright/test";

/** The name of the document that is open, in the title bar. */
export function shownName(page: Page): Locator {
  return page.getByRole("banner").locator("bdi").first();
}

/** Finds a command by a few letters and runs it, by keyboard alone. */
export async function runCommand(page: Page, words: string): Promise<void> {
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox", { name: "Search or run a command" }).fill(words);
  await expect(page.getByRole("option").first()).toContainText(words.replace("…", ""));
  await page.keyboard.press("Enter");
}

/** Gives the scenario another name in the inspector: one step that is not saved. */
export async function changeName(page: Page, name: string): Promise<void> {
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await inspector.getByRole("textbox", { name: "name", exact: true }).fill(name);
  await page.keyboard.press("Tab");
}

/** A file of a story's own, in a folder of its own. */
export function fileWith(content: string | Uint8Array, name: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "spillway-story-")), name);
  writeFileSync(path, content);
  return path;
}

/** Drops a file of the disk on the middle of the window, as a file manager does. */
export async function openByDrop(page: Page, path: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { width, height } = page.viewportSize() ?? { width: 1280, height: 760 };
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await session.send("Input.dispatchDragEvent", { type, x: width / 2, y: height / 2, data });
  }
  await session.detach();
}
