import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { assert } from "../engine/base/assert.ts";

/** Where Spillway lies on this machine, and which version it is. */
export type Installation = {
  readonly root: string;
  readonly version: string;
  /** The production bundle for the browser. */
  readonly workerBundle: string;
};

/** Finds Spillway's folder above this file, which runs from its source and from its bundle. */
export function findInstallation(): Installation {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest)) {
      const { name, version }: { name?: unknown; version?: unknown } = JSON.parse(readFileSync(manifest, "utf8"));
      if (name === "spillway" && typeof version === "string")
        return { root: folder, version, workerBundle: join(folder, "dist", "worker") };
    }
    const above = dirname(folder);
    assert(above !== folder, "the command line does not lie in Spillway's folder");
    folder = above;
  }
}
