import type { AppCommand } from "../workbench/workbench.ts";
import { FAULT_FORMS } from "./fault-fields.ts";

/** Commands that break things: each opens the fault's form, with the selected node as its target. */
export const chaosCommands: readonly AppCommand[] = FAULT_FORMS.map(({ fault, title }) => ({
  id: `chaos.${fault}`,
  title: `${title}...`,
  group: "Chaos",
  run: ({ view }) => {
    const { nodes } = view.getState().selection;
    const [node] = nodes;
    view.getState().openDialog("inject", nodes.length === 1 && node !== undefined ? `${fault}:${node}` : fault);
  },
}));
