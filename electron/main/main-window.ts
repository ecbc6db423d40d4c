import { app, BrowserWindow, dialog, nativeTheme, screen } from "electron";
import type { EventName, ShellEvents, ShownDocument } from "../ipc/shell-calls.ts";
import { sendEvent } from "./ipc-door.ts";
import { closeChoice, closeQuestion, pageLostQuestion } from "./questions.ts";
import type { UserStore } from "./user-store.ts";
import { APP_URL, windowOptions } from "./window-options.ts";
import { type Bounds, placeWindow, readWindowState, type WindowState, writeWindowState } from "./window-state.ts";

/** The app's one window: its place, its title, and how it closes. */
export class MainWindow {
  readonly #window: BrowserWindow;
  readonly #store: UserStore;
  #document: ShownDocument = { name: "Untitled", isDirty: false };
  #mayClose = false;
  /** A quit that the close question holds up goes on once it is answered. */
  #isQuitting = false;

  constructor(store: UserStore, onClosed: () => void) {
    this.#store = store;
    const { bounds, isMaximised } = readWindowState(store);
    const areas = screen.getAllDisplays().map(({ workArea }) => workArea);
    this.#window = new BrowserWindow({
      ...windowOptions(app.getAppPath(), nativeTheme.shouldUseDarkColors),
      ...placeWindow(bounds, areas),
    });
    if (isMaximised) this.#window.maximize();
    this.#window.once("ready-to-show", () => this.#window.show());
    this.#window.on("close", (event) => this.#onClose(event));
    this.#window.on("closed", onClosed);
    // A page that would not let itself be closed is asked in words by this process instead.
    this.#window.webContents.on("will-prevent-unload", (event) => event.preventDefault());
    this.#window.webContents.on("render-process-gone", (_event, { reason }) => void this.#onPageLost(reason));
    this.#window.on("page-title-updated", (event) => event.preventDefault());
    this.#showTitle();
  }

  get browserWindow(): BrowserWindow {
    return this.#window;
  }

  load(): Promise<void> {
    return this.#window.loadURL(APP_URL);
  }

  send<Name extends EventName>(name: Name, payload: ShellEvents[Name]): void {
    sendEvent(this.#window.webContents, name, payload);
  }

  /** The title, the dot of macOS, and what the close question asks about. */
  showDocument(document: ShownDocument): void {
    this.#document = document;
    this.#showTitle();
  }

  /** Brings it in front: a second start was asked for. */
  raise(): void {
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  /** The program is being quit: closing goes on to the end unless the person cancels. */
  beginQuit(): void {
    this.#isQuitting = true;
  }

  /** Closes without asking. */
  closeNow(): void {
    this.#mayClose = true;
    this.#window.close();
    if (this.#isQuitting) app.quit();
  }

  #showTitle(): void {
    const { name, path, isDirty } = this.#document;
    this.#window.setTitle(`${isDirty ? "● " : ""}${name} — Spillway`);
    this.#window.setDocumentEdited(isDirty);
    this.#window.setRepresentedFilename(path ?? "");
  }

  #onClose(event: { preventDefault(): void }): void {
    this.#keepState();
    if (this.#mayClose || !this.#document.isDirty) return;
    event.preventDefault();
    void this.#askToClose();
  }

  async #askToClose(): Promise<void> {
    const { response } = await dialog.showMessageBox(this.#window, closeQuestion(this.#document.name));
    const choice = closeChoice(response);
    if (choice === "leave") this.closeNow();
    // The page saves, perhaps after asking where, and then calls closeWindow.
    else if (choice === "save") this.send("menuCommand", "file.saveAndClose");
    else this.#isQuitting = false;
  }

  async #onPageLost(reason: string): Promise<void> {
    if (reason === "clean-exit") return;
    const { response } = await dialog.showMessageBox(this.#window, pageLostQuestion(reason));
    if (response === 0) this.#window.webContents.reload();
    else this.closeNow();
  }

  #keepState(): void {
    const bounds: Bounds = this.#window.getNormalBounds();
    const { theme } = readWindowState(this.#store);
    const state: WindowState = { bounds, isMaximised: this.#window.isMaximized(), theme };
    void writeWindowState(this.#store, state);
  }
}
