// @ts-check
/**
 * Makes the unpacked, self-contained app for this platform: `npm run package [-- electron-builder's arguments]`, under
 * dist/package. With Electron's own program where that can be had; else, to test packaging, with the old one of the test lane,
 * and then marked not for release.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { platform } from "node:process";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { bundles, isStale, repositoryRoot } from "./bundles.mjs";
import { fetchElectron, findElectron } from "./electron/official-electron.mjs";
import { readFuses } from "./electron/read-fuses.mjs";
import { ensureTestElectron } from "./electron/test-electron.mjs";

const builder = "electron-builder@26.17.0";
const output = join(repositoryRoot, "dist/package");

/** @param {string} line */
const say = (line) => void process.stdout.write(`${line}\n`);

/** @param {string} message @returns {never} */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** The Electron that is packed: the official one, or the test lane's. */
function chooseElectron() {
  const official = findElectron(repositoryRoot) ?? fetchElectron(repositoryRoot, say);
  return official === undefined
    ? { folder: ensureTestElectron(say), isForRelease: false }
    : { folder: official, isForRelease: process.env["ELECTRON_OVERRIDE_DIST_PATH"] === undefined };
}

/** @param {{ folder: string, isForRelease: boolean }} electron */
function writeConfiguration({ folder, isForRelease }) {
  const configuration = parse(readFileSync(join(repositoryRoot, "electron-builder.yml"), "utf8"));
  const electronVersion = readFileSync(join(folder, "version"), "utf8").trim().replace(/^v/u, "");
  const { grantFileProtocolExtraPrivileges, ...olderFuses } = configuration.electronFuses;
  // The test lane's Electron is older than that fuse, and the builder refuses to set what is not there.
  const fuses = isForRelease ? { ...olderFuses, grantFileProtocolExtraPrivileges } : olderFuses;
  const place = join(repositoryRoot, "dist/package-configuration.json");
  writeFileSync(
    place,
    JSON.stringify({ ...configuration, electronFuses: fuses, electronVersion, electronDist: folder }),
  );
  return { place, fuses, electronVersion };
}

function build() {
  const script = fileURLToPath(new URL("./build.mjs", import.meta.url));
  const { status } = spawnSync(process.execPath, [script, "app", "electron", "preload"], { stdio: "inherit" });
  const stale = /** @type {const} */ (["app", "electron", "preload"]).filter(isStale);
  if (status !== 0 || stale.length > 0) fail(`Could not build ${stale.map((name) => bundles[name].title).join(", ")}.`);
}

/** Throws when a switch in the program is not as electron-builder.yml says. @param {string} program @param {Record<string, boolean>} wanted */
function checkFuses(program, wanted) {
  const found = readFuses(program);
  const wrong = Object.entries(wanted).filter(([name, value]) => found[name] !== value);
  if (wrong.length > 0)
    fail(`The fuses ${wrong.map(([name]) => name).join(", ")} are not as electron-builder.yml says.`);
  say(
    `fuses read back: ${Object.entries(found)
      .map(([name, isOn]) => `${name} ${isOn ? "on" : "off"}`)
      .join(", ")}`,
  );
}

/** The program in the folder that was built. @param {string} folder */
function findPackaged(folder) {
  const names = { win32: "spillway.exe", darwin: "Spillway.app/Contents/MacOS/Spillway" };
  const program = join(folder, platform === "win32" || platform === "darwin" ? names[platform] : "spillway");
  return existsSync(program) ? program : fail(`electron-builder made no ${program}.`);
}

const notForRelease = `This folder is a test of packaging and must not be handed out.

It holds Electron ELECTRON, which is years old and has known holes in its security: the only one that could be had where it was
made. Run npm run package on a machine that reaches Electron's own downloads to make one for people.
`;

build();
const electron = chooseElectron();
rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
const { place, fuses, electronVersion } = writeConfiguration(electron);
const args = process.argv.slice(2);
const { status } = spawnSync(
  "npx",
  ["--yes", builder, "--config", place, "--publish", "never", ...(args.length > 0 ? args : ["--dir"])],
  { cwd: repositoryRoot, stdio: "inherit", shell: platform === "win32" },
);
if (status !== 0) fail(`${builder} ended with ${status}. It is fetched by npx, which needs npm's registry.`);
const unpacked = readdirSync(output).find((name) => /unpacked$|^mac/u.test(name));
const folder = join(output, unpacked ?? fail("electron-builder made no unpacked folder."));
checkFuses(findPackaged(folder), fuses);
// What Electron shows when it is given no app. The builder leaves it where the Electron was unpacked already.
rmSync(join(folder, "resources/default_app.asar"), { force: true });
if (!electron.isForRelease)
  writeFileSync(join(folder, "NOT-FOR-RELEASE.txt"), notForRelease.replace("ELECTRON", electronVersion));
say(`${folder}: Spillway with Electron ${electronVersion}${electron.isForRelease ? "" : ", NOT FOR RELEASE"}`);
