import type { Box, Point } from "../pipeline/card-geometry.ts";

/** A line that shows what a dragged card is level with: `at` across it, from one end to the other along it. */
export type Guide = { readonly axis: "x" | "y"; readonly at: number; readonly from: number; readonly to: number };

/** Where a dragged card goes, and the lines that say why. */
export type Alignment = { readonly place: Point; readonly guides: readonly Guide[] };

/** How near an edge or a middle must be to catch, in canvas pixels. */
const CATCH = 6;

/** Lets a dragged box catch on the edges and middles of others: the nearest in each direction. */
export function align(box: Box, others: readonly Box[]): Alignment {
  const x = nearest(box, others, "x");
  const y = nearest(box, others, "y");
  const place = { x: box.x + (x?.shift ?? 0), y: box.y + (y?.shift ?? 0) };
  const moved = { ...box, ...place };
  const guides = [
    ...(x === undefined ? [] : [guideThrough("x", x.at, moved, x.other)]),
    ...(y === undefined ? [] : [guideThrough("y", y.at, moved, y.other)]),
  ];
  return { place, guides };
}

type Catch = { readonly shift: number; readonly at: number; readonly other: Box };

function nearest(box: Box, others: readonly Box[], axis: "x" | "y"): Catch | undefined {
  let best: Catch | undefined;
  for (const other of others) {
    for (const [own, theirs] of pairsOf(box, other, axis)) {
      const shift = theirs - own;
      if (Math.abs(shift) <= CATCH && (best === undefined || Math.abs(shift) < Math.abs(best.shift)))
        best = { shift, at: theirs, other };
    }
  }
  return best;
}

/** Start with start, middle with middle, end with end. */
function pairsOf(box: Box, other: Box, axis: "x" | "y"): readonly (readonly [number, number])[] {
  const size = axis === "x" ? "width" : "height";
  return [
    [box[axis], other[axis]],
    [box[axis] + box[size] / 2, other[axis] + other[size] / 2],
    [box[axis] + box[size], other[axis] + other[size]],
  ];
}

function guideThrough(axis: "x" | "y", at: number, box: Box, other: Box): Guide {
  const along = axis === "x" ? "y" : "x";
  const size = axis === "x" ? "height" : "width";
  return {
    axis,
    at,
    from: Math.min(box[along], other[along]),
    to: Math.max(box[along] + box[size], other[along] + other[size]),
  };
}
