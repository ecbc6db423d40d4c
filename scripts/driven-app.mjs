// @ts-check
import { spawn } from "node:child_process";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { repositoryRoot } from "./bundles.mjs";
import { chromiumFlags, ensureChromium } from "./find-chromium.mjs";

/** @import { BrowserServer, Browser, Page } from "@playwright/test" */

const readyMs = 120_000;

/**
 * Serves the built app as `npm start` does where there is no desktop, with the scenarios that are named.
 * @param {readonly string[]} files
 * @returns {Promise<{ address: string, close: () => Promise<void> }>}
 */
export async function serveApp(files) {
  const args = [join(repositoryRoot, "cli/launch.mjs"), "start", ...files, "--no-open"];
  const server = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => server.once("close", resolve));
  const address = await new Promise((resolve, reject) => {
    let said = "";
    server.once("close", (code) => reject(new Error(`the server of the app ended with ${code}: ${said}`)));
    server.stdout.on("data", (/** @type {Buffer} */ piece) => {
      said += piece.toString("utf8");
      const found = /http:\/\/127\.0\.0\.1:\d+\/\S*/u.exec(said);
      if (found !== null) resolve(found[0]);
    });
  });
  return {
    address,
    close: async () => {
      server.kill("SIGTERM");
      await ended;
    },
  };
}

/**
 * A Chromium whose processes can be looked at.
 * @returns {Promise<{ browser: Browser, processId: number, close: () => Promise<void> }>}
 */
export async function startBrowser() {
  const executablePath = await ensureChromium((line) => void process.stderr.write(`${line}\n`));
  /** @type {BrowserServer} */
  const server = await chromium.launchServer({ executablePath, args: [...chromiumFlags] });
  const browser = await chromium.connect(server.wsEndpoint());
  return {
    browser,
    processId: server.process().pid ?? 0,
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/** Waits until the app says that nothing is on its way. @param {Page} page */
export async function untilIdle(page) {
  await page.locator("html[data-idle=true]").waitFor({ state: "attached", timeout: readyMs });
}

/** Waits until DuckDB is there: the status bar says so. @param {Page} page */
export async function untilDuckDbReady(page) {
  await page.getByText("DuckDB ready").first().waitFor({ timeout: readyMs });
}

/** Waits for a phase of the run. @param {Page} page @param {string} phase */
export async function untilPhase(page, phase) {
  await page.locator(`[data-testid=phase][data-phase=${phase}]`).waitFor({ state: "attached", timeout: 600_000 });
}

/** Chooses a speed. @param {Page} page @param {string} label */
export async function chooseSpeed(page, label) {
  await page.getByRole("radio", { name: label, exact: true }).click();
}

/** @param {Page} page */
export async function pressPlay(page) {
  await page.getByRole("button", { name: "Play", exact: true }).click();
}
