import { problemCommands } from "../problems/problem-commands.ts";
import { runCommands } from "../run/run-commands.ts";
import type { AppCommand } from "../workbench/workbench.ts";

const editCommands: readonly AppCommand[] = [
  {
    id: "edit.undo",
    title: "Undo",
    group: "Edit",
    keys: ["$mod+Z"],
    whyNot: ({ document }) => (document.getState().past.length === 0 ? "There is nothing to undo." : undefined),
    run: ({ document }) => document.getState().undo(),
  },
  {
    id: "edit.redo",
    title: "Redo",
    group: "Edit",
    keys: ["$mod+Shift+Z", "$mod+Y"],
    whyNot: ({ document }) => (document.getState().future.length === 0 ? "There is nothing to redo." : undefined),
    run: ({ document }) => document.getState().redo(),
  },
];

const viewCommands: readonly AppCommand[] = [
  {
    id: "view.toggle-left",
    title: "Show or hide the palette",
    group: "View",
    keys: ["$mod+B"],
    worksInText: true,
    run: ({ view }) => view.getState().togglePanel("left"),
  },
  {
    id: "view.toggle-inspector",
    title: "Show or hide the inspector",
    group: "View",
    keys: ["$mod+Alt+B"],
    worksInText: true,
    run: ({ view }) => view.getState().togglePanel("inspector"),
  },
  {
    id: "view.toggle-bottom",
    title: "Show or hide the timeline",
    group: "View",
    keys: ["$mod+J"],
    worksInText: true,
    run: ({ view }) => view.getState().togglePanel("bottom"),
  },
];

/** Every command of the app, in the order in which menus and the palette list them. */
export const appCommands: readonly AppCommand[] = [
  ...editCommands,
  ...viewCommands,
  ...problemCommands,
  ...runCommands,
];
