import { expect, type Locator, type Page } from "@playwright/test";
import type { App } from "./app.ts";

/** The drawing. */
export const drawingOf = (page: Page): Locator => page.getByRole("application", { name: "Pipeline drawing" });

/** The card of a node. */
export const cardOf = (page: Page, id: string): Locator => page.locator(`.react-flow__node[data-id="${id}"]`);

/** The dot on a card where edges begin or end. */
export const handleOf = (page: Page, id: string, handle: "in" | "out" | "rejects"): Locator =>
  cardOf(page, id).locator(`[data-handle="${handle}"]`);

/** Runs a command by its name, from the command palette. */
export async function runCommand(app: App, title: string): Promise<void> {
  await app.page.keyboard.press("Control+K");
  await app.page.getByRole("combobox", { name: /search|command/iu }).fill(title);
  await app.page.getByRole("option", { name: title }).first().waitFor();
  await app.page.keyboard.press("Enter");
  await app.idle();
}

/** Runs to the end as fast as the machine can. */
export async function playToTheEnd(app: App): Promise<void> {
  await app.page.getByRole("radio", { name: "max", exact: true }).click();
  await app.page.getByRole("button", { name: "Play", exact: true }).click();
  await app.idle();
}

/** Waits until the run's last word says that all its checks hold. */
export async function expectAllChecksHold(page: Page): Promise<void> {
  await expect(page.getByText(/all \d+ checks hold/u).first()).toBeVisible({ timeout: 90_000 });
}
