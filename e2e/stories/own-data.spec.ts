import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { test } from "../support/app.ts";
import { gridRows, resultGrid, sqlConsole } from "../support/data-steps.ts";
import { expectPhase } from "../support/run-steps.ts";

const HOSTILE = '<img src=x onerror="alert(1)">';
const ORDERS = [
  `order no,"cus""tomer",sold at,amount,${'"<b>note</b>"'}`,
  "1,ana,2025-03-01 08:00:00,10,a|b",
  "2,ben,2025-03-01 08:00:30,n/a,",
  "3,ana,2025-03-01 08:01:10,30,é 😀",
  ...Array.from(
    { length: 12 },
    (_, n) => `${n + 4},cleo,2025-03-01 08:0${n % 10}:30,5,"${HOSTILE.replaceAll('"', '""')}"`,
  ),
].join("\n");

let folder = "";
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "spillway-own-data-"));
  writeFileSync(join(folder, "orders & more.csv"), ORDERS);
  writeFileSync(join(folder, "broken.csv"), "a,b\n1\n");
});
test.afterAll(() => rmSync(folder, { recursive: true }));

test("own CSV to gold: drop in a file, read what becomes of it, play, query gold", async ({ app, page }) => {
  await page.keyboard.press("ControlOrMeta+Shift+i");
  await app.chooseFile(join(folder, "orders & more.csv"), () =>
    page.getByRole("button", { name: "Choose a file…" }).click(),
  );
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("15 rows make 15 records.")).toBeVisible({ timeout: 60_000 });
  await expect(dialog.getByRole("row", { name: /amount/u }).last()).toContainText("1 no bigint: dead letters");
  await dialog.getByLabel("Key", { exact: true }).selectOption({ label: 'cus"tomer' });
  await dialog.getByText("Minute", { exact: true }).click();
  await app.idle();
  await dialog.getByRole("button", { name: "Create and play" }).click();
  await expectPhase(page, "finished");
  await app.idle();
  await expect(page.getByText(/all \d+ checks hold/u).first()).toBeVisible();

  await page.getByTestId("bottom").getByRole("tab", { name: "Data" }).click();
  await sqlConsole(page).getByRole("button", { name: "Questions" }).click();
  await page.getByRole("menuitem", { name: /Which cus"tomer has the most rows/u }).click();
  await app.idle();
  expect(await gridRows(resultGrid(page), 2)).toEqual([
    ["cleo", "12"],
    ["ana", "2"],
  ]);
});

test("the same by keyboard alone", async ({ app, page }) => {
  await page.keyboard.press("ControlOrMeta+Shift+i");
  const choose = page.getByRole("button", { name: "Choose a file…" });
  await choose.focus();
  await app.chooseFile(join(folder, "orders & more.csv"), () => page.keyboard.press("Enter"));
  const create = page.getByRole("button", { name: "Create and play" });
  await expect(create).not.toHaveAttribute("aria-disabled", "true", { timeout: 60_000 });
  await create.focus();
  await page.keyboard.press("Enter");
  await expectPhase(page, "finished");
  await app.idle();
  await page.keyboard.press("ControlOrMeta+Shift+d");
  const editor = sqlConsole(page).getByRole("textbox");
  await editor.focus();
  await page.keyboard.type("select count(*) as n from silver.orders_more_rejects");
  await page.keyboard.press("ControlOrMeta+Enter");
  await app.idle();
  expect(await gridRows(resultGrid(page), 1)).toEqual([["1"]]);
});

test("a file that cannot be read says why and where, and another can be chosen", async ({ app, page }) => {
  await page.keyboard.press("ControlOrMeta+Shift+i");
  await app.chooseFile(join(folder, "broken.csv"), () => page.getByRole("button", { name: "Choose a file…" }).click());
  await expect(page.getByRole("alert")).toHaveText(
    "broken.csv cannot be read: line 2: 1 field, but the header names 2.",
  );
  await expect(page.getByRole("button", { name: "Choose another file…" })).toBeVisible();
});
