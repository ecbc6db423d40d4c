import { expect, type Page } from "@playwright/test";
import type { App } from "./app.ts";

/** Opens a tab of the inspector and waits for the code editor in it. */
export async function openEditor(app: App, tab: "YAML" | "SQL"): Promise<void> {
  await inspectorTab(app.page, tab).click();
  await expect(codeOf(app.page)).toBeVisible();
  await app.idle();
}

export function inspectorTab(page: Page, name: string) {
  return page.getByRole("tablist", { name: "Inspector" }).getByRole("tab", { name });
}

/** The code editor on the screen. */
export function codeOf(page: Page) {
  return page.locator(".monaco-editor").first();
}

/** Puts the caret at the start of a line's text, as a person does who knows its number. */
export async function goToLine(page: Page, line: number): Promise<void> {
  await page.keyboard.press("Control+g");
  const box = page.getByRole("textbox", { name: /^Go to line/ }).or(page.locator(".quick-input-widget input"));
  await expect(box.first()).toBeFocused();
  await page.keyboard.type(String(line));
  await page.keyboard.press("Enter");
  await page.keyboard.press("Home");
}

/** The number of the first line of the shown document that contains a text. */
export async function lineOf(page: Page, text: string): Promise<number> {
  const yaml = await page.evaluate(async () => (await fetch("/scenarios/flights-broker-crash.scenario.yaml")).text());
  const index = yaml.split("\n").findIndex((line) => line.includes(text));
  expect(index, text).toBeGreaterThan(-1);
  return index + 1;
}

/** Chooses what the inspector is about, without the canvas. */
export async function inspect(app: App, label: string): Promise<void> {
  const picker = app.page.getByLabel("Inspected");
  await picker.focus();
  await picker.selectOption({ label });
  await app.idle();
}

/** The card of a node on the canvas. */
export function cardOf(page: Page, id: string) {
  return page.locator(`.react-flow__node[data-id="${id}"]`);
}
