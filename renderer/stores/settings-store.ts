import { createStore, type StoreApi } from "zustand/vanilla";
import type { RunSpeed } from "./run-store.ts";

export type ThemeChoice = "system" | "dark" | "light" | "contrast";

/** What a person chose, kept from one start to the next. */
export type Settings = {
  readonly theme: ThemeChoice;
  readonly motion: "system" | "reduced" | "full";
  readonly density: "comfortable" | "compact";
  readonly edgeStyle: "smooth" | "orthogonal";
  readonly speed: RunSpeed;
  readonly isMinimapShown: boolean;
  readonly isTourDone: boolean;
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
};

export function createSettingsStore(kept: Partial<Settings>): SettingsStore {
  return createStore<Settings & SettingsActions>()((set) => ({
    ...DEFAULT_SETTINGS,
    ...kept,
    change: (settings) => set(settings),
  }));
}
