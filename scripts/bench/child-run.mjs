// @ts-check
import { spawn } from "node:child_process";
import { once } from "node:events";
import { repositoryRoot } from "../bundles.mjs";
import { canWatchMemory, watchMemory } from "./process-memory.mjs";

/** @import { MemoryPeak } from "./process-memory.mjs" */

/** No measurement takes longer unless something is wrong with it. */
const wallMaxMs = 600_000;

/**
 * Runs a command of this repository in a process of its own, which prints one JSON document on stdout.
 * @param {readonly string[]} args of node
 * @param {readonly number[]} exitCodes that are no failure
 * @returns {Promise<{ document: any, exitCode: number, memory: MemoryPeak | undefined }>}
 */
export async function runForJson(args, exitCodes = [0]) {
  const child = spawn(process.execPath, args, {
    cwd: repositoryRoot,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: wallMaxMs,
  });
  const endMemory = canWatchMemory && child.pid !== undefined ? watchMemory(child.pid) : undefined;
  /** @type {Buffer[]} */
  const out = [];
  let complaints = "";
  child.stdout.on("data", (chunk) => out.push(chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk) => {
    complaints = `${complaints}${chunk}`.slice(-2_000);
  });
  const [exitCode, signal] = await once(child, "close");
  const memory = endMemory?.();
  const text = Buffer.concat(out).toString("utf8");
  if (!exitCodes.includes(exitCode)) {
    const said = `${text.slice(0, 600)} ${complaints}`.replace(/\s+/gu, " ").trim();
    throw new Error(`node ${args.join(" ")} ended with ${signal ?? `exit code ${exitCode}`}: ${said}`);
  }
  return { document: JSON.parse(text), exitCode, memory };
}
