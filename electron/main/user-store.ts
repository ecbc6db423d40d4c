import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { err, ok } from "../../engine/base/result.ts";
import type { Outcome } from "../ipc/shell-calls.ts";
import { writeAtomically } from "./atomic-file.ts";
import { explainFileError } from "./file-error.ts";

/** A folder for settings, and why it is not the person's own one. */
export type ChosenFolder = { readonly folder: string; readonly problem?: string };

/**
 * The folder for settings: `wanted` where it can be written, else a fresh one among the temporary files, with a sentence that
 * says so. Chromium itself cannot start on a folder that it cannot write.
 */
export function chooseUserFolder(wanted: string, temporary = tmpdir()): ChosenFolder {
  const probe = join(wanted, `.probe-${randomBytes(6).toString("hex")}`);
  try {
    mkdirSync(wanted, { recursive: true });
    writeFileSync(probe, "");
    rmSync(probe, { force: true });
    return { folder: wanted };
  } catch (error) {
    return {
      folder: mkdtempSync(join(temporary, "spillway-")),
      problem: `Settings, recent files and unsaved work cannot be kept: ${explainFileError(wanted, error)} Start Spillway with --user-data-dir=FOLDER to keep them elsewhere; saving your own files works as ever.`,
    };
  }
}

/** Small files of the person's own, below one folder. Names use slashes and are made by this program, never by the page. */
export class UserStore {
  readonly #folder: string;
  /** Writes to one file wait for each other: the last one asked for is the one that stays. */
  readonly #lastWrites = new Map<string, Promise<unknown>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The text of a file; `undefined` where there is none that can be read. */
  read(name: string): string | undefined {
    try {
      return readFileSync(this.#pathOf(name), "utf8");
    } catch {
      return undefined; // the first start, or a disk that is gone: the same as nothing kept
    }
  }

  /** Writes a file whole, or says why it cannot. */
  write(name: string, text: string): Promise<Outcome<undefined>> {
    return this.#inTurn(name, async (path) => {
      await mkdir(dirname(path), { recursive: true });
      await writeAtomically(path, text);
    });
  }

  /** Removes a file, which need not be there. */
  remove(name: string): Promise<Outcome<undefined>> {
    return this.#inTurn(name, (path) => rm(path, { force: true }));
  }

  /** The names of the files in a folder of the store, sorted; none where there is no such folder. */
  list(folder: string): readonly string[] {
    try {
      return readdirSync(this.#pathOf(folder))
        .filter((name) => !name.startsWith("."))
        .sort();
    } catch {
      return []; // nothing was kept yet
    }
  }

  /** Whether a write is on its way. */
  get isWriting(): boolean {
    return this.#lastWrites.size > 0;
  }

  /** Settles when every write that was asked for has ended. */
  async settled(): Promise<void> {
    while (this.isWriting) await Promise.all(this.#lastWrites.values());
  }

  #inTurn(name: string, act: (path: string) => Promise<void>): Promise<Outcome<undefined>> {
    const path = this.#pathOf(name);
    const turn = (this.#lastWrites.get(name) ?? Promise.resolve()).then(async (): Promise<Outcome<undefined>> => {
      try {
        await act(path);
        return ok(undefined);
      } catch (error) {
        return err(explainFileError(path, error));
      } finally {
        if (this.#lastWrites.get(name) === turn) this.#lastWrites.delete(name);
      }
    });
    this.#lastWrites.set(name, turn);
    return turn;
  }

  #pathOf(name: string): string {
    return join(this.#folder, ...name.split("/"));
  }
}
