import type { SpillwayShell } from "../../electron/ipc/shell-calls.ts";
import { BrowserHost } from "./browser-host.ts";
import type { Host } from "./host.ts";
import { MemoryRecords, openDatabaseRecords } from "./record-store.ts";
import { ShellHost } from "./shell-host.ts";

/** The host of this page: the desktop shell where there is one, else the browser itself. */
export async function createHost(): Promise<Host> {
  const records = await openDatabaseRecords("spillway");
  const { spillwayShell } = globalThis as { readonly spillwayShell?: SpillwayShell<File> };
  if (spillwayShell === undefined) return new BrowserHost(records);
  return new ShellHost(spillwayShell, await spillwayShell.pullLaunch(), records ?? new MemoryRecords());
}
