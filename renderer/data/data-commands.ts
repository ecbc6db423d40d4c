import type { AppCommand } from "../workbench/workbench.ts";

/** What can be done with the run's tables. */
export const dataCommands: readonly AppCommand[] = [
  {
    id: "data.show",
    title: "Query the tables",
    group: "Data",
    keys: ["$mod+Shift+D"],
    worksInText: true,
    run: ({ view }) => view.getState().openTab({ bottom: "data" }),
  },
];
