import { expect } from "@playwright/test";
import { test } from "../support/app.ts";
import { shellOf } from "../support/shell-of.ts";

test("unsaved work and settings survive a process that is killed the moment they are written", async ({ app }) => {
  const text = "name: unsaved 🚀 <b>work</b>\n";
  const shell = shellOf(app);
  expect(await shell.call("writeJournal", { id: "doc-1", name: "Untitled", text })).toMatchObject({ ok: true });
  expect(await shell.call("writeSettings", '{"theme":"dark"}')).toMatchObject({ ok: true });
  await app.relaunch();
  const { journal } = await shell.call("pullLaunch");
  expect(journal).toMatchObject([{ id: "doc-1", name: "Untitled", text }]);
  // The page fills in what this text leaves out.
  expect(await shell.call("readSettings")).toContain('"theme":"dark"');
  await shell.call("dropJournal", "doc-1");
  await app.relaunch();
  expect((await shell.call("pullLaunch")).journal).toEqual([]);
});

test("a window whose process ends says so and starts again", async ({ app, desktop }) => {
  app.allowError(/./u); // the page is ended on purpose
  const before = await desktop.app.evaluate(({ BrowserWindow, dialog }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    dialog.showMessageBox = async (...args: readonly unknown[]) => {
      const { message, detail } = args.at(-1) as { message: string; detail: string };
      Reflect.set(globalThis, "saidToStory", `${message} ${detail}`);
      return { response: 0, checkboxChecked: false };
    };
    contents?.once("did-finish-load", () => Reflect.set(globalThis, "loadedAgain", true));
    const processId = contents?.getOSProcessId();
    contents?.forcefullyCrashRenderer();
    return processId;
  });
  const readFacts = () =>
    desktop.app.evaluate(({ BrowserWindow }) => ({
      hasLoaded: Reflect.get(globalThis, "loadedAgain") === true,
      isCrashed: BrowserWindow.getAllWindows()[0]?.webContents.isCrashed(),
      processId: BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
      said: String(Reflect.get(globalThis, "saidToStory")),
    }));
  await expect.poll(readFacts).toMatchObject({ isCrashed: false, hasLoaded: true });
  const { said, processId } = await readFacts();
  expect(processId).not.toBe(before);
  expect(said).toMatch(/The window stopped working.*unsaved changes are kept aside/u);
});
