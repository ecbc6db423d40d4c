import { createStore, type StoreApi } from "zustand/vanilla";

/** What is selected; canvas, outline, inspector, timeline and lists share it. */
export type Selection = {
  readonly nodes: readonly string[];
  /** Positions in `pipeline.edges`. */
  readonly edges: readonly number[];
  /** Position in the run's events. */
  readonly event: number | undefined;
  /** Position in the recipe, `chaos`. */
  readonly fault: number | undefined;
};

export type LeftTab = "palette" | "outline";
export type InspectorTab = "configure" | "metrics" | "data" | "sql" | "yaml" | "fidelity";
export type BottomTab = "timeline" | "events" | "checks" | "problems" | "data" | "runs";
export type DialogName =
  | "palette"
  | "quick-add"
  | "shortcuts"
  | "settings"
  | "about"
  | "open"
  | "share"
  | "export"
  | "versions"
  | "changed-on-disk"
  | "restore"
  | "import-data"
  | "inject"
  | "breakpoints"
  | "journey"
  | "glossary"
  | "unsaved";

export type ViewFacts = {
  /** The instant of the run that everything shows; undefined follows the run's edge. */
  readonly shownUs: number | undefined;
  readonly selection: Selection;
  readonly leftTab: LeftTab;
  readonly inspectorTab: InspectorTab;
  readonly bottomTab: BottomTab;
  readonly isLeftOpen: boolean;
  readonly isInspectorOpen: boolean;
  readonly isBottomOpen: boolean;
  readonly dialog: { readonly name: DialogName; readonly subject?: string } | undefined;
  /** What a screen reader is told next, and others see for some seconds. */
  readonly announcement: string;
};

export type ViewActions = {
  /** Shows an instant: the app is in Review until `showLive`. */
  showInstant(atUs: number): void;
  showLive(): void;
  select(selection: Partial<Selection>): void;
  openTab(tab: { readonly left?: LeftTab; readonly inspector?: InspectorTab; readonly bottom?: BottomTab }): void;
  togglePanel(panel: "left" | "inspector" | "bottom"): void;
  openDialog(name: DialogName, subject?: string): void;
  closeDialog(): void;
  announce(text: string): void;
};

export type ViewStore = StoreApi<ViewFacts & ViewActions>;

export const NOTHING_SELECTED: Selection = { nodes: [], edges: [], event: undefined, fault: undefined };

/** What the screen shows; nothing of it is part of a document or a run. */
export function createViewStore(): ViewStore {
  return createStore<ViewFacts & ViewActions>()((set) => ({
    shownUs: undefined,
    selection: NOTHING_SELECTED,
    leftTab: "palette",
    inspectorTab: "configure",
    bottomTab: "timeline",
    isLeftOpen: true,
    isInspectorOpen: true,
    isBottomOpen: true,
    dialog: undefined,
    announcement: "",
    showInstant: (atUs) => set({ shownUs: Math.max(0, Math.round(atUs)) }),
    showLive: () => set({ shownUs: undefined }),
    select: (selection) => set({ selection: { ...NOTHING_SELECTED, ...selection } }),
    openTab: ({ left, inspector, bottom }) =>
      set({
        ...(left === undefined ? {} : { leftTab: left, isLeftOpen: true }),
        ...(inspector === undefined ? {} : { inspectorTab: inspector, isInspectorOpen: true }),
        ...(bottom === undefined ? {} : { bottomTab: bottom, isBottomOpen: true }),
      }),
    togglePanel: (panel) =>
      set((view) => {
        switch (panel) {
          case "left":
            return { isLeftOpen: !view.isLeftOpen };
          case "inspector":
            return { isInspectorOpen: !view.isInspectorOpen };
          case "bottom":
            return { isBottomOpen: !view.isBottomOpen };
        }
      }),
    openDialog: (name, subject) => set({ dialog: subject === undefined ? { name } : { name, subject } }),
    closeDialog: () => set({ dialog: undefined }),
    announce: (announcement) => set({ announcement }),
  }));
}
