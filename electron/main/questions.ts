import type { MessageBoxOptions } from "electron";

/** What a person chose when the window closes over unsaved work. */
export type CloseChoice = "save" | "leave" | "cancel";

const CLOSE_CHOICES: readonly CloseChoice[] = ["save", "leave", "cancel"];

/** The question of a window that closes over unsaved work. Nothing is lost by either answer, and the text says so. */
export function closeQuestion(name: string): MessageBoxOptions {
  return {
    type: "question",
    message: `Save the changes to ${shortTitle(name)}?`,
    detail:
      "If you don't save, the file stays as it is. Your changes are kept aside and offered when Spillway starts again.",
    buttons: ["Save", "Don't save", "Cancel"],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  };
}

/** The choice behind the number of a button. */
export function closeChoice(button: number): CloseChoice {
  return CLOSE_CHOICES[button] ?? "cancel";
}

/** The question before an address is opened in the person's browser. */
export function openExternalQuestion(url: URL): MessageBoxOptions {
  return {
    type: "question",
    message: `Open ${url.host} in your browser?`,
    detail: `${url.href}\n\nSpillway itself stays offline; your browser will go there.`,
    buttons: ["Open", "Cancel"],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  };
}

/** An address that may be handed to the person's browser: https, without a name and password in it. */
export function parseExternal(text: string): URL | undefined {
  try {
    const url = new URL(text);
    return url.protocol === "https:" && url.username === "" && url.password === "" ? url : undefined;
  } catch {
    return undefined; // no address at all
  }
}

/** The question after the window's process has ended. */
export function pageLostQuestion(reason: string): MessageBoxOptions {
  return {
    type: "error",
    message: "The window stopped working.",
    detail: `Its process ended (${reason}). Your unsaved changes are kept aside and offered when it starts again.`,
    buttons: ["Start it again", "Quit"],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  };
}

/** What About says. */
export function aboutText(versions: {
  readonly app: string;
  readonly electron: string;
  readonly chromium: string;
  readonly node: string;
}): MessageBoxOptions {
  return {
    type: "info",
    message: `Spillway ${versions.app}`,
    detail: [
      "Draw a streaming lakehouse, run real rows through it, break it, and see row by row what happened.",
      "Offline by design: it sends nothing, fetches nothing, and needs no account.",
      `Electron ${versions.electron}, Chromium ${versions.chromium}, Node ${versions.node}. Apache License 2.0.`,
    ].join("\n\n"),
    buttons: ["Close"],
    noLink: true,
  };
}

function shortTitle(name: string): string {
  const letters = [...name.replace(/\s+/gu, " ")];
  return letters.length <= 60 ? letters.join("") : `${letters.slice(0, 57).join("")}…`;
}
