// @ts-check
import { readFileSync } from "node:fs";

/** What stands in Electron's program in front of its fuses. */
const sentinel = Buffer.from("dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX");

/** The fuses of wire version 1 in their order, by the names that electron-builder gives them. */
const names = [
  "runAsNode",
  "enableCookieEncryption",
  "enableNodeOptionsEnvironmentVariable",
  "enableNodeCliInspectArguments",
  "enableEmbeddedAsarIntegrityValidation",
  "onlyLoadAppFromAsar",
  "loadBrowserProcessSpecificV8Snapshot",
  "grantFileProtocolExtraPrivileges",
];

/**
 * The fuses as they are in a program, each on or off; those that an older Electron does not have are left out.
 * @param {string} program
 * @returns {Readonly<Record<string, boolean>>}
 */
export function readFuses(program) {
  const bytes = readFileSync(program);
  const at = bytes.indexOf(sentinel);
  if (at === -1) throw new Error(`${program} holds no fuses: it is no Electron.`);
  const [version, length = 0] = bytes.subarray(at + sentinel.length);
  if (version !== 1) throw new Error(`${program} has fuses of version ${version}, which is not known here.`);
  const wire = bytes.subarray(at + sentinel.length + 2, at + sentinel.length + 2 + length);
  return Object.fromEntries(names.slice(0, length).map((name, index) => [name, wire[index] === "1".charCodeAt(0)]));
}
