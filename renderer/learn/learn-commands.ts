import type { AppCommand } from "../workbench/workbench.ts";

/** What explains the app. */
export const learnCommands: readonly AppCommand[] = [
  {
    id: "help.tour",
    title: "Take the tour",
    group: "Help",
    run: ({ view }) => view.getState().showTour(true),
  },
  {
    id: "help.glossary",
    title: "Glossary",
    group: "Help",
    run: ({ view }) => view.getState().openDialog("glossary"),
  },
];
