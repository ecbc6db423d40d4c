import type { EdgeLive } from "../pipeline/edge-live.ts";

/** What a particle stands for, told by its shape: a disc, a ring, a square, a diamond, a cross that falls off. */
export type Mark = "record" | "duplicate" | "late" | "poison" | "lost";

/** All edges together draw at most so many particles. */
const PARTICLES_MAX = 400;
const PER_EDGE_MAX = 24;

/** Nearer to each other than this, in screen pixels, particles would run together into a line. */
const SPACING_MIN = 12;

/** An edge as the plan sees it: what flows along it, and how long it is on the screen in pixels. */
export type EdgeLoad = { readonly ratePerSecond: number; readonly lengthOnScreen: number };

/** How many particles an edge has: their density is the throughput, their speed never changes. */
export function particleCount({ ratePerSecond, lengthOnScreen }: EdgeLoad): number {
  if (ratePerSecond <= 0) return 0;
  const room = Math.max(1, Math.floor(lengthOnScreen / SPACING_MIN));
  return Math.min(PER_EDGE_MAX, room, Math.max(1, Math.round(1.4 * Math.log2(1 + ratePerSecond))));
}

/** The particles of each edge, all scaled down alike when together they are too many. */
export function particleCounts(loads: readonly EdgeLoad[]): readonly number[] {
  const wanted = loads.map(particleCount);
  const total = wanted.reduce((sum, count) => sum + count, 0);
  if (total <= PARTICLES_MAX) return wanted;
  return wanted.map((count) => Math.floor((count * PARTICLES_MAX) / total));
}

/**
 * What particle `index` of `count` on an edge stands for: as many rings as the part of duplicates asks for and behind them as many
 * squares as the part of late records, one at least of each.
 */
export function markOf(live: EdgeLive, index: number, count: number): Mark {
  if (live.isRejects) return "poison";
  if (live.isLosing && index === 0) return "lost";
  const rings = marked(live.duplicatePart, count);
  if (index < rings) return "duplicate";
  return index < rings + marked(live.latePart, count) ? "late" : "record";
}

function marked(part: number, count: number): number {
  return part > 0 ? Math.max(1, Math.round(count * part)) : 0;
}
