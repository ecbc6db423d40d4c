import { contextBridge, ipcRenderer, webUtils } from "electron";
import { CALL_NAMES, callChannel, DROP_CHANNEL, eventChannel } from "../ipc/channels.ts";
import type { EventName, Outcome, ShellEvents, SpillwayShell } from "../ipc/shell-calls.ts";
import type { DroppedFile } from "../ipc/shell-files.ts";

/**
 * The one object that the page gets. Neither ipcRenderer nor an event object of Electron's leaves this file: a listener
 * receives the payload alone.
 */
const calls = Object.fromEntries(
  CALL_NAMES.map((name) => [name, (...args: readonly unknown[]) => ipcRenderer.invoke(callChannel(name), ...args)]),
);

const shell = {
  ...calls,
  openDropped(file: File): Promise<Outcome<DroppedFile>> {
    return ipcRenderer.invoke(DROP_CHANNEL, pathOf(file)) as Promise<Outcome<DroppedFile>>;
  },
  on<Name extends EventName>(event: Name, listener: (payload: ShellEvents[Name]) => void): () => void {
    const forward = (_: unknown, payload: ShellEvents[Name]): void => listener(payload);
    ipcRenderer.on(eventChannel(event), forward);
    return () => void ipcRenderer.removeListener(eventChannel(event), forward);
  },
} as SpillwayShell<File>;

/** Where a dropped file lies; an empty text for one that a page made up. Electron before 32 keeps the path on the file. */
function pathOf(file: File): string {
  const utilities: typeof webUtils | undefined = webUtils;
  return utilities?.getPathForFile(file) ?? (file as File & { readonly path?: string }).path ?? "";
}

contextBridge.exposeInMainWorld("spillwayShell", shell);
