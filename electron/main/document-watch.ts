import { existsSync, type FSWatcher, watch } from "node:fs";
import { basename, dirname } from "node:path";
import type { ShellEvents } from "../ipc/shell-calls.ts";
import type { FileStamp } from "../ipc/shell-files.ts";
import { readScenarioFile } from "./scenario-files.ts";

/** A program that saves touches a file several times: the last touch counts. */
const SETTLE_MS = 150;

/**
 * Watches the file of the shown document. The folder is watched rather than the file: editors replace a file by another one,
 * which ends a watch on the file itself. What the page knows already, by reading or saving it, is not told.
 */
export class DocumentWatch {
  readonly #tell: (change: ShellEvents["changedOnDisk"]) => void;
  /** By path, what the page knows the file to be. */
  readonly #known = new Map<string, FileStamp>();
  /** By path, what a save that is on its way makes of it. */
  readonly #coming = new Map<string, FileStamp>();
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  #path: string | undefined;
  #isGone = false;

  constructor(tell: (change: ShellEvents["changedOnDisk"]) => void) {
    this.#tell = tell;
  }

  /** Watches another file, or none. Asking for the same one again changes nothing. */
  follow(path: string | undefined): void {
    if (path === this.#path) return;
    this.stop();
    this.#path = path;
    if (path === undefined) return;
    try {
      this.#watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
        if (name === null || name === basename(path)) this.#settle();
      });
      this.#watcher.on("error", () => this.stop()); // the folder is gone: nothing is left to watch
    } catch {
      // A disk that cannot be watched, such as some network ones: saving still compares stamps, so nothing is overwritten unseen.
    }
  }

  /** A save begins: what it writes is no news. */
  expect(path: string, stamp: FileStamp): void {
    this.#coming.set(path, stamp);
  }

  /** The page knows this file to be so: it was read, or saved. */
  note(path: string, stamp: FileStamp): void {
    this.#coming.delete(path);
    this.#known.set(path, stamp);
    if (path === this.#path) this.#isGone = false;
  }

  stop(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    clearTimeout(this.#timer);
    this.#path = undefined;
    this.#isGone = false;
  }

  #settle(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#compare(), SETTLE_MS);
  }

  async #compare(): Promise<void> {
    const path = this.#path;
    if (path === undefined) return;
    const file = await readScenarioFile(path);
    if (path !== this.#path) return;
    if (file.ok) {
      const { stamp } = file.value;
      this.#isGone = false;
      if (stamp === this.#known.get(path) || stamp === this.#coming.get(path)) return;
      this.#known.set(path, stamp);
      this.#tell({ kind: "changed", file: file.value });
    } else if (!existsSync(path) && !this.#isGone) {
      this.#isGone = true;
      this.#tell({ kind: "gone", path });
    }
  }
}
