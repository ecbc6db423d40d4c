import { randomBytes } from "node:crypto";
import { BrowserWindow } from "electron";
import { APP_URL, PRINT_PREFERENCES } from "./window-options.ts";

/** Documents that wait to be printed, by their address on `app://bundle`: the print window may show nothing else. */
export class PrintQueue {
  readonly #documents = new Map<string, string>();

  /** What lies at an address, if it is one of a document that is being printed. */
  find(address: string): string | undefined {
    return this.#documents.get(address);
  }

  /** Prints a whole HTML document to a PDF, on A4, with its own colours. No script in it runs. */
  async print(html: string): Promise<Uint8Array> {
    const name = `report/${randomBytes(16).toString("hex")}.html`;
    this.#documents.set(`/${name}`, html);
    const window = new BrowserWindow({ show: false, webPreferences: PRINT_PREFERENCES });
    try {
      await window.loadURL(`${APP_URL}${name}`);
      return await window.webContents.printToPDF({ pageSize: "A4", printBackground: true });
    } finally {
      this.#documents.delete(`/${name}`);
      window.destroy();
    }
  }
}
