import { join } from "node:path";
import type { BrowserWindowConstructorOptions, WebPreferences } from "electron";
import { WINDOW_MIN } from "./window-state.ts";

/** The page's address: the only one the window ever shows. */
export const APP_URL = "app://bundle/";

/** What the page may do: nothing that a page in a browser may not, besides the one object of the preload script. */
export function pagePreferences(preload: string): WebPreferences {
  return {
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    spellcheck: false, // its dictionaries would be downloaded
    // A run goes on at full speed while the person reads something else.
    backgroundThrottling: false,
  };
}

/** The window that prints: it shows one document and runs nothing. */
export const PRINT_PREFERENCES: WebPreferences = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  webSecurity: true,
  webviewTag: false,
  javascript: false,
  spellcheck: false,
};

/** The main window's options but for its place, in the app's folder. `isDark` paints what is seen before the page has drawn. */
export function windowOptions(folder: string, isDark: boolean): BrowserWindowConstructorOptions {
  return {
    // Linux knows no icon of a program; elsewhere the program brings its own.
    icon: join(folder, "electron/icon/spillway.png"),
    minWidth: WINDOW_MIN.width,
    minHeight: WINDOW_MIN.height,
    show: false,
    title: "Spillway",
    backgroundColor: isDark ? "#0F1319" : "#F4F6F9",
    webPreferences: pagePreferences(join(folder, "dist/preload/preload.cjs")),
  };
}
