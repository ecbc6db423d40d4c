import type { CallName, EventName } from "./shell-calls.ts";

/** Every call by name: the type makes this list whole, so neither end keeps one of its own. */
const CALLS: Readonly<Record<CallName, true>> = {
  pullLaunch: true,
  pickScenario: true,
  readScenario: true,
  saveScenario: true,
  saveScenarioAs: true,
  readDataFile: true,
  pickDataFile: true,
  exportBytes: true,
  exportPdf: true,
  listRecents: true,
  clearRecents: true,
  writeJournal: true,
  dropJournal: true,
  keepVersion: true,
  listVersions: true,
  readVersion: true,
  readSettings: true,
  writeSettings: true,
  showDocument: true,
  showMenuState: true,
  showProgress: true,
  chooseTheme: true,
  openExternal: true,
  closeWindow: true,
};

/** The names of all calls, for both ends to go through. */
export const CALL_NAMES = Object.keys(CALLS) as readonly CallName[];

/** The channel of a call. */
export function callChannel(name: CallName): string {
  return `spillway:call:${name}`;
}

/** The channel of an event. */
export function eventChannel(name: EventName): string {
  return `spillway:event:${name}`;
}

/** The channel by which the preload script alone hands over the path of a dropped file. The page cannot reach it. */
export const DROP_CHANNEL = "spillway:dropped-path";
