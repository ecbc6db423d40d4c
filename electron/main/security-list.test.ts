import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { App, Session, WebContents } from "electron";
import { describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { CONTENT_SECURITY_POLICY } from "../../hosting/response-headers.ts";
import { CALL_NAMES } from "../ipc/channels.ts";
import { APP_SCHEME, answerAppRequest } from "./app-protocol.ts";
import { guardCall } from "./call-guard.ts";
import { isAllowedRequest, isOwnAddress, lockApp, lockSession } from "./lock-down.ts";
import { parseExternal } from "./questions.ts";
import { APP_URL, PRINT_PREFERENCES, pagePreferences, windowOptions } from "./window-options.ts";

/** Electron's own list, docs/tutorial/security.md, one test an item. e2e/shell/security.spec.ts asks the same of a real Electron. */
const root = fileURLToPath(new URL("../../", import.meta.url));
const preferences = pagePreferences(join("/app", "dist/preload/preload.cjs"));

type Listener = (...args: readonly unknown[]) => unknown;

/** A session that notes its locks. */
function lockedSession() {
  const locks = new Map<string, Listener>();
  const note = (name: string) => (listener: Listener) => void locks.set(name, listener);
  const session = {
    setPermissionRequestHandler: note("request"),
    setPermissionCheckHandler: note("check"),
    setDevicePermissionHandler: note("device"),
    webRequest: { onBeforeRequest: note("before-request") },
    on: (name: string, listener: Listener) => void locks.set(name, listener),
  };
  lockSession(session as unknown as Session);
  return locks;
}

/** The locks of a page that somebody makes. */
function lockedContents() {
  const locks = new Map<string, Listener>();
  const on = (name: string, listener: Listener): void => void locks.set(name, listener);
  lockApp({ on } as unknown as App);
  const contents = { on, setWindowOpenHandler: (listener: Listener) => locks.set("window-open", listener) };
  locks.get("web-contents-created")?.({}, contents as unknown as WebContents);
  return locks;
}

/** Whether a lock stopped an event. */
function isStopped(lock: Listener | undefined, ...rest: readonly unknown[]): boolean {
  const preventDefault = vi.fn();
  lock?.({ preventDefault }, ...rest);
  return preventDefault.mock.calls.length > 0;
}

/** The sources of the shell and of the page, by path. */
function sourcesUnder(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/u.test(path) && !/\.test\.tsx?$/u.test(path))
    .map((path) => [`${folder}/${path}`, readFileSync(join(root, folder, path), "utf8")]);
}

describe("Electron's security list", () => {
  test("1. only secure content is loaded: the page's address is the app's own, and no other request goes out", () => {
    expect(APP_URL).toBe("app://bundle/");
    const cancels = (url: string): unknown => {
      const answer = vi.fn();
      lockedSession().get("before-request")?.({ url }, answer);
      return answer.mock.calls[0]?.[0];
    };
    for (const url of ["app://bundle/x.js", "blob:app://bundle/1", "data:text/plain,x"])
      expect(cancels(url)).toEqual({ cancel: false });
    for (const url of ["http://127.0.0.1/", "https://example.com/", "ws://x/", "file:///etc/passwd", "app://other/"])
      expect(cancels(url)).toEqual({ cancel: true });
    expect(isAllowedRequest("https://app://bundle/")).toBe(false);
  });

  test("2. no Node in pages", () => {
    expect(preferences).toMatchObject({
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
    });
    expect(PRINT_PREFERENCES.nodeIntegration).toBe(false);
  });

  test("3. the preload script's world is not the page's", () => {
    expect([preferences.contextIsolation, PRINT_PREFERENCES.contextIsolation]).toEqual([true, true]);
  });

  test("4. every page is sandboxed, and the app enables it for all there will be", () => {
    expect([preferences.sandbox, PRINT_PREFERENCES.sandbox]).toEqual([true, true]);
    expect(readFileSync(join(root, "electron/main/main.ts"), "utf8")).toContain("app.enableSandbox()");
  });

  test("5. permissions, which Electron grants by itself, are refused when asked for and when checked", () => {
    const locks = lockedSession();
    const ask = (permission: string, requestingUrl: string): unknown => {
      const answer = vi.fn();
      locks.get("request")?.({}, permission, answer, { requestingUrl });
      return answer.mock.calls[0]?.[0];
    };
    const check = (permission: string, url: string) => locks.get("check")?.({ getURL: () => url }, permission);
    for (const permission of ["geolocation", "media", "notifications", "usb", "clipboard-read", "openExternal"]) {
      expect(ask(permission, APP_URL)).toBe(false);
      expect(check(permission, APP_URL)).toBe(false);
    }
    expect(ask("fullscreen", APP_URL)).toBe(true);
    expect(ask("fullscreen", "https://example.com/")).toBe(false);
    expect(locks.get("check")?.(null, "fullscreen")).toBe(false);
    expect(locks.get("device")?.()).toBe(false);
    expect(isStopped(locks.get("will-download"))).toBe(true);
  });

  test("6. web security is on", () => {
    expect([preferences.webSecurity, PRINT_PREFERENCES.webSecurity]).toEqual([true, true]);
  });

  test("7. every answer carries a content security policy that names no other place and no eval", () => {
    const { headers } = answerAppRequest(() => "x", "GET", "app://bundle/index.html");
    expect(headers["Content-Security-Policy"]).toBe(CONTENT_SECURITY_POLICY);
    expect(CONTENT_SECURITY_POLICY).toContain("default-src 'none'");
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/'unsafe-eval'|https?:|\*/u);
    expect(CONTENT_SECURITY_POLICY).toMatch(/script-src 'self' 'wasm-unsafe-eval';/u);
  });

  test("8. insecure content is not allowed", () => {
    expect(preferences.allowRunningInsecureContent).toBe(false);
  });

  test("9. experimental features are off", () => {
    expect(preferences.experimentalFeatures).toBe(false);
  });

  test("10. no Blink features are turned on", () => {
    expect(preferences).not.toHaveProperty("enableBlinkFeatures");
    expect(windowOptions("/app", true).webPreferences).toEqual(preferences);
  });

  test("11. there are no web views, so none may open windows", () => {
    expect([preferences.webviewTag, PRINT_PREFERENCES.webviewTag]).toEqual([false, false]);
    expect(sourcesUnder("renderer").filter(([, text]) => /<webview|allowpopups/u.test(text))).toEqual([]);
  });

  test("12. a web view that is attached all the same is stopped", () => {
    expect(isStopped(lockedContents().get("will-attach-webview"), {}, {})).toBe(true);
  });

  test("13. navigation and redirects leave the app's own address never", () => {
    for (const name of ["will-navigate", "will-redirect"]) {
      const lock = lockedContents().get(name);
      for (const url of ["https://example.com/", "file:///x", "app://bundle.evil/", "javascript:1", "data:text/html,x"])
        expect(isStopped(lock, url)).toBe(true);
      expect(isStopped(lock, "app://bundle/index.html")).toBe(false);
    }
    expect(preferences.navigateOnDragDrop).toBe(false);
  });

  test("14. no page opens a window", () => {
    expect(lockedContents().get("window-open")?.({ url: APP_URL })).toEqual({ action: "deny" });
  });

  test("15. only https addresses without a password are handed to the desktop", () => {
    expect(parseExternal("https://example.com/a")?.href).toBe("https://example.com/a");
    for (const text of [
      "http://x/",
      "file:///etc/passwd",
      "smb://x",
      "javascript:alert(1)",
      "https://a:b@x/",
      "//x",
      "",
    ])
      expect(parseExternal(text)).toBeUndefined();
    const callers = sourcesUnder("electron").filter(([, text]) => text.includes(".openExternal("));
    expect(callers.map(([path]) => path)).toEqual(["electron/main/shell.ts"]);
  });

  test("16. the pinned Electron is one that is still looked after", () => {
    const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      devDependencies: Record<string, string>;
    };
    expect(devDependencies["electron"]).toMatch(/^(4[5-9]|[5-9]\d)\.\d+\.\d+$/u);
  });

  test("17. every call asks who sent it", async () => {
    for (const name of CALL_NAMES)
      await expect(
        guardCall(name, () => "answered")({ url: "https://example.com/", parent: null }, []),
      ).rejects.toThrow();
    expect(isOwnAddress("app://bundle/")).toBe(true);
  });

  test("18. pages come from a scheme of their own, never from file://", () => {
    expect(APP_SCHEME).toEqual({
      scheme: "app",
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
    });
    const loaders = sourcesUnder("electron").filter(([, text]) => /loadFile\(|loadURL\(["'`]file:/u.test(text));
    expect(loaders).toEqual([]);
  });

  test("19. the fuses are set", () => {
    const { electronFuses, asar } = parse(readFileSync(join(root, "electron-builder.yml"), "utf8"));
    expect(asar).toBe(true);
    expect(electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  test("20. nothing of Electron's own reaches the page: one object of functions, and payloads without their event", async () => {
    const exposed = new Map<string, Record<string, unknown>>();
    const listeners = new Map<string, Listener>();
    const invoke = vi.fn(() => Promise.resolve());
    vi.doMock("electron", () => ({
      contextBridge: { exposeInMainWorld: (name: string, api: Record<string, unknown>) => exposed.set(name, api) },
      ipcRenderer: { invoke, on: (name: string, hear: Listener) => listeners.set(name, hear), removeListener: vi.fn() },
      webUtils: { getPathForFile: () => "/dropped" },
    }));
    await import("../preload/preload.ts");
    vi.doUnmock("electron");
    expect([...exposed.keys()]).toEqual(["spillwayShell"]);
    const shell = exposed.get("spillwayShell") ?? {};
    expect(Object.keys(shell).sort()).toEqual([...CALL_NAMES, "on", "openDropped"].sort());
    expect(Object.values(shell).every((member) => typeof member === "function")).toBe(true);
    const heard = vi.fn();
    (shell["on"] as Listener)("themeChosen", heard);
    listeners.get("spillway:event:themeChosen")?.({ sender: "secret" }, "dark");
    expect(heard.mock.calls).toEqual([["dark"]]);
    await (shell["openDropped"] as Listener)({});
    expect(invoke.mock.calls.at(-1)).toEqual(["spillway:dropped-path", "/dropped"]);
  });
});
