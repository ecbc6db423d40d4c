import { useSyncExternalStore } from "react";

/** Whether a media query holds, followed as it changes. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => matchMedia(query).matches,
  );
}

/** The window is too narrow for three columns: a small one, or 1280 pixels at 200 % zoom. */
export function useIsNarrow(): boolean {
  return useMedia("(max-width: 959px)");
}

/** The window is too narrow for an inspector that has nothing to show but the whole scenario. */
export function useIsTight(): boolean {
  return useMedia("(max-width: 1439px)");
}

/** The window is too low for a canvas over a lower panel. */
export function useIsLow(): boolean {
  return useMedia("(max-height: 559px)");
}
