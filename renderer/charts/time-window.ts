import type { TimeWindow } from "../stores/view-store.ts";

/** A chart cannot be zoomed further in than this. */
const WINDOW_MIN_US = 1_000;

/** A stretch of time laid over pixels. */
export type TimeScale = TimeWindow & { readonly widthPx: number };

export function pixelAt({ fromUs, toUs, widthPx }: TimeScale, atUs: number): number {
  return ((atUs - fromUs) * widthPx) / (toUs - fromUs);
}

export function instantAt({ fromUs, toUs, widthPx }: TimeScale, px: number): number {
  return fromUs + (px * (toUs - fromUs)) / Math.max(1, widthPx);
}

/** A window that lies inside a whole and is neither too short nor longer than it. */
export function clampWindow(window: TimeWindow, whole: TimeWindow): TimeWindow {
  const wholeUs = whole.toUs - whole.fromUs;
  const spanUs = Math.min(wholeUs, Math.max(WINDOW_MIN_US, window.toUs - window.fromUs));
  const fromUs = Math.min(whole.toUs - spanUs, Math.max(whole.fromUs, window.fromUs));
  return { fromUs, toUs: fromUs + spanUs };
}

/** The window made `factor` times as long around an instant that stays where it is. */
export function zoomWindow(window: TimeWindow, aroundUs: number, factor: number): TimeWindow {
  return {
    fromUs: aroundUs - (aroundUs - window.fromUs) * factor,
    toUs: aroundUs + (window.toUs - aroundUs) * factor,
  };
}

export function panWindow({ fromUs, toUs }: TimeWindow, byUs: number): TimeWindow {
  return { fromUs: fromUs + byUs, toUs: toUs + byUs };
}

/** The window, or undefined when it is the whole: so it grows with the whole. */
export function windowOrWhole(window: TimeWindow, whole: TimeWindow): TimeWindow | undefined {
  return window.fromUs <= whole.fromUs && window.toUs >= whole.toUs ? undefined : window;
}

/** The instant nearest to `atUs` among those at most `reachPx` away; `atUs` itself when there is none. */
export function snapInstant(atUs: number, instantsUs: readonly number[], scale: TimeScale, reachPx: number): number {
  const reachUs = (reachPx * (scale.toUs - scale.fromUs)) / Math.max(1, scale.widthPx);
  let nearest = atUs;
  let distance = reachUs;
  for (const instantUs of instantsUs) {
    const away = Math.abs(instantUs - atUs);
    if (away > distance) continue;
    nearest = instantUs;
    distance = away;
  }
  return nearest;
}
