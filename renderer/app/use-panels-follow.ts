import { useEffect, useLayoutEffect } from "react";
import type { Room } from "../stores/view-store.ts";
import { useWorkbench, type Workbench } from "../workbench/workbench.ts";
import { isSelected, openPanels } from "./panel-choice.ts";

/** Opens and closes panels as the window's room changes and, where it is tight, the inspector with the selection. */
export function usePanelsFollow(room: Room, isLow: boolean): void {
  const workbench = useWorkbench();
  const { view, settings } = workbench;
  // Before the canvas is measured, which fits the drawing into what the panels leave.
  useLayoutEffect(() => {
    view.setState({ room });
    // Panels lie over the canvas now: they wait until somebody asks for one.
    if (room === "none")
      view.setState({ isLeftOpen: false, isInspectorOpen: false, ...(isLow && { isBottomOpen: false }) });
    else view.setState(openPanels(settings.getState().panelChoices, view.getState()));
  }, [view, settings, room, isLow]);
  useEffect(() => (room === "tight" ? followSelection(workbench) : undefined), [workbench, room]);
}

/** The inspector opens when something is selected and closes when nothing is, until a person chooses otherwise. */
function followSelection({ view, settings }: Workbench): () => void {
  let isPressed = false;
  let isOwed = false;
  const settle = (): void => {
    isOwed = false;
    if (settings.getState().panelChoices.inspector !== undefined) return;
    const isWanted = isSelected(view.getState().selection);
    const hasFocus = document.activeElement?.closest('[aria-label="Inspector"]') !== null;
    if (isWanted || !hasFocus) view.setState({ isInspectorOpen: isWanted });
  };
  const unsubscribe = view.subscribe((now, before) => {
    if (isSelected(now.selection) === isSelected(before.selection)) return;
    // A card that is dragged must not slip under a panel: it opens when the pointer lets go.
    if (isPressed) isOwed = true;
    else settle();
  });
  const press = (): void => {
    isPressed = true;
  };
  const release = (): void => {
    isPressed = false;
    if (isOwed) settle();
  };
  addEventListener("pointerdown", press, true);
  addEventListener("pointerup", release, true);
  addEventListener("pointercancel", release, true);
  return () => {
    unsubscribe();
    removeEventListener("pointerdown", press, true);
    removeEventListener("pointerup", release, true);
    removeEventListener("pointercancel", release, true);
  };
}
