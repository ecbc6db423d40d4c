import { err, ok, type Result } from "../../engine/base/result.ts";
import type { DroppedFile, OpenedFile, PickedBytes } from "./host.ts";
import { decodeText } from "./shipped-files.ts";

/** What Chromium adds to the File System standard; other browsers have none of it. */
type Permission = { readonly mode: "read" | "readwrite" };
type AskableHandle = FileSystemFileHandle & {
  queryPermission?(permission: Permission): Promise<PermissionState>;
  requestPermission?(permission: Permission): Promise<PermissionState>;
};
type PickerWindow = {
  showOpenFilePicker?(options: object): Promise<readonly FileSystemFileHandle[]>;
  showSaveFilePicker?(options: object): Promise<FileSystemFileHandle>;
};
type HandleItem = DataTransferItem & { getAsFileSystemHandle?(): Promise<FileSystemHandle | null> };

const pickers = globalThis as PickerWindow;
const SCENARIO_TYPES = [{ description: "Scenario", accept: { "application/yaml": [".yaml", ".yml"] } }];
const DATA_ENDINGS = ".csv,.ndjson,.jsonl,.json,.parquet";

/** The largest file that is read as a scenario. */
const SCENARIO_BYTES_MAX = 20 * 1024 * 1024;

/** A file with the handle that it can be saved through, where the browser gives one. */
export type BrowserFile = { readonly file: File; readonly handle: FileSystemFileHandle | undefined };

/** Whether files can be saved in place; otherwise saving is a download. */
export function canSaveInPlace(): boolean {
  return pickers.showSaveFilePicker !== undefined;
}

/** Asks for a scenario. */
export async function pickScenarioFile(): Promise<BrowserFile | undefined> {
  if (pickers.showOpenFilePicker === undefined) {
    const file = await upload(".yaml,.yml");
    return file && { file, handle: undefined };
  }
  const [handle] = (await unlessCancelled(pickers.showOpenFilePicker({ types: SCENARIO_TYPES }))) ?? [];
  return handle && { file: await handle.getFile(), handle };
}

/** Asks for a data file. */
export async function pickDataFile(): Promise<Result<PickedBytes, string> | undefined> {
  const file = await upload(DATA_ENDINGS);
  return file && readBytes(file);
}

/** Asks where to save; undefined when the person cancelled. Only where `canSaveInPlace`. */
export async function pickSavePlace(name: string): Promise<FileSystemFileHandle | undefined> {
  const options = { suggestedName: name, ...(/\.ya?ml$/u.test(name) && { types: SCENARIO_TYPES }) };
  return pickers.showSaveFilePicker && unlessCancelled(pickers.showSaveFilePicker(options));
}

/** Asks for leave to use a file, unless it is given already: a page that was opened anew has it no more. */
export async function askLeave(
  handle: FileSystemFileHandle,
  mode: Permission["mode"],
): Promise<Result<undefined, string>> {
  const askable: AskableHandle = handle;
  const permission: Permission = { mode };
  try {
    const state = (await askable.queryPermission?.(permission)) ?? "granted";
    if (state === "granted" || (await askable.requestPermission?.(permission)) === "granted") return ok(undefined);
  } catch {
    // A browser that only asks right after a click refuses in this way, too.
  }
  return mode === "read"
    ? err(`The browser may not read ${handle.name}: allow it when it asks, or open it with Open….`)
    : err(`The browser may not write ${handle.name}: allow it when it asks, or use Save as.`);
}

/** The text that a file has now; undefined when it is gone. */
export async function textNow(handle: FileSystemFileHandle): Promise<Result<string, string> | undefined> {
  try {
    return await readScenarioText(await handle.getFile());
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotFoundError") return undefined;
    return err(`${handle.name} cannot be read, so it was not written over. Use Save as.`);
  }
}

/** Writes a file whole: the browser swaps the new one in when it is complete. */
export async function writeThrough(
  handle: FileSystemFileHandle,
  data: string | Uint8Array,
): Promise<Result<undefined, string>> {
  const leave = await askLeave(handle, "readwrite");
  if (!leave.ok) return leave;
  try {
    const stream = await handle.createWritable();
    await stream.write(data as FileSystemWriteChunkType);
    await stream.close();
    return ok(undefined);
  } catch (error) {
    return err(`${handle.name} was not saved: ${error instanceof Error ? error.message : String(error)}. Use Save as.`);
  }
}

/** Hands bytes over as a download. */
export function download(name: string, data: string | Uint8Array, mediaType: string): void {
  const address = URL.createObjectURL(new Blob([data as BlobPart], { type: mediaType }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download has its own hold on the bytes once it began.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** The text of a file as a scenario's, byte for byte. */
export async function readScenarioText(file: File): Promise<Result<string, string>> {
  if (file.size > SCENARIO_BYTES_MAX) return err(`${file.name} is larger than 20 MiB: that is no scenario.`);
  const bytes = await readBytes(file);
  return bytes.ok ? decodeText(file.name, bytes.value.bytes) : bytes;
}

/** The files of a drop event, with handles where the browser gives them. Must be called while the event is handled. */
export function filesOfDrop(transfer: DataTransfer): Promise<readonly BrowserFile[]> {
  const items = [...transfer.items].filter((item): item is HandleItem => item.kind === "file");
  const pending = items.flatMap((item) => {
    const file = item.getAsFile();
    const handle = item.getAsFileSystemHandle?.();
    return file === null ? [] : [{ file, handle }];
  });
  return Promise.all(
    pending.map(async ({ file, handle }) => {
      const found = await handle?.catch(() => null);
      return { file, handle: found?.kind === "file" ? (found as FileSystemFileHandle) : undefined };
    }),
  );
}

/** Whether a file's name says that it is a scenario. */
export function isScenarioName(name: string): boolean {
  return /\.ya?ml$/iu.test(name);
}

/** A dropped data file with its bytes. */
export async function readDropped(file: File): Promise<Result<DroppedFile, string>> {
  const bytes = await readBytes(file);
  return bytes.ok ? ok({ kind: "data", file: bytes.value }) : bytes;
}

/** A picked file as an opened document; `id` is the host's name for its handle. */
export async function readOpened(file: File, id: string | undefined): Promise<Result<OpenedFile, string>> {
  const text = await readScenarioText(file);
  return text.ok ? ok({ name: file.name, text: text.value, id }) : text;
}

async function readBytes(file: File): Promise<Result<PickedBytes, string>> {
  try {
    return ok({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
  } catch {
    return err(`${file.name} cannot be read: it may be gone, a folder, or too large for memory.`);
  }
}

function upload(accept: string): Promise<File | undefined> {
  return new Promise((resolve) => {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = accept;
    input.addEventListener("change", () => resolve(input.files?.[0]));
    input.addEventListener("cancel", () => resolve(undefined));
    input.click();
  });
}

async function unlessCancelled<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return undefined;
    throw error;
  }
}
