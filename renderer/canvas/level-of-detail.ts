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

/** Sizes of a compact card's texts in canvas pixels: they grow as the zoom falls, so that they can still be read. */
export type CompactSizes = { readonly name: number; readonly figure: number; readonly reason: number };

/** Zooms this near to each other share their sizes, so that zooming does not lay out every card in every frame. */
const SIZE_STEP = 0.04;

/** The sizes of a compact card's texts at a zoom. */
export function compactSizes(zoom: number): CompactSizes {
  const step = Math.max(SIZE_STEP, Math.round(zoom / SIZE_STEP) * SIZE_STEP);
  const size = (onScreen: number, least: number, most: number): number =>
    Math.round(Math.min(most, Math.max(least, onScreen / step)));
  return { name: size(11, 20, 32), figure: size(13, 26, 40), reason: size(10, 15, 26) };
}
