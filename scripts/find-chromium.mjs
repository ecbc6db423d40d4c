// @ts-check
/**
 * Finds a Chromium to drive, or installs one where that is possible without a person. `node scripts/find-chromium.mjs`
 * prints its path, or says what to do and ends with exit code 4.
 */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { basename, delimiter, join } from "node:path";
import { env, platform } from "node:process";

const overrideName = "SPILLWAY_CHROMIUM";

/** Flags under which Chromium runs as root, without a network, and the same everywhere. */
export const chromiumFlags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The machine has no Chromium and none could be installed. The message says what to do; a command ends with exit code 4. */
export class NoChromiumError extends Error {
  exitCode = 4;
}

/** @param {string} path */
function isRunnable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not ours to run: the next place is tried
  }
}

/** @returns {string[]} Where browsers of the Chromium family are installed on this kind of machine, best first. */
function usualPlaces() {
  if (platform === "win32") {
    const folders = [env["ProgramFiles"], env["ProgramFiles(x86)"], env["LOCALAPPDATA"]].filter(
      (folder) => folder !== undefined,
    );
    const programs = [
      "Chromium/Application/chrome.exe",
      "Google/Chrome/Application/chrome.exe",
      "Microsoft/Edge/Application/msedge.exe",
    ];
    return programs.flatMap((program) => folders.map((folder) => join(folder, program)));
  }
  if (platform === "darwin") {
    const programs = ["Chromium", "Google Chrome", "Microsoft Edge"];
    const folders = ["/Applications", join(env["HOME"] ?? "/", "Applications")];
    return programs.flatMap((name) => folders.map((folder) => `${folder}/${name}.app/Contents/MacOS/${name}`));
  }
  const programs = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
  ];
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return programs.flatMap((program) => [...folders, "/usr/bin", "/snap/bin"].map((folder) => join(folder, program)));
}

/** The browser that `npx playwright install chromium` puts in the user's cache, if it is there. */
async function playwrightBrowser() {
  const { chromium } = await import("@playwright/test");
  const path = chromium.executablePath();
  return path !== "" && existsSync(path) ? path : undefined;
}

/**
 * Path of an installed Chromium, Chrome or Edge; `undefined` if there is none.
 * Throws NoChromiumError if SPILLWAY_CHROMIUM names something that cannot be run.
 * @returns {Promise<string | undefined>}
 */
export async function findChromium() {
  const override = env[overrideName];
  if (override !== undefined && override !== "") {
    if (isRunnable(override)) return override;
    throw new NoChromiumError(
      `${overrideName} is ${override}, which is not a program that can be run. Correct it or unset it.`,
    );
  }
  return usualPlaces().find(isRunnable) ?? (await playwrightBrowser());
}

/** @param {string} command @param {readonly string[]} args @param {(line: string) => void} report */
function runInstaller(command, args, report) {
  report(`No Chromium found: ${command} ${args.join(" ")}`);
  // An installer talks on stderr, so that stdout stays free for the path. Whether it worked shows in what is found next.
  spawnSync(command, args, {
    stdio: ["ignore", 2, 2],
    env: { ...env, DEBIAN_FRONTEND: "noninteractive" },
    shell: platform === "win32",
  });
}

/**
 * Path of a Chromium, installed now if there was none: Debian's package as root, else Playwright's own browser.
 * Throws NoChromiumError, whose message says what a person must do.
 * @param {(line: string) => void} report takes progress, a line at a time
 * @returns {Promise<string>}
 */
export async function ensureChromium(report) {
  const found = await findChromium();
  if (found !== undefined) return found;
  const isRootOnDebian = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  if (isRootOnDebian) {
    runInstaller("apt-get", ["update"], report);
    runInstaller("apt-get", ["install", "-y", "chromium"], report);
  } else {
    runInstaller("npx", ["playwright", "install", "chromium"], report);
  }
  const installed = await findChromium();
  if (installed !== undefined) return installed;
  throw new NoChromiumError(
    [
      "This needs a Chromium, and none could be found or installed. One of these helps:",
      "  Debian or Ubuntu: sudo apt-get update && sudo apt-get install -y chromium",
      "  any system with a network: npx playwright install chromium",
      "  any system: install Chromium, Google Chrome or Microsoft Edge",
      `  one in an unusual place: set ${overrideName} to the path of its program`,
    ].join("\n"),
  );
}

// By name, since this file is also bundled into the command line, where its address is that of the bundle.
if (basename(process.argv[1] ?? "") === "find-chromium.mjs") {
  try {
    process.stdout.write(`${await ensureChromium((line) => process.stderr.write(`${line}\n`))}\n`);
  } catch (error) {
    if (!(error instanceof NoChromiumError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}
