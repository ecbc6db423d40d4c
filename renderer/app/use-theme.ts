import { useEffect } from "react";
import type { ThemeChoice } from "../stores/settings-store.ts";
import { useSettings } from "../workbench/workbench.ts";
import { useMedia } from "./use-media.ts";

type Theme = Exclude<ThemeChoice, "system">;

/** Writes theme, motion and density on the page, and follows the system while the choice is left to it. */
export function useTheme(): Theme {
  const choice = useSettings((settings) => settings.theme);
  const motion = useSettings((settings) => settings.motion);
  const density = useSettings((settings) => settings.density);
  const isLight = useMedia("(prefers-color-scheme: light)");
  const isContrast = useMedia("(prefers-contrast: more)");
  const isReduced = useMedia("(prefers-reduced-motion: reduce)");
  const theme = choice === "system" ? (isContrast ? "contrast" : isLight ? "light" : "dark") : choice;
  const motionHere = motion === "system" ? (isReduced ? "reduced" : "full") : motion;
  useEffect(() => {
    const { dataset } = document.documentElement;
    dataset["theme"] = theme;
    dataset["motion"] = motionHere;
    dataset["density"] = density;
  }, [theme, motionHere, density]);
  return theme;
}
