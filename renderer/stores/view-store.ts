import { createStore, type StoreApi } from "zustand/vanilla";
import type { Severity } from "../../engine/base/probe.ts";

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
export type BottomTab =
  | "timeline"
  | "lag"
  | "rebalances"
  | "topics"
  | "space-time"
  | "events"
  | "checks"
  | "problems"
  | "data"
  | "runs";
export type DialogName =
  | "palette"
  | "quick-add"
  | "connect"
  | "rename"
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
  | "run-to"
  | "journey"
  | "glossary"
  | "unsaved";

/** Room for all panels; for the inspector only while something is selected; for none, so that they lie over the canvas. */
export type Room = "wide" | "tight" | "none";

/** A stretch of a run, in microseconds of virtual time; `toUs` is greater than `fromUs`. */
export type TimeWindow = { readonly fromUs: number; readonly toUs: number };

/** Two marks on the timeline between which charts say their statistics. */
export type TimeMarkers = { readonly a: number | undefined; readonly b: number | undefined };

/** Which events the log lists: every part must fit. */
export type EventFilter = {
  /** Words that an event's kind, subject or message must hold, whatever their case. */
  readonly text: string;
  readonly severities: readonly Severity[];
  /** One kind of event; every kind when undefined. */
  readonly kind: string | undefined;
  /** One node of the pipeline, or one broker; every one when undefined. */
  readonly subject: string | undefined;
  /** What every batch repeats is listed too. */
  readonly hasRoutine: boolean;
};

export type ViewFacts = {
  /** The instant of the run that everything shows; undefined follows the run's edge. */
  readonly shownUs: number | undefined;
  /** The stretch that charts show; undefined is the whole run. */
  readonly timeWindow: TimeWindow | undefined;
  readonly markers: TimeMarkers;
  /** In Review: the instant shown moves on at the chosen speed. */
  readonly isPlayingReview: boolean;
  readonly eventFilter: EventFilter;
  readonly selection: Selection;
  readonly leftTab: LeftTab;
  readonly inspectorTab: InspectorTab;
  readonly bottomTab: BottomTab;
  /** How much of the window there is for panels beside the canvas. */
  readonly room: Room;
  readonly isLeftOpen: boolean;
  readonly isInspectorOpen: boolean;
  readonly isBottomOpen: boolean;
  readonly dialog: { readonly name: DialogName; readonly subject?: string } | undefined;
  /** The place of the document's text that the YAML editor shows next, lines and columns from 1; `asked` grows with every wish. */
  readonly yamlPlace: { readonly line: number; readonly column: number; readonly asked: number } | undefined;
  /** The tour's mark is on the screen; which one, the settings say. */
  readonly isTourOpen: boolean;
  /** A picture is taken of the drawing: all of it is drawn, in full, however far away it is. */
  readonly isPictured: boolean;
  /** What a screen reader is told next, and others see for some seconds. */
  readonly announcement: string;
};

export type ViewActions = {
  /** Shows an instant: the app is in Review until `showLive`. */
  showInstant(atUs: number): void;
  showLive(): void;
  showWindow(window: TimeWindow | undefined): void;
  mark(markers: Partial<TimeMarkers>): void;
  playReview(isPlaying: boolean): void;
  filterEvents(filter: Partial<EventFilter>): void;
  select(selection: Partial<Selection>): void;
  openTab(tab: { readonly left?: LeftTab; readonly inspector?: InspectorTab; readonly bottom?: BottomTab }): void;
  /** Opens the YAML editor with the caret at a place of the document's text. */
  showInYaml(place: { readonly line: number; readonly column: number }): void;
  openDialog(name: DialogName, subject?: string): void;
  closeDialog(): void;
  announce(text: string): void;
  showTour(isOpen: boolean): void;
  picture(isPictured: boolean): void;
};

export type ViewStore = StoreApi<ViewFacts & ViewActions>;

export const NOTHING_SELECTED: Selection = { nodes: [], edges: [], event: undefined, fault: undefined };

/** Everything but the routine of batches, which would bury it. */
export const EVERY_EVENT: EventFilter = {
  text: "",
  severities: ["info", "warning", "error"],
  kind: undefined,
  subject: undefined,
  hasRoutine: false,
};

const NO_MARKERS: TimeMarkers = { a: undefined, b: undefined };

/** What the screen shows; nothing of it is part of a document or a run. */
export function createViewStore(): ViewStore {
  return createStore<ViewFacts & ViewActions>()((set) => ({
    shownUs: undefined,
    timeWindow: undefined,
    markers: NO_MARKERS,
    isPlayingReview: false,
    eventFilter: EVERY_EVENT,
    selection: NOTHING_SELECTED,
    leftTab: "palette",
    inspectorTab: "configure",
    bottomTab: "timeline",
    room: "wide",
    isLeftOpen: true,
    isInspectorOpen: true,
    isBottomOpen: true,
    dialog: undefined,
    isTourOpen: false,
    isPictured: false,
    yamlPlace: undefined,
    announcement: "",
    showInstant: (atUs) => set({ shownUs: Math.max(0, Math.round(atUs)) }),
    showLive: () => set({ shownUs: undefined, isPlayingReview: false }),
    showWindow: (timeWindow) => set({ timeWindow }),
    mark: (markers) => set((view) => ({ markers: { ...view.markers, ...markers } })),
    playReview: (isPlayingReview) => set({ isPlayingReview }),
    filterEvents: (filter) => set((view) => ({ eventFilter: { ...view.eventFilter, ...filter } })),
    select: (selection) => set({ selection: { ...NOTHING_SELECTED, ...selection } }),
    openTab: ({ left, inspector, bottom }) =>
      set({
        ...(left === undefined ? {} : { leftTab: left, isLeftOpen: true }),
        ...(inspector === undefined ? {} : { inspectorTab: inspector, isInspectorOpen: true }),
        ...(bottom === undefined ? {} : { bottomTab: bottom, isBottomOpen: true }),
      }),
    showInYaml: ({ line, column }) =>
      set(({ yamlPlace }) => ({
        yamlPlace: { line, column, asked: (yamlPlace?.asked ?? 0) + 1 },
        inspectorTab: "yaml",
        isInspectorOpen: true,
      })),
    openDialog: (name, subject) => set({ dialog: subject === undefined ? { name } : { name, subject } }),
    closeDialog: () => set({ dialog: undefined }),
    announce: (announcement) => set({ announcement }),
    showTour: (isTourOpen) => set({ isTourOpen }),
    picture: (isPictured) => set({ isPictured }),
  }));
}
