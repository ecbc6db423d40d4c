import { expect } from "@playwright/test";
import { test } from "../support/app.ts";
import { expectAsOf, gridRows, resultGrid, rowsListed, sqlConsole, tableButton } from "../support/data-steps.ts";
import { expectClock, runTo } from "../support/run-steps.ts";

test("crash a broker, scrub back to the second before, query silver there", async ({ app, page }) => {
  await runTo(page, "00:01:00");
  await page.getByRole("button", { name: "Apply chaos" }).first().click();
  await page.getByRole("menuitem", { name: "Crash broker 2" }).click();
  await runTo(page, "00:01:30");
  await page.getByRole("tab", { name: "Timeline" }).click();
  const slider = page.getByRole("slider", { name: "Instant shown" });
  await slider.focus();
  for (let second = 0; second < 31; second++) await page.keyboard.press("ArrowLeft");
  await expectClock(page, "00:00:59");

  await page.getByTestId("bottom").getByRole("tab", { name: "Data" }).click();
  await app.idle();
  const listed = await rowsListed(page, "silver.flight");
  await page.getByRole("button", { name: "More for silver.flight", exact: true }).click();
  await page.getByRole("menuitem", { name: "Count its rows" }).click();
  await app.idle();
  await expectAsOf(page, "00:00:59");
  expect(await gridRows(resultGrid(page), 1)).toEqual([[listed]]);
  expect(Number(listed)).toBeGreaterThan(0);

  // The result stays of its instant when the screen moves on, and says so.
  await page.getByRole("button", { name: "Return to live" }).first().click();
  await expectAsOf(page, "00:00:59");
  await page.getByRole("button", { name: "Run again at 00:01:30" }).click();
  await app.idle();
  await expectAsOf(page, "00:01:30");
  const [[now = "0"] = []] = await gridRows(resultGrid(page), 1);
  expect(Number(now)).toBeGreaterThan(Number(listed));
});

test("the same by keyboard alone, and a row's record is followed", async ({ app, page }) => {
  await page.keyboard.press("g");
  await page.keyboard.type("30s");
  await page.keyboard.press("Enter");
  await expectClock(page, "00:00:30");
  await page.keyboard.press("ControlOrMeta+Shift+d");
  const editor = sqlConsole(page).getByRole("textbox");
  await editor.focus();
  await page.keyboard.type("select flight_id, origin, correlation_id from silver.flight order by flight_id limit 50");
  await page.keyboard.press("ControlOrMeta+Enter");
  await app.idle();
  await expectAsOf(page, "00:00:30");

  const grid = resultGrid(page);
  await grid.focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await app.idle();
  await page.keyboard.press("Enter");
  await app.idle();
  const ids = (await gridRows(grid, 5)).map(([id]) => Number(id));
  expect(ids).toEqual([...ids].sort((one, other) => other - one));

  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  const [[, , record = ""] = []] = await gridRows(grid, 1);
  await page.keyboard.press("Shift+F10");
  await expect(page.getByRole("menuitem", { name: "Open the row" })).toBeVisible();
  await page.keyboard.press("f");
  await expect(page.getByRole("menuitem", { name: /^Follow the record/u })).toBeFocused();
  await page.keyboard.press("Enter");
  const sheet = page.getByRole("dialog", { name: `Record ${record}` });
  await expect(sheet).toBeVisible();
  await app.idle();
  const step = sheet.getByRole("button", { name: /^Acknowledged/u });
  await step.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^Review at/u).first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
});

test("a mistake in SQL is said with its place and with what there is", async ({ app, page }) => {
  await runTo(page, "00:00:30");
  await page.keyboard.press("ControlOrMeta+Shift+d");
  const editor = sqlConsole(page).getByRole("textbox");
  await editor.focus();
  await page.keyboard.type("select flght_id from silver.flight");
  await page.keyboard.press("ControlOrMeta+Enter");
  await app.idle();
  const results = page.getByRole("region", { name: "Results" });
  await expect(results.getByRole("alert")).toContainText("flght_id");
  await expect(results.getByText("At line 1, column 8 of the statement.")).toBeVisible();
  await results.getByRole("button", { name: "flight_id", exact: true }).click();
  await sqlConsole(page).getByRole("button", { name: "Run" }).click();
  await app.idle();
  await expect(results.getByRole("columnheader", { name: /^flight_id/u })).toBeVisible();
});

test("a query is laid out by keyboard, undone with one key, and still runs", async ({ app, page }) => {
  await runTo(page, "00:00:30");
  await page.keyboard.press("ControlOrMeta+Shift+d");
  await sqlConsole(page).getByRole("textbox").focus();
  await page.keyboard.type("select count(*) as n from silver.flight");
  await page.keyboard.press("Shift+Alt+f");
  await app.idle();
  const lines = sqlConsole(page).locator(".view-line");
  await expect(lines).toHaveCount(4);
  await page.keyboard.press("ControlOrMeta+z");
  await expect(lines).toHaveCount(1);
  await page.keyboard.press("ControlOrMeta+Shift+z");
  await expect(lines).toHaveCount(4);
  await page.keyboard.press("ControlOrMeta+Enter");
  await app.idle();
  await expectAsOf(page, "00:00:30");
  await expect(page.getByRole("columnheader", { name: /^n /u })).toBeVisible();
});

test("what is shown is exported: CSV, JSON lines, Parquet", async ({ app, page }) => {
  await runTo(page, "00:00:30");
  await page.keyboard.press("ControlOrMeta+Shift+d");
  await tableButton(page, "silver.airport").click();
  await app.idle();
  const [first = []] = await gridRows(resultGrid(page), 1);
  const save = async (format: string) => {
    await page.getByRole("button", { name: "Export the rows" }).click();
    return app.saveFile(() => page.getByRole("menuitem", { name: format }).click());
  };
  const csv = await save("CSV RFC 4180");
  expect(csv.name).toBe("silver.airport-as-of-00-00-30.csv");
  const [names = "", line = ""] = csv.bytes.toString("utf8").split("\r\n");
  expect(names.split(",").slice(0, 2)).toEqual(["iata", "utc_offset_min"]);
  expect(line.startsWith(`${first[0]},`)).toBe(true);
  const json = await save("JSON lines");
  expect(JSON.parse(json.bytes.toString("utf8").split("\n")[0] ?? "")).toMatchObject({ iata: first[0] });
  const parquet = await save("Parquet");
  expect(parquet.bytes.subarray(0, 4).toString("latin1")).toBe("PAR1");
});

test("suggestions make way for the answer", async ({ app, page }) => {
  await runTo(page, "00:00:30");
  await page.keyboard.press("ControlOrMeta+Shift+d");
  await sqlConsole(page).getByRole("textbox").focus();
  await page.keyboard.type("select * from silver.flight");
  const suggestions = page.locator(".suggest-widget");
  await expect(suggestions).toBeVisible();
  await page.keyboard.press("ControlOrMeta+Enter");
  await app.idle();
  await expectAsOf(page, "00:00:30");
  await expect(suggestions).toBeHidden();
});
