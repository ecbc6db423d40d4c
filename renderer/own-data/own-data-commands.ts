import type { AppCommand } from "../workbench/workbench.ts";

/** Bringing rows of one's own. */
export const ownDataCommands: readonly AppCommand[] = [
  {
    id: "data.import",
    title: "Make a pipeline from a data file…",
    group: "Data",
    keys: ["$mod+Shift+I"],
    run: ({ view }) => view.getState().openDialog("import-data"),
  },
];
