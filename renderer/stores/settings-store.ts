import { createStore, type StoreApi } from "zustand/vanilla";
import { RUN_SPEEDS, type RunSpeed } from "./run-store.ts";

export type ThemeChoice = "system" | "dark" | "light" | "contrast";
export const THEME_CHOICES: readonly ThemeChoice[] = ["system", "dark", "light", "contrast"];

/** How wide or high the panels are that a person can drag, in CSS pixels. */
export type PanelSizes = { readonly leftPx: number; readonly inspectorPx: number; readonly bottomPx: number };

/** The panels that a person opened or closed; the others are open as there is room for them. */
export type PanelChoices = {
  readonly left?: boolean | undefined;
  readonly inspector?: boolean | undefined;
  readonly bottom?: boolean | undefined;
};

/** A chart of the timeline that a person wants to see, and the series in it that are switched off. */
export type TrackChoice = { readonly id: string; readonly hidden: readonly string[] };

/** What a person chose, kept from one start to the next. */
export type Settings = {
  readonly theme: ThemeChoice;
  readonly motion: "system" | "reduced" | "full";
  readonly density: "comfortable" | "compact";
  readonly edgeStyle: "smooth" | "orthogonal";
  readonly speed: RunSpeed;
  readonly isMinimapShown: boolean;
  readonly isTourDone: boolean;
  /** The step that the tour goes on with, counted from 0. */
  readonly tourStep: number;
  readonly panelSizes: PanelSizes;
  readonly panelChoices: PanelChoices;
  /** The timeline's charts from top to bottom. */
  readonly tracks: readonly TrackChoice[];
  /** SQL that was run in the Data panel, newest first. */
  readonly queryHistory: readonly string[];
};

export type SettingsActions = { change(settings: Partial<Settings>): void };
export type SettingsStore = StoreApi<Settings & SettingsActions>;

export const DEFAULT_SETTINGS: Settings = {
  theme: "system",
  motion: "system",
  density: "comfortable",
  edgeStyle: "smooth",
  speed: 60,
  isMinimapShown: true,
  isTourDone: false,
  tourStep: 0,
  panelSizes: { leftPx: 208, inspectorPx: 360, bottomPx: 248 },
  panelChoices: {},
  tracks: [
    "all:lag-records",
    "all:latency-p95-us",
    "all:freshness-us",
    "all:under-replicated-partitions",
    "throughput",
    "partition-lag",
    "batches",
  ].map((id) => ({ id, hidden: [] })),
  queryHistory: [],
};

export function createSettingsStore(kept: Partial<Settings>): SettingsStore {
  return createStore<Settings & SettingsActions>()((set) => ({
    ...DEFAULT_SETTINGS,
    ...kept,
    change: (settings) => set(settings),
  }));
}

/** What may stand in a kept setting: an older or a damaged one is left out, and its default holds. */
const READERS: { readonly [Key in keyof Settings]: (value: unknown) => Settings[Key] | undefined } = {
  theme: oneOf(THEME_CHOICES),
  motion: oneOf(["system", "reduced", "full"]),
  density: oneOf(["comfortable", "compact"]),
  edgeStyle: oneOf(["smooth", "orthogonal"]),
  speed: oneOf(RUN_SPEEDS),
  isMinimapShown: oneOf([true, false]),
  isTourDone: oneOf([true, false]),
  tourStep: oneOf([0, 1, 2, 3, 4]),
  panelSizes: readPanelSizes,
  panelChoices: readPanelChoices,
  tracks: readTracks,
  queryHistory: readTexts,
};

/** Reads settings that were kept by this version or another one. */
export function readSettings(value: unknown): Partial<Settings> {
  const kept = asRecord(value);
  const read = Object.entries(READERS).map(([key, reader]) => [key, reader(kept[key])] as const);
  return Object.fromEntries(read.filter(([, setting]) => setting !== undefined));
}

/** The settings alone, as they are kept. */
export function settingsToKeep(state: Settings): Settings {
  const keys = Object.keys(DEFAULT_SETTINGS) as (keyof Settings)[];
  return Object.fromEntries(keys.map((key) => [key, state[key]])) as Settings;
}

function oneOf<T extends string | number | boolean>(allowed: readonly T[]): (value: unknown) => T | undefined {
  return (value) => allowed.find((candidate) => candidate === value);
}

function readPanelSizes(value: unknown): PanelSizes | undefined {
  const { leftPx, inspectorPx, bottomPx } = asRecord(value);
  const isSize = (size: unknown): size is number => typeof size === "number" && size >= 44 && size <= 4_000;
  return isSize(leftPx) && isSize(inspectorPx) && isSize(bottomPx) ? { leftPx, inspectorPx, bottomPx } : undefined;
}

function readPanelChoices(value: unknown): PanelChoices {
  const { left, inspector, bottom } = asRecord(value);
  const choice = oneOf([true, false]);
  return { left: choice(left), inspector: choice(inspector), bottom: choice(bottom) };
}

/** More charts than this is no choice that a person made. */
const TRACKS_MAX = 200;

function readTracks(value: unknown): readonly TrackChoice[] | undefined {
  if (!Array.isArray(value) || value.length > TRACKS_MAX) return undefined;
  return value.flatMap((choice) => {
    const { id, hidden } = asRecord(choice);
    if (typeof id !== "string" || !Array.isArray(hidden)) return [];
    return [{ id, hidden: hidden.filter((variable) => typeof variable === "string") }];
  });
}

function readTexts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((text) => typeof text === "string") ? value : undefined;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
