import { readFile } from "node:fs/promises";
import type { Browser, Page } from "@playwright/test";
import { serveApp } from "../../scripts/driven-app.mjs";
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
  const served: { close(): Promise<void> }[] = [];
  const goTo = async ({ paths, hash = "" }: Start): Promise<Page> => {
    const launched = paths === undefined ? undefined : await serveApp(paths);
    if (launched !== undefined) served.push(launched);
    const opened = await context.newPage();
    // While anybody listens, Playwright holds back Chromium's own dialogs. Begun only with a story's act, that can come too late.
    opened.on("filechooser", () => undefined);
    await opened.goto(`${launched?.address ?? `${origin}/`}${hash}`);
    return opened;
  };
  let page = await goTo(start);
  return {
    get page() {
      return page;
    },
    async relaunch(again = {}) {
      await page.close({ runBeforeUnload: false });
      page = await goTo(again);
    },
    async chooseFile(path, act) {
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), act()]);
      await chooser.setFiles(path);
    },
    async saveFile(act): Promise<SavedFile> {
      const [download] = await Promise.all([page.waitForEvent("download"), act()]);
      return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
    },
    async close() {
      await context.close();
      for (const one of served) await one.close();
    },
  };
}
