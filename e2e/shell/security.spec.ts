import { expect } from "@playwright/test";
import { test } from "../support/app.ts";
import { shellOf } from "../support/shell-of.ts";

test("the page stays where it is: no navigation, no other window, no web view", async ({ app, desktop }) => {
  const before = await desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.getURL(),
  );
  const opened = await app.page.evaluate(() => window.open("https://example.com/")?.closed);
  expect(opened).toBeUndefined();
  await app.page.evaluate(() => {
    const view = document.createElement("webview");
    view.setAttribute("src", "https://example.com/");
    document.body.append(view);
    view.remove();
    const link = document.createElement("a");
    link.href = "https://example.com/";
    link.click();
  });
  // After a navigation that was stopped Playwright's page hangs: the main process tells.
  const after = await desktop.app.evaluate(async ({ BrowserWindow, webContents }) => ({
    windows: BrowserWindow.getAllWindows().length,
    contents: webContents.getAllWebContents().map((contents) => contents.getType()),
    url: BrowserWindow.getAllWindows()[0]?.webContents.getURL(),
  }));
  expect(after).toEqual({ windows: 1, contents: ["window"], url: before });
});

test("nothing is evaluated from text, but wasm runs", async ({ app }) => {
  app.allowError(/Content Security Policy|ERR_BLOCKED_BY_CLIENT|unsafe-eval/u);
  // In a frame of its own: what Playwright itself runs is exempt from the policy.
  const tried = await app.page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => {
          const attempt = (act: () => unknown): string => {
            try {
              return `done ${act()}`;
            } catch (error) {
              return error instanceof Error ? error.name : String(error);
            }
          };
          // biome-ignore lint/security/noGlobalEval: that it is refused is what is tested
          const evaluated = attempt(() => globalThis.eval("1 + 1"));
          resolve({ evaluated, made: attempt(() => Reflect.construct(Function, ["return 1"])) });
        });
      }),
  );
  expect(tried).toEqual({ evaluated: "EvalError", made: "EvalError" });
  const isWasmRunning = await app.page.evaluate(async () => {
    const { instance } = await WebAssembly.instantiate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
    return instance instanceof WebAssembly.Instance;
  });
  expect(isWasmRunning).toBe(true);
});

test("a request from the main session is cancelled before it leaves, whoever makes it", async ({ app, desktop }) => {
  expect(app.lane).toBe("electron");
  const outcome = await desktop.app.evaluate(({ session }) => {
    const { fetch } = session.defaultSession as unknown as { fetch(url: string): Promise<Response> };
    return fetch.call(session.defaultSession, "https://example.com/").then(
      () => "answered",
      (error: unknown) => String(error),
    );
  });
  expect(outcome).toContain("ERR_BLOCKED_BY_CLIENT");
});

test("permissions that a page could ask for are refused, but for what the app needs", async ({ app }) => {
  const states = await app.page.evaluate(async () => {
    const ask = async (name: string): Promise<string> =>
      (await navigator.permissions.query({ name: name as PermissionName })).state;
    return {
      geolocation: await ask("geolocation"),
      microphone: await ask("microphone"),
      camera: await ask("camera"),
      notifications: await ask("notifications"),
      clipboardRead: await ask("clipboard-read"),
    };
  });
  expect(states).toEqual({
    geolocation: "denied",
    microphone: "denied",
    camera: "denied",
    notifications: "denied",
    clipboardRead: "denied",
  });
});

test("the bridge hands over no event object, no sender, and nothing of Electron's own", async ({ app, desktop }) => {
  await app.page.evaluate(() => {
    const shell = Reflect.get(globalThis, "spillwayShell") as {
      on(name: string, hear: (...all: unknown[]) => void): void;
    };
    shell.on("themeChosen", (...all) => Reflect.set(globalThis, "heard", all));
  });
  await desktop.app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById("theme.dark")?.click());
  await app.page.waitForFunction(() => Reflect.get(globalThis, "heard") !== undefined);
  expect(await app.page.evaluate(() => Reflect.get(globalThis, "heard"))).toEqual(["dark"]);
  expect(await app.page.evaluate(() => Object.keys(globalThis).filter((name) => /ipc|electron/iu.test(name)))).toEqual(
    [],
  );
});

test("only https leaves for the person's browser, and only after a yes", async ({ app, desktop }) => {
  await desktop.app.evaluate(({ dialog, shell }) => {
    const opened: string[] = [];
    Reflect.set(globalThis, "opened", opened);
    shell.openExternal = async (url) => void opened.push(url);
    dialog.showMessageBox = async () => ({ response: Reflect.get(globalThis, "answer") ?? 1, checkboxChecked: false });
  });
  const shell = shellOf(app);
  for (const url of [
    "http://example.com/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "https://a:b@example.com/",
    "x",
  ])
    expect(await shell.call("openExternal", url)).toMatchObject({ ok: false });
  expect(await shell.call("openExternal", "https://example.com/a")).toEqual({ ok: true, value: { isOpened: false } });
  await desktop.app.evaluate(() => Reflect.set(globalThis, "answer", 0));
  expect(await shell.call("openExternal", "https://example.com/a")).toEqual({ ok: true, value: { isOpened: true } });
  expect(await desktop.app.evaluate(() => Reflect.get(globalThis, "opened"))).toEqual(["https://example.com/a"]);
});

test("the page's process is sandboxed and its world is its own", async ({ desktop }) => {
  const preferences = await desktop.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    return contents.getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
  });
});
