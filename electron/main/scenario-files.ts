import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { err, ok } from "../../engine/base/result.ts";
import type { Outcome } from "../ipc/shell-calls.ts";
import type { Saved, SaveRequest, ScenarioFile } from "../ipc/shell-files.ts";
import { stampOf, writeAtomically } from "./atomic-file.ts";
import { explainFileError, explainNoFile, shortName } from "./file-error.ts";

const SCENARIO_BYTES_MAX = 16 * 1024 * 1024;

/** Reads a scenario's text. What is no text, or too large to be one, is refused with a sentence. */
export async function readScenarioFile(path: string): Promise<Outcome<ScenarioFile>> {
  try {
    const found = await stat(path);
    const refusal = explainNoFile(path, found);
    if (refusal !== undefined) return err(refusal);
    const { size } = found;
    if (size > SCENARIO_BYTES_MAX)
      return err(
        `${shortName(path)} has ${Math.round(size / 1024 / 1024)} MB; a scenario has at most 16. Is it a data file? Drop it on the window to use it as a source.`,
      );
    const bytes = await readFile(path);
    const text = decodeText(bytes);
    if (text === undefined)
      return err(
        `${shortName(path)} is no UTF-8 text, so it cannot be a scenario. Save it as UTF-8 and open it again; a data file is dropped on the window.`,
      );
    return ok({ path, name: basename(path), text, stamp: stampOf(bytes) });
  } catch (error) {
    return err(explainFileError(path, error));
  }
}

/** Writes a scenario's text, unless the file is no longer what the request says it was. A file that is gone is written anew. */
export async function saveScenarioFile({ path, text, stamp }: SaveRequest): Promise<Outcome<Saved>> {
  if (stamp !== undefined) {
    const now = await readScenarioFile(path);
    if (now.ok && now.value.stamp !== stamp && now.value.text !== text)
      return ok({ kind: "changed-on-disk", file: now.value });
  }
  try {
    await writeAtomically(path, text);
    return ok({ kind: "saved", path, name: basename(path), stamp: stampOf(text) });
  } catch (error) {
    return err(explainFileError(path, error));
  }
}

/** A byte order mark stays: what is saved again is the same to the byte. */
function decodeText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined; // that is the question asked
  }
}
