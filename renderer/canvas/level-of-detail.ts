/** How much a card shows. */
export type LevelOfDetail = "full" | "compact" | "dot";

const FULL_FROM = 0.62;
const COMPACT_FROM = 0.28;
/** A level is left only this far beyond its border, so that a card on the border does not flicker. */
const HYSTERESIS = 0.04;

/** The level at a zoom, given the level before. */
export function levelAt(zoom: number, before: LevelOfDetail): LevelOfDetail {
  const fullFrom = before === "full" ? FULL_FROM - HYSTERESIS : FULL_FROM + (before === "compact" ? HYSTERESIS : 0);
  const compactFrom = before === "dot" ? COMPACT_FROM + HYSTERESIS : COMPACT_FROM - HYSTERESIS;
  if (zoom >= fullFrom) return "full";
  return zoom >= compactFrom ? "compact" : "dot";
}
