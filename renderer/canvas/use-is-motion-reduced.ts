import { useSyncExternalStore } from "react";
import { useSettings } from "../workbench/workbench.ts";

const QUERY = "(prefers-reduced-motion: reduce)";

function subscribe(listener: () => void): () => void {
  const list = matchMedia(QUERY);
  list.addEventListener("change", listener);
  return () => list.removeEventListener("change", listener);
}

/** Whether things should stand still: by the setting, or else by the system. */
export function useIsMotionReduced(): boolean {
  const setting = useSettings((settings) => settings.motion);
  const isAskedFor = useSyncExternalStore(subscribe, () => matchMedia(QUERY).matches);
  return setting === "reduced" || (setting === "system" && isAskedFor);
}
