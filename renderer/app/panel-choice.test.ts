import { describe, expect, it } from "vitest";
import { createSettingsStore, readSettings, settingsToKeep } from "../stores/settings-store.ts";
import { createViewStore, NOTHING_SELECTED, type Room } from "../stores/view-store.ts";
import { choosePanel, openPanels, togglePanel } from "./panel-choice.ts";

function bench(room: Room) {
  const view = createViewStore();
  view.setState({ room });
  return { view, settings: createSettingsStore({}) };
}

describe("panels beside the canvas", () => {
  const aNode = { ...NOTHING_SELECTED, nodes: ["a"] };

  it("are all open where there is room; where it is tight the inspector waits for a selection", () => {
    expect(openPanels({}, { room: "wide", selection: NOTHING_SELECTED }).isInspectorOpen).toBe(true);
    expect(openPanels({}, { room: "tight", selection: NOTHING_SELECTED })).toEqual({
      isLeftOpen: true,
      isInspectorOpen: false,
      isBottomOpen: true,
    });
    expect(openPanels({}, { room: "tight", selection: aNode }).isInspectorOpen).toBe(true);
  });

  it("are as a person chose, whatever the room and the selection", () => {
    expect(openPanels({ inspector: true }, { room: "tight", selection: NOTHING_SELECTED }).isInspectorOpen).toBe(true);
    const closed = openPanels({ inspector: false, left: false }, { room: "wide", selection: aNode });
    expect(closed).toEqual({ isLeftOpen: false, isInspectorOpen: false, isBottomOpen: true });
  });

  it("keep what a person chose from one start to the next", () => {
    const workbench = bench("tight");
    togglePanel(workbench, "left");
    choosePanel(workbench, "inspector", true);
    const kept = readSettings(JSON.parse(JSON.stringify(settingsToKeep(workbench.settings.getState()))));
    expect(kept.panelChoices).toEqual({ left: false, inspector: true });
    expect(readSettings({ panelChoices: { left: "no" } }).panelChoices?.left).toBeUndefined();
  });

  it("that lie over the canvas are opened without a choice being kept", () => {
    const workbench = bench("none");
    choosePanel(workbench, "inspector", true);
    expect(workbench.view.getState().isInspectorOpen).toBe(true);
    expect(workbench.settings.getState().panelChoices).toEqual({});
  });
});
