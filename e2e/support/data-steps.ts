import { expect, type Locator, type Page } from "@playwright/test";

/** The part of the Data panel with the editor and its buttons. */
export function sqlConsole(page: Page): Locator {
  return page.getByRole("region", { name: "SQL", exact: true });
}

/** The grid with the rows of the result in front. */
export function resultGrid(page: Page): Locator {
  return page.getByRole("region", { name: "Results" }).getByRole("grid");
}

/** What stands in the first rows of a grid, cell by cell, without the row numbers. */
export async function gridRows(grid: Locator, count: number): Promise<string[][]> {
  const rows: string[][] = [];
  for (let row = 0; row < count; row++) {
    const cells = grid.locator(`[aria-rowindex="${row + 2}"]`).getByRole("gridcell");
    rows.push(await cells.allTextContents());
  }
  return rows;
}

/** A table in the list of tables. */
export function tableButton(page: Page, table: string): Locator {
  return page.getByRole("region", { name: "Tables" }).getByTitle(`Look into ${table}:`);
}

/** How many rows the list of tables says that a table has. */
export async function rowsListed(page: Page, table: string): Promise<string> {
  const title = await tableButton(page, table).getAttribute("title");
  return /([\d,]+) rows?/u.exec(title ?? "")?.[1]?.replaceAll(",", "") ?? "";
}

/** Waits until the result in front is of this instant. */
export async function expectAsOf(page: Page, clock: string): Promise<void> {
  await expect(page.getByRole("region", { name: "Results" }).getByText(`As of ${clock}`).first()).toBeVisible();
}
