// @ts-check
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { env, platform } from "node:process";

const wrapper = ["xvfb-run", "-a", "-s", "-screen 0 1920x1200x24"];

/**
 * The command that gives a program a display of its own; none where the machine has one. Installs xvfb where that is possible
 * without a person: as root on Debian. Throws with what to do.
 * @param {(line: string) => void} report takes progress, a line at a time
 * @returns {readonly string[]}
 */
export function displayWrapper(report) {
  if (platform !== "linux") return [];
  if (isThere()) return wrapper;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    report("No xvfb found: apt-get install -y xvfb xauth");
    for (const args of [["update"], ["install", "-y", "xvfb", "xauth"]])
      spawnSync("apt-get", args, { stdio: ["ignore", 2, 2], env: { ...env, DEBIAN_FRONTEND: "noninteractive" } });
    if (isThere()) return wrapper;
  }
  if ((env["DISPLAY"] ?? "") !== "") return [];
  throw new Error("There is no display and no xvfb: sudo apt-get install -y xvfb xauth");
}

function isThere() {
  return spawnSync("xvfb-run", ["--help"], { stdio: "ignore" }).status === 0;
}
