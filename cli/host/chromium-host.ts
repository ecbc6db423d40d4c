import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserType } from "@playwright/test";
import { type LoopbackServer, serveFolder } from "../../hosting/loopback-server.ts";
import { chromiumFlags, findChromium, NoChromiumError } from "../../scripts/find-chromium.mjs";
import { EnvironmentError, oneLine } from "../failure.ts";
import { describeHost, type OpenedHost } from "./engine-host.ts";
import { browserLost, PageSession } from "./page-session.ts";

const START_MS = 60_000;

/** Starts the production bundle of the engine in a Chromium without a window. Everything it opens is closed by `session.close()`. */
export async function openChromiumHost(bundle: string): Promise<OpenedHost> {
  if (!existsSync(join(bundle, "index.html")))
    throw new EnvironmentError(`the engine for the browser is not built (${bundle}); run: npm run build`);
  const executablePath = await locateChromium();
  const chromium = await importPlaywright();
  const server = await serveFolder(bundle);
  let browser: Browser | undefined;
  try {
    browser = await launch(chromium, executablePath);
    return await openPage(browser, server);
  } catch (error) {
    await browser?.close();
    await server.close();
    throw error;
  }
}

/** Opens the engine's page in a browser; a page that crashes and a browser that ends answer whatever is asked with an EnvironmentError. */
export async function openPage(browser: Browser, server: LoopbackServer, timeout = START_MS): Promise<OpenedHost> {
  const page = await browser.newPage();
  const session = new PageSession(page, server, async () => {
    await browser.close();
    await server.close();
  });
  page.on("crash", () => session.breakDown(browserLost("its page crashed")));
  browser.on("disconnected", () => session.breakDown(browserLost("it ended")));
  try {
    await page.goto(`${server.origin}/`, { timeout });
    await page.waitForFunction(() => "spillway" in globalThis, undefined, { timeout });
  } catch (error) {
    throw new EnvironmentError(`the engine's page did not start in ${browserName(browser)}: ${firstLine(error)}`, {
      cause: error,
    });
  }
  return { session, facts: describeHost("chromium", browser.version()) };
}

async function locateChromium(): Promise<string> {
  try {
    const path = await findChromium();
    if (path !== undefined) return path;
  } catch (error) {
    if (error instanceof NoChromiumError) throw new EnvironmentError(oneLine(error.message), { cause: error });
    throw error;
  }
  throw new EnvironmentError(
    "--host chromium needs a Chromium, Chrome or Edge, and none was found; install one (node scripts/find-chromium.mjs does where it can), or set SPILLWAY_CHROMIUM to its program",
  );
}

async function importPlaywright(): Promise<BrowserType> {
  try {
    return (await import("@playwright/test")).chromium;
  } catch (error) {
    throw new EnvironmentError("--host chromium needs the package @playwright/test; run: npm ci", { cause: error });
  }
}

async function launch(chromium: BrowserType, executablePath: string): Promise<Browser> {
  try {
    // Signals are the command line's own: it writes its report before it closes the browser.
    const handlers = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
    return await chromium.launch({ executablePath, args: chromiumFlags, timeout: START_MS, ...handlers });
  } catch (error) {
    throw new EnvironmentError(`${executablePath} could not be started: ${firstLine(error)}`, { cause: error });
  }
}

function browserName(browser: Browser): string {
  return `Chromium ${browser.version()}`;
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n", 1)[0] ?? "";
}
