import type { PanelChoices } from "../stores/settings-store.ts";
import type { Selection, ViewFacts } from "../stores/view-store.ts";
import type { Workbench } from "../workbench/workbench.ts";

type Panel = keyof PanelChoices;
type Bench = Pick<Workbench, "view" | "settings">;

const FACTS = { left: "isLeftOpen", inspector: "isInspectorOpen", bottom: "isBottomOpen" } as const;

/** Opens or closes a panel because a person wants it so, which is kept; a panel over the canvas is only looked into. */
export function choosePanel({ view, settings }: Bench, panel: Panel, isOpen: boolean): void {
  view.setState({ [FACTS[panel]]: isOpen });
  if (view.getState().room === "none") return;
  settings.getState().change({ panelChoices: { ...settings.getState().panelChoices, [panel]: isOpen } });
}

export function togglePanel(workbench: Bench, panel: Panel): void {
  choosePanel(workbench, panel, !workbench.view.getState()[FACTS[panel]]);
}

type OpenPanels = Pick<ViewFacts, "isLeftOpen" | "isInspectorOpen" | "isBottomOpen">;

/** Which panels are open where there is room beside the canvas: as a person chose, else as there is room. */
export function openPanels(
  choices: PanelChoices,
  { room, selection }: Pick<ViewFacts, "room" | "selection">,
): OpenPanels {
  return {
    isLeftOpen: choices.left ?? true,
    isInspectorOpen: choices.inspector ?? (room === "wide" || isSelected(selection)),
    isBottomOpen: choices.bottom ?? true,
  };
}

/** Whether anything is selected that the inspector can be about. */
export function isSelected({ nodes, edges, event, fault }: Selection): boolean {
  return nodes.length > 0 || edges.length > 0 || event !== undefined || fault !== undefined;
}
