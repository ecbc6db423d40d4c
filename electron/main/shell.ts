import { app, type BrowserWindow, shell as desktop, dialog, Menu, nativeTheme } from "electron";
import { assertDefined } from "../../engine/base/assert.ts";
import { err, ok } from "../../engine/base/result.ts";
import type { ThemeChoice } from "../ipc/menu-commands.ts";
import type { MenuState, Outcome, ShellFacts } from "../ipc/shell-calls.ts";
import type { Exported, ScenarioFile } from "../ipc/shell-files.ts";
import { DocumentWatch } from "./document-watch.ts";
import { FileDesk, type FileDialogs } from "./file-desk.ts";
import { FileVersions } from "./file-versions.ts";
import { type CallHandlers, receiveCalls } from "./ipc-door.ts";
import { Journal } from "./journal.ts";
import { MainWindow } from "./main-window.ts";
import { menuTemplate } from "./menu-template.ts";
import type { PrintQueue } from "./print-report.ts";
import { aboutText, openExternalQuestion, parseExternal } from "./questions.ts";
import { RecentFiles } from "./recent-files.ts";
import type { UserStore } from "./user-store.ts";
import { readWindowState, writeWindowState } from "./window-state.ts";

const SETTINGS_FILE = "settings.json";

/** The desktop shell: wires the window, the menu and the files to the calls of the page. */
export class Shell {
  readonly #store: UserStore;
  readonly #prints: PrintQueue;
  readonly #storageProblem: string | undefined;
  readonly #recents: RecentFiles;
  readonly #watch = new DocumentWatch((change) => this.#window?.send("changedOnDisk", change));
  readonly #desk: FileDesk;
  /** Files that were named before the page could take them. */
  #waiting: string[] = [];
  #window: MainWindow | undefined;
  #hasPulled = false;
  #menuState: MenuState = { isRunning: false, isReviewing: false };
  #theme: ThemeChoice;

  constructor(store: UserStore, prints: PrintQueue, storageProblem: string | undefined) {
    this.#store = store;
    this.#prints = prints;
    this.#storageProblem = storageProblem;
    this.#recents = new RecentFiles(store);
    this.#theme = readWindowState(store).theme;
    this.#desk = new FileDesk(this.#dialogs(), {
      recents: this.#recents,
      versions: new FileVersions(store, Date.now),
      journal: new Journal(store, Date.now),
      watch: this.#watch,
      noteRecent: (path) => {
        app.addRecentDocument(path);
        this.#showMenu();
      },
    });
  }

  /** Opens the window and begins to answer. Once, when Electron is ready. */
  async start(): Promise<void> {
    receiveCalls(this.#handlers(), (path) => this.#desk.openDropped(path));
    this.#applyTheme(this.#theme);
    await this.openWindow();
  }

  /** Opens the window where there is none, as macOS asks for when its icon is clicked; else brings it in front. */
  async openWindow(): Promise<void> {
    if (this.#window !== undefined) {
      this.#window.raise();
      return;
    }
    this.#hasPulled = false;
    this.#window = new MainWindow(this.#store, () => {
      this.#watch.stop();
      this.#window = undefined;
    });
    this.#showMenu();
    await this.#window.load();
  }

  /** Files arrived: by argument, a second start, or a double-click. They wait for a page that can take them. */
  async openFiles(paths: readonly string[]): Promise<void> {
    if (!this.#hasPulled || this.#window === undefined) {
      this.#waiting.push(...paths);
      return;
    }
    if (paths.length > 0) this.#window.send("filesArrived", await this.#openAll(paths));
  }

  beginQuit(): void {
    this.#window?.beginQuit();
  }

  #handlers(): CallHandlers {
    const desk = this.#desk;
    return {
      pullLaunch: async () => ({
        facts: this.#facts(),
        files: await this.#takeWaiting(),
        journal: desk.listJournal(),
      }),
      pickScenario: () => desk.pickScenario(),
      readScenario: (path) => desk.readScenario(path),
      saveScenario: (request) => desk.saveScenario(request),
      saveScenarioAs: ({ suggestedName, text }) => desk.saveScenarioAs(suggestedName, text),
      readDataFile: ({ scenarioPath, file }) => desk.readNamedDataFile(scenarioPath, file),
      pickDataFile: () => desk.pickDataFile(),
      exportBytes: ({ suggestedName, bytes }) => desk.exportBytes(suggestedName, bytes),
      exportPdf: ({ suggestedName, html }) => this.#exportPdf(suggestedName, html),
      listRecents: () => this.#recents.list(),
      clearRecents: () => this.#clearRecents(),
      writeJournal: (entry) => desk.writeJournal(entry),
      dropJournal: (id) => desk.dropJournal(id),
      keepVersion: ({ path, text }) => desk.keepVersion(path, text),
      listVersions: (path) => desk.listVersions(path),
      readVersion: ({ path, id }) => desk.readVersion(path, id),
      readSettings: () => this.#store.read(SETTINGS_FILE),
      writeSettings: (text) => this.#store.write(SETTINGS_FILE, text),
      showDocument: (document) => {
        this.#window?.showDocument(document);
        this.#watch.follow(document.path);
      },
      showMenuState: (state) => {
        this.#menuState = state;
        this.#showMenu();
      },
      showProgress: (fraction) => this.#window?.browserWindow.setProgressBar(fraction),
      chooseTheme: (theme) => this.#keepTheme(theme),
      openExternal: (url) => this.#openExternal(url),
      closeWindow: () => this.#window?.closeNow(),
    };
  }

  async #takeWaiting(): Promise<readonly Outcome<ScenarioFile>[]> {
    this.#hasPulled = true;
    const paths = this.#waiting;
    this.#waiting = [];
    return this.#openAll(paths);
  }

  #openAll(paths: readonly string[]): Promise<readonly Outcome<ScenarioFile>[]> {
    return Promise.all(paths.map((path) => this.#desk.openChosen(path)));
  }

  #facts(): ShellFacts {
    const { electron = "", chrome = "" } = process.versions;
    return {
      platform: process.platform,
      appVersion: app.getVersion(),
      electronVersion: electron,
      chromiumVersion: chrome,
      ...(this.#storageProblem === undefined ? {} : { storageProblem: this.#storageProblem }),
    };
  }

  async #exportPdf(suggestedName: string, html: string): Promise<Outcome<Exported>> {
    try {
      return await this.#desk.exportBytes(suggestedName, await this.#prints.print(html));
    } catch (error) {
      return err(`The report could not be printed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #clearRecents(): Promise<Outcome<undefined>> {
    const outcome = await this.#recents.clear();
    app.clearRecentDocuments();
    this.#showMenu();
    return outcome;
  }

  async #openExternal(text: string): Promise<Outcome<{ readonly isOpened: boolean }>> {
    const url = parseExternal(text);
    if (url === undefined) return err("Only https addresses are opened, and in your browser.");
    const { response } = await dialog.showMessageBox(this.#shown(), openExternalQuestion(url));
    if (response !== 0) return ok({ isOpened: false });
    try {
      await desktop.openExternal(url.href);
      return ok({ isOpened: true });
    } catch {
      return err(`No browser could be started. The address is ${url.href}`);
    }
  }

  #keepTheme(theme: ThemeChoice): void {
    this.#applyTheme(theme);
    void writeWindowState(this.#store, { ...readWindowState(this.#store), theme });
    this.#showMenu();
  }

  #applyTheme(theme: ThemeChoice): void {
    this.#theme = theme;
    nativeTheme.themeSource = theme === "high-contrast" ? "dark" : theme;
  }

  #showMenu(): void {
    const template = menuTemplate({
      isMac: process.platform === "darwin",
      isPackaged: app.isPackaged,
      state: this.#menuState,
      theme: this.#theme,
      recents: this.#recents.paths,
      send: (command) => this.#window?.send("menuCommand", command),
      openRecent: (path) => void this.openFiles([path]),
      clearRecents: () => void this.#clearRecents(),
      chooseTheme: (theme) => {
        this.#keepTheme(theme);
        this.#window?.send("themeChosen", theme);
      },
      showAbout: () => void this.#showAbout(),
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }

  async #showAbout(): Promise<void> {
    const { electron = "", chrome = "", node } = process.versions;
    await dialog.showMessageBox(this.#shown(), aboutText({ app: app.getVersion(), electron, chromium: chrome, node }));
  }

  #shown(): BrowserWindow {
    return assertDefined(this.#window, "only a page that is shown, or its menu, asks for a dialog").browserWindow;
  }

  #dialogs(): FileDialogs {
    return {
      askOpen: async (title, filters) => {
        const { filePaths, canceled } = await dialog.showOpenDialog(this.#shown(), {
          title,
          filters: filters.map(({ name, extensions }) => ({ name, extensions: [...extensions] })),
          properties: ["openFile"],
        });
        return canceled ? undefined : filePaths[0];
      },
      askSave: async (title, suggestedName, filters) => {
        const { filePath, canceled } = await dialog.showSaveDialog(this.#shown(), {
          title,
          defaultPath: suggestedName,
          filters: filters.map(({ name, extensions }) => ({ name, extensions: [...extensions] })),
          properties: ["createDirectory", "showOverwriteConfirmation"],
        });
        return canceled || filePath === "" ? undefined : filePath;
      },
    };
  }
}
