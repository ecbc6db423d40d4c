import type { Page } from "@playwright/test";

/** Where the app runs: Chromium against the built app on loopback, or the desktop shell in a real Electron. */
export type Lane = "web" | "electron";

/** A file that the app saved or exported. */
export type SavedFile = { readonly name: string; readonly bytes: Buffer };

/** What starts the app. */
export type Start = {
  /**
   * Scenarios named on the command line: the desktop app's own, or in the web lane that of the launcher, which serves the app as
   * `npm start -- FILE` does where there is no Electron.
   */
  readonly paths?: readonly string[];
  /** What follows the page's address: a share link's `#...`. The electron lane opens it inside the app. */
  readonly hash?: string;
};

/** A started app in either lane. */
export type AppDriver = {
  readonly page: Page;
  /**
   * Ends it as a crash would, without asking, and starts it again with the storage it had. In the desktop shell only what went
   * through the shell is sure to be there: Chromium writes localStorage to disk some seconds later.
   */
  relaunch(start?: Start): Promise<void>;
  /** Answers the open dialog that `act` brings up with this file. */
  chooseFile(path: string, act: () => Promise<void>): Promise<void>;
  /** Answers the save dialog that `act` brings up; what was written there. */
  saveFile(act: () => Promise<void>): Promise<SavedFile>;
  close(): Promise<void>;
};
