import { resolve } from "node:path";

/**
 * The files that a person chose: in a dialog, by dropping, by double-click, on the command line, or in an earlier session.
 * The page may name no other, whatever runs in it.
 */
export class PathGrants {
  readonly #paths = new Set<string>();

  /** Notes that a person chose this file. */
  grant(path: string): void {
    this.#paths.add(resolve(path));
  }

  /** Whether a person chose this file. */
  has(path: string): boolean {
    return this.#paths.has(resolve(path));
  }
}
