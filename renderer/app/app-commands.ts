import { canvasCommands } from "../canvas/canvas-commands.ts";
import { checkCommands } from "../checks/check-commands.ts";
import { dataCommands } from "../data/data-commands.ts";
import { fileCommands } from "../files/file-commands.ts";
import { groupCommands } from "../groups/group-commands.ts";
import { chaosCommands } from "../inject/chaos-commands.ts";
import { journeyCommands } from "../journey/journey-commands.ts";
import { learnCommands } from "../learn/learn-commands.ts";
import { ownDataCommands } from "../own-data/own-data-commands.ts";
import { problemCommands } from "../problems/problem-commands.ts";
import { runCommands } from "../run/run-commands.ts";
import { shareCommands } from "../share/share-commands.ts";
import { THEME_CHOICES, type ThemeChoice } from "../stores/settings-store.ts";
import { timelineCommands } from "../timeline/timeline-commands.ts";
import type { AppCommand } from "../workbench/workbench.ts";
import { togglePanel } from "./panel-choice.ts";

const THEME_TITLES: Readonly<Record<ThemeChoice, string>> = {
  system: "Theme: as the system",
  dark: "Theme: dark",
  light: "Theme: light",
  contrast: "Theme: high contrast",
};

const editCommands: readonly AppCommand[] = [
  {
    id: "edit.undo",
    title: "Undo",
    group: "Edit",
    keys: ["$mod+Z"],
    whyNot: ({ document }) => (document.getState().past.length === 0 ? "There is nothing to undo." : undefined),
    run: ({ document, view }) => {
      const label = document.getState().past.at(-1)?.label;
      document.getState().undo();
      view.getState().announce(`Undone: ${label}.`);
    },
  },
  {
    id: "edit.redo",
    title: "Redo",
    group: "Edit",
    keys: ["$mod+Shift+Z", "$mod+Y"],
    whyNot: ({ document }) => (document.getState().future.length === 0 ? "There is nothing to redo." : undefined),
    run: ({ document, view }) => {
      const label = document.getState().future[0]?.label;
      document.getState().redo();
      view.getState().announce(`Done again: ${label}.`);
    },
  },
];

const viewCommands: readonly AppCommand[] = [
  {
    id: "view.commandPalette",
    title: "Search or run a command",
    group: "View",
    keys: ["$mod+K", "$mod+Shift+P"],
    worksInText: true,
    run: ({ view }) => view.getState().openDialog("palette"),
  },
  {
    id: "view.togglePalette",
    title: "Show or hide the palette",
    group: "View",
    keys: ["$mod+B"],
    worksInText: true,
    run: (workbench) => togglePanel(workbench, "left"),
  },
  {
    id: "view.toggleInspector",
    title: "Show or hide the inspector",
    group: "View",
    keys: ["$mod+Alt+B"],
    worksInText: true,
    run: (workbench) => togglePanel(workbench, "inspector"),
  },
  {
    id: "view.toggleBottom",
    title: "Show or hide the lower panel",
    group: "View",
    keys: ["$mod+J"],
    worksInText: true,
    run: (workbench) => togglePanel(workbench, "bottom"),
  },
];

const helpCommands: readonly AppCommand[] = [
  {
    id: "help.shortcuts",
    title: "Keyboard shortcuts",
    group: "Help",
    keys: ["Shift+?"],
    run: ({ view }) => view.getState().openDialog("shortcuts"),
  },
  {
    id: "view.settings",
    title: "Settings…",
    group: "View",
    keys: ["$mod+,"],
    worksInText: true,
    run: ({ view }) => view.getState().openDialog("settings"),
  },
  ...THEME_CHOICES.map(
    (theme): AppCommand => ({
      id: `view.theme-${theme}`,
      title: THEME_TITLES[theme],
      group: "View",
      run: ({ settings }) => settings.getState().change({ theme }),
    }),
  ),
  {
    id: "help.about",
    title: "About Spillway",
    group: "Help",
    run: ({ view }) => view.getState().openDialog("about"),
  },
];

/** Every command of the app, in the order in which menus and the palette list them. */
export const appCommands: readonly AppCommand[] = [
  ...fileCommands,
  ...shareCommands,
  ...editCommands,
  ...viewCommands,
  ...problemCommands,
  ...runCommands,
  ...chaosCommands,
  ...dataCommands,
  ...ownDataCommands,
  ...journeyCommands,
  ...timelineCommands,
  ...groupCommands,
  ...checkCommands,
  ...learnCommands,
  ...helpCommands,
  ...canvasCommands,
];
