// @ts-check
import { existsSync, readdirSync, readFileSync } from "node:fs";

/**
 * The memory of a process and of everything it started, looked at several times a second, from Linux's `/proc`. Shared
 * pages count once for each process that maps them, so a browser's sum is an upper bound.
 *
 * @typedef {{ ownPeakBytes: number, childrenPeakBytes: number }} MemoryPeak
 */

const sampleEveryMs = 200;

/** Whether this system tells what `watchMemory` asks. */
export const canWatchMemory = existsSync("/proc/self/status");

/**
 * Starts to watch; the function it returns ends that and tells the peaks.
 * @param {number} processId
 * @returns {() => MemoryPeak}
 */
export function watchMemory(processId) {
  const peak = { ownPeakBytes: 0, childrenPeakBytes: 0 };
  const look = () => {
    // The kernel's own high-water mark misses nothing between two looks.
    peak.ownPeakBytes = Math.max(peak.ownPeakBytes, statusBytes(processId, "VmHWM"));
    const children = descendantsOf(processId).reduce((sum, id) => sum + statusBytes(id, "VmRSS"), 0);
    peak.childrenPeakBytes = Math.max(peak.childrenPeakBytes, children);
  };
  const timer = setInterval(look, sampleEveryMs);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

/** @param {number} processId @param {string} field */
function statusBytes(processId, field) {
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, "mu").exec(readProc(processId, "status"))?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

/** @param {number} ancestor @returns {number[]} */
function descendantsOf(ancestor) {
  /** @type {Map<number, number[]>} */
  const childrenOf = new Map();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/u.test(name)) continue;
    // The program's name stands in brackets and may hold anything; the parent's id is the second word behind it.
    const parent = Number(readProc(Number(name), "stat").split(") ").at(-1)?.split(" ")[1] ?? 0);
    childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), Number(name)]);
  }
  const found = [...(childrenOf.get(ancestor) ?? [])];
  for (const id of found) found.push(...(childrenOf.get(id) ?? []));
  return found;
}

/** @param {number} processId @param {string} file */
function readProc(processId, file) {
  try {
    return readFileSync(`/proc/${processId}/${file}`, "utf8");
  } catch {
    return ""; // it ended between being listed and being asked: it holds nothing
  }
}
