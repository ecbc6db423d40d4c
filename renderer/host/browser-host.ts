import { err, ok, type Result } from "../../engine/base/result.ts";
import type { DataBase, Host, HostEvent, JournalEntry, KeptText, OpenedFile, PickedBytes, RecentFile } from "./host.ts";

/** Where the launcher serves the scenarios that ship with the app, relative to the page. */
const SHIPPED = "./scenarios/";

/** The app in a plain browser: the files come from the server of this page, the rest stays in the browser. */
export class BrowserHost implements Host {
  readonly kind = "browser";
  readonly versions = { browser: navigator.userAgent };
  readonly #remembered = new Map<string, Uint8Array>();
  readonly #listeners = new Set<(event: HostEvent) => void>();

  async listShipped(): Promise<readonly { readonly path: string; readonly name: string }[]> {
    const response = await fetch(`${SHIPPED}index.json`);
    return response.ok ? ((await response.json()) as { path: string; name: string }[]) : [];
  }

  async readShipped(path: string): Promise<Result<string, string>> {
    const bytes = await this.#fetch(path);
    return bytes.ok ? ok(new TextDecoder().decode(bytes.value)) : bytes;
  }

  async readData(file: string, base: DataBase): Promise<Result<Uint8Array, string>> {
    const remembered = this.#remembered.get(file);
    // The engine takes the bytes over: it gets a copy.
    if (remembered !== undefined) return ok(remembered.slice());
    if (base.kind !== "shipped") {
      return err(`A browser cannot read ${file} beside the scenario: drop the file onto the window.`);
    }
    const folder = base.path.includes("/") ? base.path.slice(0, base.path.lastIndexOf("/") + 1) : "";
    return this.#fetch(folder + file);
  }

  async rememberData(name: string, bytes: Uint8Array): Promise<void> {
    this.#remembered.set(name, bytes);
  }

  async openDialog(): Promise<Result<OpenedFile, string> | undefined> {
    return undefined;
  }

  async pickData(): Promise<Result<PickedBytes, string> | undefined> {
    return undefined;
  }

  async openRecent(id: string): Promise<Result<OpenedFile, string>> {
    return err(`${id} is not there any more.`);
  }

  async recents(): Promise<readonly RecentFile[]> {
    return [];
  }

  async save(): Promise<Result<"saved", string>> {
    return err("A browser cannot save to this place.");
  }

  async saveAs(): Promise<Result<OpenedFile, string> | undefined> {
    return undefined;
  }

  async saveBytes(): Promise<Result<string, string> | undefined> {
    return undefined;
  }

  async printPdf(): Promise<Result<string, string> | undefined> {
    return undefined;
  }

  async initialFile(): Promise<Result<OpenedFile, string> | undefined> {
    return undefined;
  }

  async writeJournal(_entry: JournalEntry | undefined): Promise<void> {}

  async readJournal(): Promise<JournalEntry | undefined> {
    return undefined;
  }

  async keepVersion(_version: Omit<KeptText, "atMs">): Promise<void> {}

  async versionsOf(): Promise<readonly KeptText[]> {
    return [];
  }

  async readSettings(): Promise<unknown> {
    return undefined;
  }

  async writeSettings(): Promise<void> {}

  showProgress(): void {}

  setTitle(title: string, isDirty: boolean): void {
    document.title = `${isDirty ? "● " : ""}${title} - Spillway`;
  }

  confirmClose(): void {}

  subscribe(listener: (event: HostEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #fetch(path: string): Promise<Result<Uint8Array, string>> {
    const response = await fetch(SHIPPED + path.split("/").map(encodeURIComponent).join("/"));
    if (!response.ok) return err(`${path} is not among the files that came with Spillway.`);
    return ok(new Uint8Array(await response.arrayBuffer()));
  }
}
