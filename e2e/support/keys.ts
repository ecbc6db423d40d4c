import { expect, type Locator, type Page } from "@playwright/test";

/** More steps than any part of the app is away. */
const STEPS_MAX = 120;

/** Walks there by one key, as a person without a mouse does; fails where the key does not lead there. */
export async function walkTo(page: Page, target: Locator, key: "Tab" | "ArrowDown" = "Tab"): Promise<void> {
  await target.first().waitFor();
  for (let step = 0; step < STEPS_MAX; step += 1) {
    if (await target.first().evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press(key);
  }
  await expect(target.first()).toBeFocused();
}

/** Puts a text in place of what stands in the field that has the focus. */
export async function typeOver(page: Page, text: string): Promise<void> {
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(text);
}

/** Finds a command by its name and runs it, typing every letter. */
export async function runByKeys(page: Page, title: string): Promise<void> {
  await page.keyboard.press("ControlOrMeta+k");
  await expect(page.getByRole("combobox", { name: "Search or run a command" })).toBeFocused();
  await page.keyboard.type(title);
  await expect(page.getByRole("option").first()).toContainText(title);
  await page.keyboard.press("Enter");
}

/** Runs from the start to the end as fast as the machine can, by keyboard alone. */
export async function playByKeys(page: Page): Promise<void> {
  await runByKeys(page, "Speed: max");
  await expect(page.getByRole("combobox", { name: "Search or run a command" })).toHaveCount(0);
  await page.keyboard.press("k");
}
