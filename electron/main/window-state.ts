import { z } from "zod";
import type { ThemeChoice } from "../ipc/menu-commands.ts";
import type { Outcome } from "../ipc/shell-calls.ts";
import type { UserStore } from "./user-store.ts";

const FILE = "window-state.json";
const WIDTH_MIN = 1280;
const HEIGHT_MIN = 760;

/** A rectangle in the desktop's own pixels. */
export type Bounds = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** How the window was left. */
export type WindowState = { readonly bounds?: Bounds; readonly isMaximised: boolean; readonly theme: ThemeChoice };

/** The smallest window in which every panel can be used. */
export const WINDOW_MIN = { width: WIDTH_MIN, height: HEIGHT_MIN } as const;

const whole = z.number().int();
const stored = z.object({
  bounds: z.object({ x: whole, y: whole, width: whole, height: whole }).optional(),
  isMaximised: z.boolean(),
  theme: z.enum(["system", "light", "dark", "high-contrast"]),
});

/** What the last session left; a first start follows the system and lets the desktop place the window. */
export function readWindowState(store: UserStore): WindowState {
  try {
    const { bounds, ...state } = stored.parse(JSON.parse(store.read(FILE) ?? ""));
    return { ...state, ...(bounds === undefined ? {} : { bounds }) };
  } catch {
    return { isMaximised: false, theme: "system" }; // the first start, or no file of ours
  }
}

/** Keeps it for the next start. */
export function writeWindowState(store: UserStore, state: WindowState): Promise<Outcome<undefined>> {
  return store.write(FILE, JSON.stringify(state));
}

/**
 * Where the window opens: as it was left, if enough of its title bar lies on a display that is there now to be grabbed; else
 * the wanted size, placed by the desktop. `workAreas` are the displays without their task bars.
 */
export function placeWindow(
  left: Bounds | undefined,
  workAreas: readonly Bounds[],
): Partial<Bounds> & Pick<Bounds, "width" | "height"> {
  const wanted = { width: 1600, height: 980 };
  const largest = workAreas[0] ?? { x: 0, y: 0, ...wanted };
  const clampTo = ({ width, height }: Pick<Bounds, "width" | "height">, area: Bounds): typeof wanted => ({
    width: Math.max(WIDTH_MIN, Math.min(width, area.width)),
    height: Math.max(HEIGHT_MIN, Math.min(height, area.height)),
  });
  if (left === undefined) return clampTo(wanted, largest);
  const home = workAreas.find((area) => isGrabbable(left, area));
  return home === undefined ? clampTo(left, largest) : { x: left.x, y: left.y, ...clampTo(left, home) };
}

/** Whether a hand's breadth of the window's top edge lies on this display. */
function isGrabbable(window: Bounds, area: Bounds): boolean {
  const seen = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  return seen >= 120 && window.y >= area.y - 8 && window.y <= area.y + area.height - 40;
}
