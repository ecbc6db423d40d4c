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
  expect(await shell.call("readSettings")).toBe('{"theme":"dark"}');
  await shell.call("dropJournal", "doc-1");
  await app.relaunch();
  expect((await shell.call("pullLaunch")).journal).toEqual([]);
});

test("a window whose process ends says so and starts again", async ({ app, desktop }) => {
  app.allowError(/./u); // the page is ended on purpose
  await desktop.app.evaluate(({ dialog }) => {
    dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false });
  });
  const before = app.page;
  await desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  );
  await expect
    .poll(() =>
      desktop.app.evaluate(async ({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        return contents?.isCrashed() === false && !contents.isLoading() && (await contents.executeJavaScript("1 + 1"));
      }),
    )
    .toBe(2);
  expect(before.url()).toMatch(/^app:\/\/bundle\//u);
});
