import type { Result } from "../../engine/base/result.ts";
import type { MenuCommand, ThemeChoice } from "./menu-commands.ts";
import type {
  DataFile,
  DroppedFile,
  Exported,
  FileVersion,
  JournalEntry,
  Picked,
  RecentFile,
  Saved,
  SaveRequest,
  ScenarioFile,
} from "./shell-files.ts";

/** A value, or one sentence for the person: what could not be done, why, and what to do. Nothing throws across the border. */
export type Outcome<T> = Result<T, string>;

/** What the shell is and can do, for About and for honest texts. */
export type ShellFacts = {
  readonly platform: string;
  readonly appVersion: string;
  readonly electronVersion: string;
  readonly chromiumVersion: string;
  /** Why journal, recents and versions cannot be kept on this machine; left out when they can. */
  readonly storageProblem?: string;
};

/** What the renderer opens when it has mounted. It asks, since a message sent before it listens would be lost. */
export type Launch = {
  readonly facts: ShellFacts;
  /** Files named on the command line, double-clicked, or dropped on the icon; each may have failed to open. */
  readonly files: readonly Outcome<ScenarioFile>[];
  /** Unsaved work of an earlier session, newest first: offer Restore, Discard, Show diff. */
  readonly journal: readonly JournalEntry[];
};

/** The document that the window shows, for its title, the dot of macOS, the close prompt and the watch on the file. */
export type ShownDocument = { readonly name: string; readonly path?: string; readonly isDirty: boolean };

/** What the native menu greys and names. */
export type MenuState = {
  /** The step's name, "move events.raw"; left out when there is nothing to undo or redo. */
  readonly undo?: string;
  readonly redo?: string;
  readonly isRunning: boolean;
  readonly isReviewing: boolean;
};

/**
 * Every call from the renderer to the shell: one map from channel to signature, from which main, preload and renderer derive
 * their ends. The renderer calls them as `window.spillwayShell.NAME(...)`, each answering with a promise.
 */
export type ShellCalls = {
  /** What to open at first. A second call, after a reload, tells the journal but no files again. */
  pullLaunch: () => Launch;

  /** The open dialog. */
  pickScenario: () => Outcome<Picked<ScenarioFile>>;
  /** Reads a file that is recent, or that was opened or saved in this session; others are refused. */
  readScenario: (path: string) => Outcome<ScenarioFile>;
  /** Writes atomically (beside, fsync, rename), keeps the file's mode, adds a version. */
  saveScenario: (request: SaveRequest) => Outcome<Saved>;
  /** The save dialog, then the same. `suggestedName` has no folder. */
  saveScenarioAs: (request: { readonly suggestedName: string; readonly text: string }) => Outcome<Saved>;

  /** Reads a file that the scenario at `scenarioPath` names, relative to its folder; a path that leaves it must have been picked or dropped. */
  readDataFile: (request: { readonly scenarioPath: string; readonly file: string }) => Outcome<DataFile>;
  /** The open dialog for CSV, NDJSON and Parquet. */
  pickDataFile: () => Outcome<Picked<DataFile>>;

  /** The save dialog for bytes that were made in the app: PNG, SVG, CSV, Parquet, HTML. */
  exportBytes: (request: { readonly suggestedName: string; readonly bytes: Uint8Array }) => Outcome<Exported>;
  /** Prints a whole HTML document, without scripts, to a PDF and asks where to put it. */
  exportPdf: (request: { readonly suggestedName: string; readonly html: string }) => Outcome<Exported>;

  listRecents: () => readonly RecentFile[];
  clearRecents: () => Outcome<undefined>;

  /** Keeps unsaved work; call it for every change that should survive a crash (at most every 2 s is enough). */
  writeJournal: (entry: Omit<JournalEntry, "writtenAtMs">) => Outcome<undefined>;
  /** Forgets it, once saved or discarded. */
  dropJournal: (id: string) => Outcome<undefined>;

  /** Adds a text of a file that is not going to be saved to its versions; the newest one is not added twice. */
  keepVersion: (version: { readonly path: string; readonly text: string }) => Outcome<undefined>;
  /** Earlier texts of a file, newest first. */
  listVersions: (path: string) => readonly FileVersion[];
  readVersion: (request: { readonly path: string; readonly id: string }) => Outcome<string>;

  /** The app's settings, a text of its own making; `undefined` at the first start. */
  readSettings: () => string | undefined;
  writeSettings: (text: string) => Outcome<undefined>;

  showDocument: (document: ShownDocument) => void;
  showMenuState: (state: MenuState) => void;
  /** From 0 to 1 on the icon of the task bar; -1 takes it away. */
  showProgress: (fraction: number) => void;
  /** Makes the native parts follow the theme: menus, dialogs, title bar. */
  chooseTheme: (theme: ThemeChoice) => void;

  /** Asks the person, then opens an https address in their browser; anything else is refused. */
  openExternal: (url: string) => Outcome<{ readonly isOpened: boolean }>;
  /** Closes the window without asking: the answer to the command `file.saveAndClose`, once saved. */
  closeWindow: () => void;
};

/** Every message from the shell to the renderer. */
export type ShellEvents = {
  menuCommand: MenuCommand;
  /** Files arrived while the app runs: a second start with paths, a double-click, an item of Open recent. In the order named. */
  filesArrived: readonly Outcome<ScenarioFile>[];
  /** The shown document's file changed under the app, or is gone. */
  changedOnDisk:
    | { readonly kind: "changed"; readonly file: ScenarioFile }
    | { readonly kind: "gone"; readonly path: string };
  /** The person chose a theme in the native menu. */
  themeChosen: ThemeChoice;
};

/** A channel of calls. */
export type CallName = keyof ShellCalls;

/** A channel of events. */
export type EventName = keyof ShellEvents;

/**
 * What the preload script puts on `window.spillwayShell`; not there in a plain browser. `DomFile` is the DOM's `File`, which
 * this room, compiled for no platform, cannot name.
 */
export type SpillwayShell<DomFile> = {
  readonly [Name in CallName]: (...args: Parameters<ShellCalls[Name]>) => Promise<ReturnType<ShellCalls[Name]>>;
} & {
  /** Opens a file of a drop event. Its path never comes from the page, so a page cannot name a file of its own choice. */
  readonly openDropped: (file: DomFile) => Promise<Outcome<DroppedFile>>;
  /** Listens to an event of the shell; the answer stops listening. */
  readonly on: <Name extends EventName>(event: Name, listener: (payload: ShellEvents[Name]) => void) => () => void;
};
