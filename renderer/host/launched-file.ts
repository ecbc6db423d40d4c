import { err, ok, type Result } from "../../engine/base/result.ts";
import type { OpenedFile } from "./host.ts";
import { decodeText } from "./shipped-files.ts";

/** The name of the scenario that `npm start -- mine.scenario.yaml` was given: the launcher puts it into the page's address. */
function launchedName(): string | undefined {
  return new URLSearchParams(globalThis.location.search).get("open") ?? undefined;
}

/** The scenario that the launcher was given, if any. It can only be saved to a new place: its server does not write. */
export async function readLaunched(): Promise<Result<OpenedFile, string> | undefined> {
  const name = launchedName();
  if (name === undefined) return undefined;
  const bytes = await fetchOpened(name);
  if (!bytes.ok) return bytes;
  const text = decodeText(name, bytes.value);
  return text.ok ? ok({ name, text: text.value, id: undefined }) : text;
}

/** A data file beside the scenario that the launcher was given; undefined where it was given none. */
export async function readBesideLaunched(file: string): Promise<Result<Uint8Array, string> | undefined> {
  return launchedName() === undefined ? undefined : fetchOpened(file);
}

async function fetchOpened(file: string): Promise<Result<Uint8Array, string>> {
  const response = await fetch(`./opened/${file.split("/").map(encodeURIComponent).join("/")}`).catch(() => undefined);
  if (response?.ok !== true) return err(`${file} is not beside the scenario that Spillway was started with.`);
  return ok(new Uint8Array(await response.arrayBuffer()));
}
