import type { SettingsStore, TrackChoice } from "../stores/settings-store.ts";

/** What a person does to the charts of the timeline; kept from one start to the next. */
export type TrackChange =
  | { readonly kind: "show"; readonly id: string }
  | { readonly kind: "hide"; readonly id: string }
  | { readonly kind: "move"; readonly id: string; readonly by: -1 | 1 }
  | { readonly kind: "toggle-series"; readonly id: string; readonly variable: string };

/** The choice after a change. */
export function changeTracks(tracks: readonly TrackChoice[], change: TrackChange): readonly TrackChoice[] {
  const { id } = change;
  switch (change.kind) {
    case "show":
      return tracks.some((track) => track.id === id) ? tracks : [...tracks, { id, hidden: [] }];
    case "hide":
      return tracks.filter((track) => track.id !== id);
    case "move": {
      const from = tracks.findIndex((track) => track.id === id);
      const to = from + change.by;
      const moved = tracks[from];
      if (moved === undefined || to < 0 || to >= tracks.length) return tracks;
      const others = tracks.filter((track) => track.id !== id);
      return [...others.slice(0, to), moved, ...others.slice(to)];
    }
    case "toggle-series": {
      const { variable } = change;
      return tracks.map((track) => (track.id === id ? { ...track, hidden: toggled(track.hidden, variable) } : track));
    }
  }
}

function toggled(hidden: readonly string[], variable: string): readonly string[] {
  return hidden.includes(variable) ? hidden.filter((name) => name !== variable) : [...hidden, variable];
}

export function applyTrackChange(settings: SettingsStore, change: TrackChange): void {
  const { tracks, change: keep } = settings.getState();
  keep({ tracks: changeTracks(tracks, change) });
}
