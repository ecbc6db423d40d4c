import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { repositoryRoot } from "../../scripts/bundles.mjs";
import { test } from "../support/app.ts";
import type { ElectronDriver } from "../support/electron-lane.ts";
import { shellOf } from "../support/shell-of.ts";

/** A scenario of one's own with its data, in the story's scratch folder. */
function copyRides({ userData }: ElectronDriver): string {
  const folder = join(userData, "..", "my scenarios");
  mkdirSync(folder, { recursive: true });
  for (const name of ["rides.scenario.yaml", "rides.csv"])
    copyFileSync(join(repositoryRoot, "docs/examples", name), join(folder, name));
  return join(folder, "rides.scenario.yaml");
}

/** Hears an event of the shell from now on; what came is in order. */
async function hear(page: { evaluate(act: (name: string) => void, name: string): Promise<void> }, name: string) {
  await page.evaluate((event) => {
    const heard: unknown[] = [];
    Reflect.set(globalThis, `heard ${event}`, heard);
    const shell = Reflect.get(globalThis, "spillwayShell") as {
      on(at: string, take: (payload: unknown) => void): void;
    };
    shell.on(event, (payload) => void heard.push(payload));
  }, name);
}

test("a second start hands its file to the window that is open, and ends", async ({ app, desktop }) => {
  const path = copyRides(desktop);
  await hear(app.page, "filesArrived");
  const code = await desktop.startAgain([path]);
  expect(code).toBe(0);
  await app.page.waitForFunction(() => (Reflect.get(globalThis, "heard filesArrived") as unknown[]).length > 0);
  expect(await app.page.evaluate(() => Reflect.get(globalThis, "heard filesArrived"))).toMatchObject([
    [{ ok: true, value: { path, name: "rides.scenario.yaml", text: readFileSync(path, "utf8") } }],
  ]);
  expect(await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  expect(await shellOf(app).call("listRecents")).toMatchObject([{ path, isThere: true }]);
});

test("data beside the opened scenario is read as bytes; a file outside is refused", async ({ app, desktop }) => {
  const path = copyRides(desktop);
  writeFileSync(join(desktop.userData, "..", "secret.csv"), "secret");
  await app.relaunch({ paths: [path] });
  const read = (file: string) =>
    app.page.evaluate(
      async ([scenarioPath, named]) => {
        type Read = (request: unknown) => Promise<{ ok: boolean; value?: { bytes: Uint8Array }; error?: string }>;
        const shell = Reflect.get(globalThis, "spillwayShell") as { readDataFile: Read };
        const { ok, value, error } = await shell.readDataFile({ scenarioPath, file: named });
        return ok ? `${value?.bytes instanceof Uint8Array} ${value?.bytes.length}` : error;
      },
      [path, file] as const,
    );
  expect(await read("rides.csv")).toBe(`true ${readFileSync(join(path, "../rides.csv")).length}`);
  expect(await read("../secret.csv")).toMatch(/outside its own folder/u);
});

test("saving goes to disk at once, and another program's change is told", async ({ app, desktop }) => {
  const path = copyRides(desktop);
  await app.relaunch({ paths: [path] });
  const shell = shellOf(app);
  await shell.call("showDocument", { name: "rides.scenario.yaml", path, isDirty: true });
  await hear(app.page, "changedOnDisk");
  const saved = await shell.call("saveScenario", { path, text: "name: mine\n" });
  expect(saved).toMatchObject({ ok: true, value: { kind: "saved" } });
  expect(readFileSync(path, "utf8")).toBe("name: mine\n");
  writeFileSync(path, "name: theirs\n");
  await app.page.waitForFunction(() => (Reflect.get(globalThis, "heard changedOnDisk") as unknown[]).length > 0);
  expect(await app.page.evaluate(() => Reflect.get(globalThis, "heard changedOnDisk"))).toMatchObject([
    { kind: "changed", file: { text: "name: theirs\n" } },
  ]);
  const [newest] = await shell.call("listVersions", path);
  expect(await shell.call("readVersion", { path, id: newest?.id ?? "" })).toEqual({ ok: true, value: "name: mine\n" });
});

test("the title shows the document and whether it is saved", async ({ app, desktop }) => {
  const title = () => desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle());
  await shellOf(app).call("showDocument", { name: "rides", isDirty: true });
  expect(await title()).toBe("● rides — Spillway");
  await shellOf(app).call("showDocument", { name: "rides", isDirty: false });
  expect(await title()).toBe("rides — Spillway");
});

test("closing over unsaved work asks; cancel stays, don't save closes", async ({ app, desktop }) => {
  await desktop.app.evaluate(({ dialog }) => {
    const asked: string[] = [];
    Reflect.set(globalThis, "asked", asked);
    dialog.showMessageBox = async (...args: readonly unknown[]) => {
      asked.push((args.at(-1) as { message: string }).message);
      return { response: asked.length === 1 ? 2 : 1, checkboxChecked: false };
    };
  });
  await shellOf(app).call("showDocument", { name: "rides", isDirty: true });
  const close = () => desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await close();
  await expect
    .poll(() => desktop.app.evaluate(() => Reflect.get(globalThis, "asked")))
    .toEqual(["Save the changes to rides?"]);
  expect(await app.page.title()).not.toBe("");
  const ended = desktop.ended();
  await close().catch(() => undefined); // the process may end before it answers
  await ended;
});

test("a report becomes a PDF where the person says, and no script of it runs", async ({ app, desktop }) => {
  const html = "<!doctype html><title>R</title><h1>Report</h1><script>document.title='ran'</script>";
  const { name, bytes } = await app.saveFile(async () => {
    expect(await shellOf(app).call("exportPdf", { suggestedName: "report.pdf", html })).toMatchObject({ ok: true });
  });
  expect(name).toBe("report.pdf");
  expect(bytes.subarray(0, 5).toString("latin1")).toBe("%PDF-");
  expect(bytes.toString("latin1")).not.toContain("ran");
  expect(await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test("the window comes back as it was left", async ({ app, desktop }) => {
  const bounds = () => desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds());
  await desktop.app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0];
    window?.setBounds({ x: 60, y: 40, width: 1400, height: 800 });
    window?.setMinimumSize(1280, 760);
  });
  await desktop.quit();
  await app.relaunch();
  expect(await bounds()).toMatchObject({ width: 1400, height: 800 });
});
