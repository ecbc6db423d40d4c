import { test } from "../support/app.ts";

// That the guard over every story can fail: both of these must.
test("a story whose page asks another machine fails", async ({ page }) => {
  test.fail();
  await page.evaluate(() => fetch("https://example.invalid/").catch(() => undefined));
});

test("a story whose page leaves an error unhandled fails", async ({ page }) => {
  test.fail();
  await page.evaluate(() => void Promise.reject(new Error("nobody handles this")));
});
