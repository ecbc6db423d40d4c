import { readFile } from "node:fs/promises";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import type { AppDriver, SavedFile, Start } from "./app-driver.ts";
import type { OutsideGuard } from "./outside-guard.ts";

/** Opens the app in a fresh browser profile at `origin`. */
export async function openInChromium(
  browser: Browser,
  origin: string,
  guard: OutsideGuard,
  start: Start = {},
): Promise<AppDriver> {
  const context = await browser.newContext({
    viewport: { width: 1600, height: 980 },
    acceptDownloads: true,
    permissions: ["clipboard-read", "clipboard-write"],
  });
  // No tool can answer Chromium's own file pickers: without them the app uses what every browser has, uploads and downloads.
  await context.addInitScript(() => {
    for (const picker of ["showOpenFilePicker", "showSaveFilePicker"]) Reflect.deleteProperty(globalThis, picker);
  });
  guard.watch(context);
  let page = await goTo(context, origin, start);
  return {
    get page() {
      return page;
    },
    async relaunch(again = {}) {
      await page.close({ runBeforeUnload: false });
      page = await goTo(context, origin, again);
    },
    async chooseFile(path, act) {
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), act()]);
      await chooser.setFiles(path);
    },
    async saveFile(act): Promise<SavedFile> {
      const [download] = await Promise.all([page.waitForEvent("download"), act()]);
      return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
    },
    close: () => context.close(),
  };
}

async function goTo(context: BrowserContext, origin: string, { paths, hash = "" }: Start): Promise<Page> {
  if (paths !== undefined)
    throw new Error("A browser opens no file by argument: mark the story for the electron lane.");
  const page = await context.newPage();
  await page.goto(`${origin}/${hash}`);
  return page;
}
