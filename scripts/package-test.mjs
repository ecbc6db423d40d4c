// @ts-check
/**
 * Starts the packaged app as on a classroom's laptop and runs a small scenario in it: `npm run package:test`. The network is off
 * (a network namespace that has the loopback alone) and the home folder cannot be written (an empty read-only disk over it).
 * Where this system has no namespaces for us it says so, and proves the rest.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { env, platform } from "node:process";
import { fileURLToPath } from "node:url";
import { repositoryRoot } from "./bundles.mjs";
import { checkPackagedApp } from "./electron/packaged-app.mjs";
import { displayWrapper } from "./electron/virtual-display.mjs";
import { runStep, writeSteps } from "./report-steps.mjs";

const program = join(repositoryRoot, "dist/package/linux-unpacked/spillway");
const self = fileURLToPath(import.meta.url);
const isInside = process.argv[2] === "--inside";
/** @param {string} line */
const say = (line) => void process.stdout.write(`${line}\n`);

/** What turns the network off, and the home folder's writes, for the command behind it; nothing where this system does not let us. */
function isolation() {
  const unshare = ["unshare", ...(process.getuid?.() === 0 ? [] : ["--map-root-user"]), "--net", "--mount"];
  const [command = "", ...args] = [...unshare, "true"];
  if (spawnSync(command, args, { stdio: "ignore" }).status !== 0) return [];
  return [...unshare, "sh", "-c", 'ip link set lo up && mount -t tmpfs -o ro,size=4k tmpfs "$HOME" && exec "$@"', "sh"];
}

async function runOutside() {
  if (platform !== "linux")
    throw new Error("npm run package:test knows Linux; elsewhere start the packaged app by hand.");
  if (!existsSync(program)) throw new Error(`There is no ${program}: run npm run package first.`);
  const scratch = mkdtempSync(join(tmpdir(), "spillway-package-"));
  const home = join(scratch, "home");
  mkdirSync(home);
  const isolated = isolation();
  if (isolated.length === 0)
    say("This system gives us no namespaces: the network stays on and the home folder writable.");
  const inner = [process.execPath, self, "--inside", isolated.length > 0 ? "isolated" : "open"];
  const [command = "", ...args] = [...isolated, ...displayWrapper(say), ...inner];
  const child = spawn(command, args, { stdio: "inherit", env: { ...env, HOME: home, XDG_CONFIG_HOME: "" } });
  process.exitCode = await new Promise((resolve) => child.on("close", (code) => resolve(code ?? 1)));
  rmSync(scratch, { recursive: true, force: true });
}

/** Whether anything outside this machine can be reached: an address, so that no name has to be found first. @returns {Promise<boolean>} */
function isOnline() {
  return new Promise((resolve) => {
    const socket = connect({ host: "192.0.2.1", port: 443, timeout: 2_000 });
    socket.on("connect", () => resolve(true));
    socket.on("timeout", () => resolve(true)); // sent, and nobody answered
    socket.on("error", (error) => resolve(!("code" in error && error.code === "ENETUNREACH")));
    socket.on("close", () => socket.destroy());
  });
}

async function runInside() {
  const isIsolated = process.argv[3] === "isolated";
  const scenario = join(repositoryRoot, "docs/examples/rides.scenario.yaml");
  const steps = [];
  if (isIsolated)
    steps.push(
      await runStep("offline", async () => ({
        checked: 2,
        findings: [
          ...((await isOnline()) ? ["the network can be reached"] : []),
          ...(canWrite(homedir()) ? [`${homedir()} can be written`] : []),
        ],
      })),
    );
  steps.push(await runStep("package", () => checkPackagedApp(program, scenario, { isHomeReadOnly: isIsolated })));
  writeSteps("package", steps);
  process.exitCode = steps.every(({ passed }) => passed) ? 0 : 1;
}

/** @param {string} folder */
function canWrite(folder) {
  try {
    rmSync(mkdtempSync(join(folder, "probe-")), { recursive: true });
    return true;
  } catch {
    return false; // that is the question asked
  }
}

await (isInside ? runInside() : runOutside());
