import { expect, type Page } from "@playwright/test";

/** The phase of the run, as the title bar says it. */
export async function expectPhase(page: Page, phase: string): Promise<void> {
  await expect(page.getByTestId("phase")).toHaveAttribute("data-phase", phase, { timeout: 100_000 });
}

/** Sends the run to an instant by the dialog that the clock opens, and waits until it pauses there. */
export async function runTo(page: Page, clock: string): Promise<void> {
  await page.getByTestId("clock").click();
  await page.getByRole("dialog").getByLabel("Time").fill(clock);
  await page.keyboard.press("Enter");
  await expectClock(page, clock);
  await expectPhase(page, "paused");
}

/** The instant that the screen shows. */
export async function expectClock(page: Page, clock: string | RegExp): Promise<void> {
  const shown = page.getByTestId("clock").locator("span").first();
  await expect(shown).toHaveText(clock, { timeout: 100_000 });
}

/** The digest of a run, from the list of runs, which is on the screen. */
export async function digestOfRun(page: Page, number: number): Promise<string> {
  const row = page.getByRole("row", { name: new RegExp(`^${number} `, "u") });
  const digest = await row
    .locator("[title]")
    .filter({ hasText: /^[0-9a-f]{12}$/u })
    .getAttribute("title");
  expect(digest).toMatch(/^[0-9a-f]{64}$/u);
  return digest ?? "";
}
