import { homedir } from "node:os";
import { join } from "node:path";
import { app, dialog, protocol, session } from "electron";
import { findInApp } from "../../hosting/served-files.ts";
import { APP_SCHEME, answerAppRequest } from "./app-protocol.ts";
import { filesInArguments } from "./launch-arguments.ts";
import { lockApp, lockSession } from "./lock-down.ts";
import { PrintQueue } from "./print-report.ts";
import { Shell } from "./shell.ts";
import { chooseUserFolder, UserStore } from "./user-store.ts";

/**
 * Where the desktop app starts. What must happen before Electron is ready stands first: the scheme's privileges, the sandbox,
 * the folder for settings, and the lock that makes a second start hand its files to the first.
 */
function main(): void {
  protocol.registerSchemesAsPrivileged([APP_SCHEME]);
  // With --no-sandbox, which running as root needs, enabling it for all would end every child process.
  if (!app.commandLine.hasSwitch("no-sandbox")) app.enableSandbox();
  const { folder, problem } = chooseUserFolder(wantedUserFolder());
  app.setPath("userData", folder);

  const files = filesInArguments(process.argv, process.cwd(), app.isPackaged);
  if (!app.requestSingleInstanceLock({ files })) {
    app.quit();
    return;
  }
  lockApp(app);
  const prints = new PrintQueue();
  const store = new UserStore(join(folder, "spillway"));
  const shell = new Shell(store, prints, problem);
  void shell.openFiles(files);

  app.on("second-instance", (_event, _argv, _folder, data) => {
    void shell.openWindow().then(() => shell.openFiles(filesOfSecond(data)));
  });
  app.on("open-file", (event, path) => {
    event.preventDefault();
    void shell.openFiles([path]);
  });
  app.on("before-quit", () => shell.beginQuit());
  app.on("will-quit", (event) => {
    // What the last seconds changed is still on its way to the disk.
    if (!store.isWriting) return;
    event.preventDefault();
    void store.settled().then(() => app.quit());
  });
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") app.quit();
  });
  void app.whenReady().then(() => start(shell, prints));
}

/** The folder for settings that Electron would take. It refuses to name one that it cannot make; then its usual name is tried, and told. */
function wantedUserFolder(): string {
  try {
    return app.getPath("userData");
  } catch {
    const named = app.commandLine.getSwitchValue("user-data-dir");
    return named === "" ? join(homedir(), ".config", app.getName()) : named;
  }
}

async function start(shell: Shell, prints: PrintQueue): Promise<void> {
  const root = app.getAppPath();
  const find = findInApp(join(root, "dist/app"), root);
  lockSession(session.defaultSession);
  protocol.handle("app", ({ method, url }) => {
    const { status, headers, body } = answerAppRequest((address) => prints.find(address) ?? find(address), method, url);
    return new Response(body, { status, headers });
  });
  app.on("activate", () => void shell.openWindow());
  try {
    await shell.start();
  } catch (error) {
    dialog.showErrorBox("Spillway could not open its window", error instanceof Error ? error.message : String(error));
    app.exit(1);
  }
}

function filesOfSecond(data: unknown): readonly string[] {
  if (typeof data !== "object" || data === null || !("files" in data) || !Array.isArray(data.files)) return [];
  return data.files.filter((file) => typeof file === "string");
}

main();
