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
  await inspector.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await page.keyboard.press("Tab");
}

/** Drops a file on the window as a file manager does. */
export async function openByDrop(page: Page, name: string, content: string | Uint8Array): Promise<void> {
  const bytes = [...(typeof content === "string" ? Buffer.from(content) : content)];
  const transfer = await page.evaluateHandle(
    ([fileName, fileBytes]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(fileBytes)], fileName));
      return data;
    },
    [name, bytes] as const,
  );
  await page.dispatchEvent("main", "dragover", { dataTransfer: transfer });
  await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
}
