import { join } from "node:path";
import { test as base, chromium, expect, type Page } from "@playwright/test";
import { serveOnLoopback } from "../../hosting/loopback-server.ts";
import { findInApp } from "../../hosting/served-files.ts";
import { repositoryRoot } from "../../scripts/bundles.mjs";
import { chromiumFlags, ensureChromium } from "../../scripts/find-chromium.mjs";
import type { AppDriver, Lane, SavedFile, Start } from "./app-driver.ts";
import { type ElectronDriver, openInElectron } from "./electron-lane.ts";
import { makeOutsideGuard, type OutsideGuard } from "./outside-guard.ts";
import { openInChromium } from "./web-lane.ts";

/** The app as a story drives it, the same in both lanes. */
export type App = {
  readonly lane: Lane;
  /** The page of the running app; another one after a relaunch. */
  readonly page: Page;
  /** Waits until the app says that nothing is on its way any more. Call it before reading facts. */
  idle(): Promise<void>;
  /** Ends the app as a crash would and starts it again with the storage it had; then waits until it is idle. */
  relaunch(start?: Start): Promise<void>;
  /** Answers the open dialog that `act` brings up with this file, and waits until the app is idle. */
  chooseFile(path: string, act: () => Promise<void>): Promise<void>;
  /** Answers the save dialog (electron) or takes the download (web) that `act` brings up. */
  saveFile(act: () => Promise<void>): Promise<SavedFile>;
  /** Lets error texts through that match: for a story that breaks something on purpose. */
  allowError(pattern: RegExp): void;
};

type WorkerFixtures = {
  readonly lane: Lane;
  readonly openWeb: (guard: OutsideGuard, start: Start) => Promise<AppDriver>;
};
type TestFixtures = {
  /** What starts the app: `test.use({ start: { hash: "#..." } })`. */
  readonly start: Start;
  readonly guard: OutsideGuard;
  readonly driver: AppDriver;
  readonly app: App;
  /** The desktop app with its main process: electron lane only. */
  readonly desktop: ElectronDriver;
};

/** Playwright's test with the built app started: `app` and `page`. A request that leaves the machine, and an error that nobody handled, fail it. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  lane: ["web", { option: true, scope: "worker" }],
  start: [{}, { option: true }],

  openWeb: [
    async ({}, use) => {
      const opened: { close(): Promise<void> }[] = [];
      let host: Promise<{ origin: string; browser: Awaited<ReturnType<typeof chromium.launch>> }> | undefined;
      const openHost = async () => {
        const server = await serveOnLoopback(findInApp(join(repositoryRoot, "dist/app"), repositoryRoot));
        opened.push(server);
        const executablePath = await ensureChromium((line) => process.stderr.write(`${line}\n`));
        // Names other than the loopback's resolve to nothing: what the guard sees cannot leave either.
        const args = [...chromiumFlags, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"];
        const browser = await chromium.launch({ executablePath, args });
        opened.push(browser);
        return { origin: server.origin, browser };
      };
      await use(async (guard, start) => {
        host ??= openHost();
        const { origin, browser } = await host;
        return openInChromium(browser, origin, guard, start);
      });
      for (const one of opened.reverse()) await one.close();
    },
    { scope: "worker" },
  ],

  guard: async ({}, use) => {
    const guard = makeOutsideGuard();
    await use(guard);
    expect(guard.findings, "no request leaves the machine, no error goes unhandled").toEqual([]);
  },

  driver: async ({ lane, start, guard, openWeb }, use) => {
    const driver = lane === "web" ? await openWeb(guard, start) : await openInElectron(guard, start);
    await use(driver);
    await driver.close();
  },

  desktop: async ({ driver, lane }, use) => {
    if (lane !== "electron" || !("app" in driver))
      throw new Error("This story needs the electron lane: put it in e2e/shell.");
    await use(driver as ElectronDriver);
  },

  app: async ({ driver, guard, lane }, use) => {
    const idle = async (): Promise<void> => {
      // As long as the story itself may take: a run at a slow speed is not late.
      const options = { timeout: 0 };
      await driver.page.waitForFunction(() => document.documentElement.dataset["idle"] === "true", undefined, options);
    };
    await idle();
    await use({
      lane,
      get page() {
        return driver.page;
      },
      idle,
      async relaunch(again) {
        await driver.relaunch(again);
        await idle();
      },
      async chooseFile(path, act) {
        await driver.chooseFile(path, act);
        await idle();
      },
      saveFile: (act) => driver.saveFile(act),
      allowError: (pattern) => guard.allowError(pattern),
    });
  },

  /** The app's page: after a relaunch ask `app.page`. */
  page: async ({ app }, use) => {
    await use(app.page);
  },
});
