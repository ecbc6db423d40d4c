// @ts-check
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { chromium, expect } from "@playwright/test";

/** @import { Browser, Page } from "@playwright/test" */

const startMaxMs = 60_000;
const runMaxMs = 120_000;

/**
 * Starts a packaged app, whose fuses leave no door but Chromium's own debugging port, and checks what must hold on a laptop
 * without a network: it opens isolated, says whether settings can be kept, opens the file it was given, and runs it to the end.
 * @param {string} program
 * @param {string} scenario absolute path of a small one
 * @param {{ isHomeReadOnly: boolean }} expected
 */
export async function checkPackagedApp(program, scenario, { isHomeReadOnly }) {
  /** @type {string[]} */
  const findings = [];
  const scratch = mkdtempSync(join(tmpdir(), "spillway-packaged-"));
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const args = [...sandbox, "--disable-gpu", "--remote-debugging-port=0", "--", scenario];
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"], cwd: scratch });
  try {
    const browser = await connectTo(child.stderr);
    const page = await findPage(browser);
    const outside = watch(browser);
    const facts = await readFacts(page);
    if (!facts.isIsolated) findings.push("the page is not cross-origin isolated");
    if (facts.url !== "app://bundle/") findings.push(`the page is ${facts.url}`);
    if ((facts.storageProblem !== undefined) !== isHomeReadOnly)
      findings.push(`about settings it says ${facts.storageProblem ?? "nothing"}`);
    await page.getByRole("button", { name: "Play", exact: true }).click();
    await expect(page.getByText("Finished", { exact: true })).toBeVisible({ timeout: runMaxMs });
    await expect(page.getByText(/checks held, none violated/u).first()).toBeVisible();
    findings.push(...outside);
    await browser.close();
  } finally {
    child.kill("SIGKILL");
    rmSync(scratch, { recursive: true, force: true });
  }
  if (existsSync(join(dirname(program), "resources/default_app.asar")))
    findings.push("Electron's default app was packed too");
  return { checked: 6, findings };
}

/** @param {NodeJS.ReadableStream} stderr @returns {Promise<Browser>} */
async function connectTo(stderr) {
  const address = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("The packaged app opened no debugging port.")), startMaxMs);
    const lines = createInterface({ input: stderr });
    lines.on("line", (line) => {
      const found = /DevTools listening on (ws:\S+)/u.exec(line)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
    lines.on("close", () => reject(new Error("The packaged app ended before it had opened.")));
  });
  await pageListed(String(address));
  return chromium.connectOverCDP(String(address), { noDefaults: true });
}

/** Connecting before the window is there would miss it. @param {string} address */
async function pageListed(address) {
  const list = `http://${new URL(address).host}/json/list`;
  await expect.poll(async () => (await fetch(list)).text(), { timeout: startMaxMs }).toContain('"url": "app://bundle/');
}

/** @param {Browser} browser @returns {Promise<Page>} */
async function findPage(browser) {
  const page = browser
    .contexts()
    .flatMap((context) => context.pages())
    .find((one) => one.url().startsWith("app://"));
  if (page === undefined) throw new Error("The packaged app shows no page.");
  const isIdle = () => Reflect.get(globalThis, "document").documentElement.dataset.idle === "true";
  await page.waitForFunction(isIdle, undefined, {
    timeout: startMaxMs,
  });
  return page;
}

/** Requests that would leave the machine, as they come. @param {Browser} browser */
function watch(browser) {
  /** @type {string[]} */
  const outside = [];
  for (const context of browser.contexts())
    context.on("request", (request) => {
      if (!/^(app:\/\/bundle\/|blob:|data:)/u.test(request.url())) outside.push(`a request to ${request.url()}`);
    });
  return outside;
}

/** @param {Page} page @returns {Promise<{ isIsolated: boolean, url: string, storageProblem?: string }>} */
function readFacts(page) {
  return page.evaluate(async () => {
    const { facts } = await Reflect.get(globalThis, "spillwayShell").pullLaunch();
    return {
      isIsolated: Reflect.get(globalThis, "crossOriginIsolated"),
      url: Reflect.get(globalThis, "location").href,
      storageProblem: facts.storageProblem,
    };
  });
}
