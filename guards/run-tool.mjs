// @ts-check
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The command of each tool, of the versions that package-lock.json pins. */
const commands = {
  typescript: "../node_modules/typescript/bin/tsc",
  "@biomejs/biome": "../node_modules/@biomejs/biome/bin/biome",
  "dependency-cruiser": "../node_modules/dependency-cruiser/bin/dependency-cruise.mjs",
};

/**
 * Runs one of this project's own tools on the tree at `root`, without a shell and whatever that tree has installed.
 * @param {string} root
 * @param {keyof typeof commands} tool
 * @param {readonly string[]} args
 * @returns {Promise<{ exitCode: number, stdout: string, stderr: string }>}
 */
export function runTool(root, tool, args) {
  const command = fileURLToPath(new URL(commands[tool], import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], {
      cwd: root,
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode: exitCode ?? 1, stdout, stderr }));
  });
}
