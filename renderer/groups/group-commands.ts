import type { BottomTab } from "../stores/view-store.ts";
import type { AppCommand } from "../workbench/workbench.ts";

const PANELS: readonly (readonly [BottomTab, string])[] = [
  ["lag", "Show lag by partition"],
  ["rebalances", "Show the rebalances"],
  ["topics", "Show a topic's logs from inside"],
  ["space-time", "Show the space-time diagram"],
];

/** Commands that open the views of the log and of its readers. */
export const groupCommands: readonly AppCommand[] = PANELS.map(([tab, title]) => ({
  id: `view.${tab}`,
  title,
  group: "View",
  run: ({ view }) => view.getState().openTab({ bottom: tab }),
}));
