import { basename, dirname } from "node:path";
import type { MenuItemConstructorOptions } from "electron";
import type { MenuCommand, ThemeChoice } from "../ipc/menu-commands.ts";
import type { MenuState } from "../ipc/shell-calls.ts";

/** What the menu shows and whom it tells. */
export type MenuModel = {
  readonly isMac: boolean;
  readonly isPackaged: boolean;
  readonly state: MenuState;
  readonly theme: ThemeChoice;
  readonly recents: readonly string[];
  readonly send: (command: MenuCommand) => void;
  readonly openRecent: (path: string) => void;
  readonly clearRecents: () => void;
  readonly chooseTheme: (theme: ThemeChoice) => void;
  readonly showAbout: () => void;
};

type Item = MenuItemConstructorOptions;

const SEPARATOR: Item = { type: "separator" };

const THEMES: readonly (readonly [ThemeChoice, string])[] = [
  ["system", "System"],
  ["light", "Light"],
  ["dark", "Dark"],
  ["high-contrast", "High contrast"],
];

/** The native menu. Its items are ids of commands that the renderer performs; only what is the desktop's own is done here. */
export function menuTemplate(model: MenuModel): Item[] {
  return [...(model.isMac ? [macMenu(model)] : []), file(model), edit(model), view(model), run(model), help(model)];
}

/**
 * An item that sends a command. Its shortcut is shown here and handled by the page, which knows whether a text field has the
 * focus: were both to act, one press would undo twice.
 */
function commandItem(model: MenuModel, id: MenuCommand, label: string, more: Partial<Item> = {}): Item {
  return { id, label, registerAccelerator: false, click: () => model.send(id), ...more };
}

function macMenu({ showAbout }: MenuModel): Item {
  return {
    label: "Spillway",
    submenu: [
      { label: "About Spillway", click: showAbout },
      SEPARATOR,
      { role: "services" },
      SEPARATOR,
      { role: "hide" },
      { role: "hideOthers" },
      { role: "unhide" },
      SEPARATOR,
      { role: "quit" },
    ],
  };
}

function file(model: MenuModel): Item {
  return {
    label: "&File",
    submenu: [
      commandItem(model, "file.new", "New", { accelerator: "CmdOrCtrl+N" }),
      commandItem(model, "file.open", "Open…", { accelerator: "CmdOrCtrl+O" }),
      { label: "Open recent", submenu: recentItems(model) },
      SEPARATOR,
      commandItem(model, "file.save", "Save", { accelerator: "CmdOrCtrl+S" }),
      commandItem(model, "file.saveAs", "Save as…", { accelerator: "CmdOrCtrl+Shift+S" }),
      commandItem(model, "file.versions", "Earlier versions…"),
      SEPARATOR,
      commandItem(model, "file.share", "Share link…"),
      {
        label: "Export",
        submenu: [
          commandItem(model, "export.png", "Drawing as PNG…"),
          commandItem(model, "export.svg", "Drawing as SVG…"),
          commandItem(model, "export.mermaid", "Drawing as Mermaid…"),
          SEPARATOR,
          commandItem(model, "export.reportHtml", "Report as HTML…"),
          commandItem(model, "export.reportPdf", "Report as PDF…"),
        ],
      },
      SEPARATOR,
      { role: "close", label: "Close window" },
      ...(model.isMac ? [] : [{ role: "quit", label: "Exit" } as Item]),
    ],
  };
}

function recentItems({ recents, openRecent, clearRecents }: MenuModel): Item[] {
  if (recents.length === 0) return [{ label: "No recent files", enabled: false }];
  return [
    ...recents.map((path) => ({
      label: `${shorten(basename(path))}  (${shorten(dirname(path))})`,
      click: () => openRecent(path),
    })),
    SEPARATOR,
    { label: "Clear recent files", click: clearRecents },
  ];
}

/** A name as a menu shows it: of bearable length, and with `&` doubled, which alone would underline a letter. */
function shorten(text: string): string {
  const short = text.length <= 60 ? text : `${text.slice(0, 30)}…${text.slice(-28)}`;
  return short.replaceAll("&", "&&");
}

function edit(model: MenuModel): Item {
  const { undo, redo } = model.state;
  return {
    label: "&Edit",
    submenu: [
      commandItem(model, "edit.undo", undo === undefined ? "Undo" : `Undo ${shorten(undo)}`, {
        accelerator: "CmdOrCtrl+Z",
      }),
      commandItem(model, "edit.redo", redo === undefined ? "Redo" : `Redo ${shorten(redo)}`, {
        accelerator: "CmdOrCtrl+Shift+Z",
      }),
      SEPARATOR,
      // The page hears of these as the events cut, copy and paste, on the canvas as in a text.
      { role: "cut" },
      { role: "copy" },
      { role: "paste" },
      commandItem(model, "canvas.duplicate", "Duplicate", { accelerator: "CmdOrCtrl+D" }),
      commandItem(model, "canvas.delete", "Delete", { accelerator: "Delete" }),
      { role: "selectAll" },
    ],
  };
}

function view(model: MenuModel): Item {
  return {
    label: "&View",
    submenu: [
      commandItem(model, "view.commandPalette", "Command palette…", { accelerator: "CmdOrCtrl+K" }),
      SEPARATOR,
      commandItem(model, "view.togglePalette", "Palette", { accelerator: "CmdOrCtrl+B" }),
      commandItem(model, "view.toggleInspector", "Inspector", { accelerator: "CmdOrCtrl+Alt+B" }),
      commandItem(model, "view.toggleBottom", "Timeline and results", { accelerator: "CmdOrCtrl+J" }),
      commandItem(model, "canvas.fit-all", "Fit the drawing", { accelerator: "1" }),
      SEPARATOR,
      {
        label: "Theme",
        submenu: THEMES.map(([theme, label]) => ({
          id: `theme.${theme}`,
          label,
          type: "radio",
          checked: model.theme === theme,
          click: () => model.chooseTheme(theme),
        })),
      },
      SEPARATOR,
      { role: "zoomIn" },
      { role: "zoomOut" },
      { role: "resetZoom" },
      { role: "togglefullscreen" },
      ...(model.isPackaged ? [] : [SEPARATOR, { role: "toggleDevTools" } as Item]),
    ],
  };
}

function run(model: MenuModel): Item {
  const { isRunning, isReviewing } = model.state;
  return {
    label: "&Run",
    submenu: [
      commandItem(model, "run.play-pause", isRunning ? "Pause" : "Play", { accelerator: "Space" }),
      commandItem(model, "run.step-event", "Step one event", { accelerator: "." }),
      commandItem(model, "run.step-batch", "Step one batch", { accelerator: "Shift+." }),
      commandItem(model, "run.restart", "Start again"),
      SEPARATOR,
      commandItem(model, "timeline.live", "Return to live", { enabled: isReviewing }),
      commandItem(model, "chaos.broker-crash", "Crash a broker…"),
    ],
  };
}

function help(model: MenuModel): Item {
  return {
    label: "&Help",
    role: "help",
    submenu: [
      commandItem(model, "help.tour", "Take the tour"),
      commandItem(model, "help.shortcuts", "Keyboard shortcuts", { accelerator: "CmdOrCtrl+/" }),
      commandItem(model, "help.glossary", "Glossary"),
      ...(model.isMac ? [] : [SEPARATOR, { label: "About Spillway", click: model.showAbout }]),
    ],
  };
}
