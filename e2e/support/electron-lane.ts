import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { _electron, type ElectronApplication, type Page } from "@playwright/test";
import { repositoryRoot } from "../../scripts/bundles.mjs";
import type { AppDriver, SavedFile, Start } from "./app-driver.ts";
import type { OutsideGuard } from "./outside-guard.ts";

/** A started desktop app, with what only it has. */
export type ElectronDriver = AppDriver & {
  /** The main process, for `evaluate`. */
  readonly app: ElectronApplication;
  /** The folder that stands for a person's settings; it outlives a relaunch. */
  readonly userData: string;
  /** Starts the program once more, as a double-click would; the exit code of that second process. */
  startAgain(paths: readonly string[]): Promise<number | null>;
  /** Settles when the process has ended. */
  ended(): Promise<void>;
  /** Quits as a person would who has nothing to save. */
  quit(): Promise<void>;
};

/** Starts the desktop app with a fresh settings folder. `npm run e2e:electron` fetches the binary. */
export async function openInElectron(guard: OutsideGuard, start: Start = {}): Promise<ElectronDriver> {
  const scratch = mkdtempSync(join(tmpdir(), "spillway-e2e-"));
  const userData = join(scratch, "user data");
  let app = await launch(userData, start.paths ?? []);
  let page = await firstPage(app, guard, start.hash);
  return {
    get app() {
      return app;
    },
    get page() {
      return page;
    },
    userData,
    async startAgain(paths) {
      const [program = "", ...args] = app.process().spawnargs;
      const own = args.filter(
        (arg) => arg === repositoryRoot || arg.startsWith("--user-data-dir") || arg === "--no-sandbox",
      );
      const second = spawn(program, [...own, ...paths], { stdio: "ignore" });
      return new Promise((resolve, reject) => second.on("error", reject).on("close", resolve));
    },
    ended: () => endOf(app),
    async quit() {
      const ended = endOf(app);
      await app.evaluate(({ app: main }) => main.quit()).catch(() => undefined); // it may end before it answers
      await ended;
    },
    async relaunch(again = {}) {
      const ended = endOf(app);
      app.process().kill("SIGKILL");
      await ended;
      app = await launch(userData, again.paths ?? []);
      page = await firstPage(app, guard, again.hash);
    },
    async chooseFile(path, act) {
      await app.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
      }, path);
      await act();
    },
    async saveFile(act): Promise<SavedFile> {
      await app.evaluate(({ dialog }, folder) => {
        const ask = async (...args: readonly unknown[]): Promise<{ canceled: boolean; filePath: string }> => {
          const { defaultPath = "unnamed" } = args.at(-1) as { defaultPath?: string };
          const filePath = `${folder}/${defaultPath.split("/").at(-1)}`;
          Reflect.set(globalThis, "savedByStory", filePath);
          return { canceled: false, filePath };
        };
        dialog.showSaveDialog = ask;
      }, scratch);
      await act();
      const path = await page
        .waitForFunction(() => document.documentElement.dataset["idle"] === "true")
        .then(() => app.evaluate(() => Reflect.get(globalThis, "savedByStory") as string | undefined));
      if (path === undefined) throw new Error("No save dialog was asked for.");
      return { name: basename(path), bytes: await readFile(path) };
    },
    async close() {
      // Without asking whether to save: what a story leaves unsaved is its own.
      await app.evaluate(({ app: main }) => main.exit(0)).catch(() => undefined); // it ends before it can answer
      await app.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** Settles when the process has ended, or at once when it has already. */
function endOf(app: ElectronApplication): Promise<void> {
  const child = app.process();
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => void child.once("exit", () => resolve()));
}

function launch(userData: string, paths: readonly string[]): Promise<ElectronApplication> {
  if (process.env["ELECTRON_OVERRIDE_DIST_PATH"] === undefined)
    throw new Error("The electron lane is started by npm run e2e:electron, which fetches and verifies the binary.");
  // The package `electron` finds the binary by that variable. Were its path given here instead, Playwright would not hold the
  // start back until it has connected, and some starts would hang.
  return _electron.launch({
    args: [repositoryRoot, `--user-data-dir=${userData}`, "--disable-gpu", ...paths],
    chromiumSandbox: process.getuid?.() !== 0,
  });
}

async function firstPage(app: ElectronApplication, guard: OutsideGuard, hash: string | undefined): Promise<Page> {
  guard.watch(app.context());
  const page = await app.firstWindow();
  await page.waitForURL((url) => url.protocol === "app:");
  if (hash !== undefined) {
    await page.goto(`app://bundle/${hash}`);
    await page.reload();
  }
  return page;
}
