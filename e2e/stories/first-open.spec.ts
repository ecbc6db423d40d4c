import { expect } from "@playwright/test";
import { test } from "../support/app.ts";

test("the app opens isolated from other origins, with the shipped scenarios at hand", async ({ page }) => {
  await expect(page).toHaveTitle(/Spillway/u);
  expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
  const index = await page.evaluate(async () => (await fetch("/scenarios/index.json")).json());
  expect(index).toMatchObject({
    scenarios: expect.arrayContaining(["flights-broker-crash.scenario.yaml"]),
    datasets: expect.arrayContaining(["datasets/airports.csv"]),
  });
  const demo = await page.evaluate(async () => (await fetch("/scenarios/flights-broker-crash.scenario.yaml")).text());
  expect(demo).toContain("name: Flights, a broker crash and a driver crash");
});

test("what the browser keeps survives a crash and a new start", async ({ app }) => {
  await app.page.evaluate(() => localStorage.setItem("kept by a story", "yes"));
  await app.relaunch();
  expect(await app.page.evaluate(() => localStorage.getItem("kept by a story"))).toBe("yes");
});
