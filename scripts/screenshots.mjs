// @ts-check
/** `npm run screenshots`: the main screens of the app in both themes, as pictures under docs/screenshots. */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "./bundles.mjs";
import { chooseSpeed, pressPlay, serveApp, startBrowser, untilIdle, untilPhase } from "./driven-app.mjs";

/** @import { Browser, Page } from "@playwright/test" */

const folder = join(repositoryRoot, "docs/screenshots");

/** Goes to an instant by the dialog that the clock opens. @param {Page} page @param {string} instant */
async function goTo(page, instant) {
  await page.getByTestId("clock").click();
  await page.getByRole("dialog").getByLabel("Time").fill(instant);
  await page.keyboard.press("Enter");
}

/** A tab of the lower panel, or of the inspector: both have one called Data. @param {Page} page @param {string} tab @param {"bottom" | "inspector"} panel */
async function openTab(page, tab, panel = "bottom") {
  await page
    .getByTestId(panel)
    .getByRole("tab", { name: new RegExp(`^${tab}`, "u") })
    .click();
}

/** All pictures of a theme. @param {Browser} browser @param {string} address @param {"dark" | "light"} theme */
async function takePictures(browser, address, theme) {
  const context = await browser.newContext({
    viewport: { width: 1600, height: 980 },
    colorScheme: theme,
    reducedMotion: "no-preference",
  });
  const page = await context.newPage();
  /** @param {string} name */
  const take = async (name) => {
    // Nothing under the pointer, no tooltip in the picture.
    await page.mouse.move(800, 975);
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
    process.stderr.write(`${name}-${theme}.png\n`);
  };
  await page.goto(address);
  await untilIdle(page);

  await goTo(page, "8m20s");
  await untilPhase(page, "paused");
  await chooseSpeed(page, "10×");
  await pressPlay(page);
  await page
    .getByTestId("clock")
    .filter({ hasText: /00:08:3/u })
    .waitFor({ timeout: 60_000 });
  await take("main");

  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await untilIdle(page);
  await goTo(page, "7m59s");
  await untilIdle(page);
  await take("review");

  await page.getByRole("button", { name: "Return to live" }).click();
  await chooseSpeed(page, "max");
  await pressPlay(page);
  await untilPhase(page, "finished");
  await untilIdle(page);
  await openTab(page, "Checks");
  await untilIdle(page);
  await take("checks");

  await openTab(page, "Data");
  await untilIdle(page);
  await page.getByRole("button", { name: "Questions", exact: true }).click();
  await page.getByRole("menuitem", { name: "What do we owe?" }).click();
  await untilIdle(page);
  await take("data");

  await openTab(page, "Timeline");
  await openTab(page, "YAML", "inspector");
  await page.locator(".monaco-editor .view-line").first().waitFor({ timeout: 60_000 });
  await untilIdle(page);
  await take("yaml");

  await goTo(page, "7m");
  await untilIdle(page);
  await page.getByRole("button", { name: "Apply chaos" }).first().click();
  await page.getByRole("menuitem", { name: /^Cut the power/u }).click();
  await page.getByRole("checkbox", { name: "Broker 2" }).check();
  await page.getByRole("button", { name: "Add and fork from zero" }).click();
  await untilPhase(page, "running");
  await untilPhase(page, "finished");
  await untilIdle(page);
  await openTab(page, "Runs");
  await untilIdle(page);
  await take("compare");
  await context.close();
}

const build = spawnSync(process.execPath, [join(repositoryRoot, "scripts/build.mjs"), "app", "cli"], {
  stdio: ["ignore", 2, 2],
});
if (build.status !== 0) process.exit(1);
mkdirSync(folder, { recursive: true });
const server = await serveApp([]);
const { browser, close } = await startBrowser();
try {
  for (const theme of /** @type {const} */ (["dark", "light"])) await takePictures(browser, server.address, theme);
} finally {
  await close();
  await server.close();
}
