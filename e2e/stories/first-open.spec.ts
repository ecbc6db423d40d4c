import { expect } from "@playwright/test";
import { test } from "../support/app.ts";

test("the app opens isolated from other origins, with the shipped scenarios at hand", async ({ page }) => {
  await expect(page).toHaveTitle(/Spillway/u);
  expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
  const index = await page.evaluate(async () => (await fetch("/scenarios/index.json")).json());
  expect(index).toContainEqual({
    path: "flights-broker-crash.scenario.yaml",
    name: "Flights, a broker crash and a driver crash",
  });
  const demo = await page.evaluate(async () => (await fetch("/scenarios/flights-broker-crash.scenario.yaml")).text());
  expect(demo).toContain("name: Flights, a broker crash and a driver crash");
});
