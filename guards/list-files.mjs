// @ts-check
import { readdirSync } from "node:fs";
import { join } from "node:path";

const builtFolders = new Set(["node_modules", "dist", "reports", "coverage", "datasets", "test-results"]);

/**
 * Paths of the files a person wrote under `root`, relative to it, sorted, with `/` on every system. Hidden folders are left out.
 * @param {string} root
 * @param {RegExp} pattern what a path must match
 * @returns {string[]}
 */
export function listFiles(root, pattern) {
  /** @type {string[]} */
  const found = [];
  /** @param {string} folder relative to root, "" or ending in "/" */
  const visit = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder + entry.name;
      if (entry.isDirectory()) {
        if (!builtFolders.has(entry.name) && !entry.name.startsWith(".")) visit(`${path}/`);
      } else if (pattern.test(path)) found.push(path);
    }
  };
  visit("");
  return found.sort();
}

/** Folders directly under `root`/`parent` that hold something a person wrote. @param {string} root @param {string} parent */
export function listFolders(root, parent) {
  const prefix = parent === "" ? "" : `${parent}/`;
  const inside = listFiles(root, /./u).filter(
    (path) => path.startsWith(prefix) && path.slice(prefix.length).includes("/"),
  );
  return [...new Set(inside.map((path) => prefix + path.slice(prefix.length).split("/")[0]))];
}
