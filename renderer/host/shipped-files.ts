import { err, ok, type Result } from "../../engine/base/result.ts";

/** Where the launcher and the desktop shell serve what ships with the app, relative to the page. */
const SHIPPED = "./scenarios/";

/** Scenarios that came with the app, each with the name that it gives itself; paths are relative to the folder that holds them. */
export async function listShipped(): Promise<readonly { readonly path: string; readonly name: string }[]> {
  const response = await fetch(`${SHIPPED}index.json`);
  if (!response.ok) return [];
  return (await response.json()) as { readonly path: string; readonly name: string }[];
}

/** The bytes of a file that came with the app. */
export async function readShippedBytes(path: string): Promise<Result<Uint8Array, string>> {
  const response = await fetch(SHIPPED + path.split("/").map(encodeURIComponent).join("/")).catch(() => undefined);
  if (response?.ok !== true) return err(`${path} is not among the files that came with Spillway.`);
  return ok(new Uint8Array(await response.arrayBuffer()));
}

/** A scenario that came with the app, byte for byte. */
export async function readShippedText(path: string): Promise<Result<string, string>> {
  const bytes = await readShippedBytes(path);
  return bytes.ok ? decodeText(path, bytes.value) : bytes;
}

/** The text of a file without losing a byte: a byte order mark stays, what is no UTF-8 is refused. */
export function decodeText(name: string, bytes: Uint8Array): Result<string, string> {
  try {
    return ok(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return err(`${name} is no UTF-8 text, so it cannot be a scenario. Save it as UTF-8 and open it again.`);
  }
}
