import type { AppCommand } from "../workbench/workbench.ts";

/** Following records. */
export const journeyCommands: readonly AppCommand[] = [
  {
    id: "data.journey",
    title: "Follow a record by its correlation id…",
    group: "Data",
    keys: ["$mod+Shift+F"],
    worksInText: true,
    run: ({ view }) => view.getState().openDialog("journey"),
  },
];
