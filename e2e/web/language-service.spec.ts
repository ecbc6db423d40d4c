import { expect } from "@playwright/test";
import { test } from "../support/app.ts";
import { codeOf, goToLine, lineOf, openEditor } from "../support/editor-steps.ts";

// In Chromium alone: in the test lane's Electron, which is of 2023, the language service's worker sometimes does not answer when
// other stories ran before.
test("completion comes from the schema", async ({ app, page }) => {
  await openEditor(app, "YAML");
  await codeOf(page).click();
  await goToLine(page, await lineOf(page, "unclean.leader.election.enable: false"));
  // The line is wrapped: the first End goes to the end of what is seen of it, the second to its own.
  await page.keyboard.press("End");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("max");
  await app.idle();
  // The language service is a worker that starts with the first question, which it answers when it knows the schema.
  await page.keyboard.press("Control+Space");
  const suggestion = page.locator(".suggest-widget .monaco-list-row", { hasText: "max.message.bytes" });
  await expect(suggestion).toBeVisible();
  await suggestion.click();
  await app.idle();
  await expect(codeOf(page)).toContainText("max.message.bytes:");
  await page.keyboard.press("Control+z");
  await app.idle();
});

test("formatting keeps comments", async ({ app, page }) => {
  await openEditor(app, "YAML");
  await codeOf(page).click();
  await goToLine(page, await lineOf(page, "cluster: { executors: 2"));
  await page.keyboard.press("Control+ArrowRight");
  await page.keyboard.press("Control+ArrowRight");
  await page.keyboard.type("   ");
  await page.keyboard.press("Shift+Alt+f");
  await app.idle();
  await expect(codeOf(page)).toContainText("cluster: { executors: 2,");
  await expect(codeOf(page)).toContainText("# at 720 times speed");
  await expect(page.getByRole("button", { name: /^Undo/ })).toBeVisible();
});
