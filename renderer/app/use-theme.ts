import { useEffect } from "react";
import type { ThemeChoice } from "../stores/settings-store.ts";
import { useSettings } from "../workbench/workbench.ts";

const LIGHT = "(prefers-color-scheme: light)";
const MORE_CONTRAST = "(prefers-contrast: more)";
const LESS_MOTION = "(prefers-reduced-motion: reduce)";

/** The theme that a choice comes to on this machine. */
export function themeOf(choice: ThemeChoice): Exclude<ThemeChoice, "system"> {
  if (choice !== "system") return choice;
  if (matchMedia(MORE_CONTRAST).matches) return "contrast";
  return matchMedia(LIGHT).matches ? "light" : "dark";
}

/** Writes theme, motion and density on the page, and follows the system while the choice is left to it. */
export function useTheme(): void {
  const theme = useSettings((settings) => settings.theme);
  const motion = useSettings((settings) => settings.motion);
  const density = useSettings((settings) => settings.density);
  useEffect(() => {
    const apply = (): void => {
      const { dataset } = document.documentElement;
      dataset["theme"] = themeOf(theme);
      dataset["motion"] = motion === "system" ? (matchMedia(LESS_MOTION).matches ? "reduced" : "full") : motion;
      dataset["density"] = density;
    };
    apply();
    const queries = [LIGHT, MORE_CONTRAST, LESS_MOTION].map((query) => matchMedia(query));
    for (const query of queries) query.addEventListener("change", apply);
    return () => {
      for (const query of queries) query.removeEventListener("change", apply);
    };
  }, [theme, motion, density]);
}
