// @ts-check
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { arch, cpus, loadavg, release, totalmem, type } from "node:os";
import { repositoryRoot } from "../bundles.mjs";
import { findChromium } from "../find-chromium.mjs";

/** @typedef {readonly (readonly [string, string])[]} Facts */

/** What the figures were measured on and with. @param {{ wasmDuckDb: string | undefined, nativeDuckDb: string | undefined }} versions @returns {Promise<Facts>} */
export async function describeMachine({ wasmDuckDb, nativeDuckDb }) {
  const chromium = await findChromium();
  const processors = cpus();
  return [
    ["processor", `${processors[0]?.model ?? "unknown"}, ${processors.length} cores`],
    ["memory", `${(totalmem() / 1024 ** 3).toFixed(0)} GiB`],
    ["system", `${systemName()}, ${type()} ${release()} ${arch()}`],
    ["Node", `${process.versions.node} (V8 ${process.versions.v8})`],
    ["browser", chromium === undefined ? "none" : said(chromium, ["--version"])],
    ...(wasmDuckDb === undefined ? [] : [/** @type {const} */ (["DuckDB-wasm", wasmDuckDb])]),
    ...(nativeDuckDb === undefined ? [] : [/** @type {const} */ (["native DuckDB", nativeDuckDb])]),
    ["Spillway", `commit ${said("git", ["rev-parse", "--short", "HEAD"])}${isChanged() ? ", with changes" : ""}`],
  ];
}

/** How many processes wanted to run in the last minute, on average; a quiet machine says less than one before it begins. */
export function loadOfLastMinute() {
  return loadavg()[0] ?? 0;
}

function isChanged() {
  return said("git", ["status", "--porcelain", "--", "engine", "cli", "scenarios"]) !== "";
}

function systemName() {
  const release = "/etc/os-release";
  const text = existsSync(release) ? readFileSync(release, "utf8") : "";
  return /^PRETTY_NAME="(.*)"$/mu.exec(text)?.[1] ?? process.platform;
}

/** @param {string} command @param {readonly string[]} args */
function said(command, args) {
  const { stdout } = spawnSync(command, args, { cwd: repositoryRoot, encoding: "utf8" });
  return (stdout ?? "").trim();
}
