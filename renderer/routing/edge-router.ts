import type { Box, Point } from "../pipeline/card-geometry.ts";
import { type EdgeEnd, OUTWARD, type Side } from "../pipeline/card-ports.ts";
import { type Direction, type Grid, shortestWay } from "./grid-search.ts";

/** A card that edges go around. */
export type Obstacle = Box & { readonly id: string };

/**
 * A search for a way: its corners, undefined when there is none, and all lines that it tried. Only a card that comes onto one of
 * these, or goes from there, can change what is found.
 */
export type RouteSearch = {
  readonly corners: readonly Point[] | undefined;
  readonly trails: readonly (readonly Point[])[];
};

/** A line is not nearer to a card than this, in canvas pixels; less than half a port's dot, where edges end. */
const MARGIN = 4;
/** So many times a way is sought anew because it hit cards. */
const ROUNDS_MAX = 16;
/** A way past more cards than these is no way that anybody could follow. */
const AROUND_MAX = 48;
const OUT: Readonly<Record<Side, Direction>> = { right: 0, bottom: 1, left: 2, top: 3 };
const IN: Readonly<Record<Side, Direction>> = { left: 0, top: 1, right: 2, bottom: 3 };

/**
 * The shortest way with few bends from one end to the other that crosses no card, `clearance` pixels off those that it passes.
 * Only the cards that a way would cross are looked at: it is sought among none first, then among those that it hit, until it
 * hits no more, so that its cost does not grow with the drawing.
 */
export function routeAround(
  from: EdgeEnd,
  to: EdgeEnd,
  obstacles: readonly Obstacle[],
  clearance: number,
): RouteSearch {
  const start = stubOf(from, obstacles, clearance);
  const end = stubOf(to, obstacles, clearance);
  const avoidable = obstacles.filter((box) => !isIn(box, start) && !isIn(box, end));
  const ends = { start, end, out: OUT[from.side], in: IN[to.side] };
  const around = new Set<Obstacle>();
  const trails = [
    [from, straightOut(from, clearance)],
    [to, straightOut(to, clearance)],
  ];
  for (let round = 0; round < ROUNDS_MAX && around.size <= AROUND_MAX; round += 1) {
    const way = shortestWay(ends, gridOf(start, end, around, clearance));
    if (way === undefined) break;
    const corners = cornersOf([from, ...way, to]);
    trails.push(corners);
    const hit = avoidable.filter((box) => !around.has(box) && doesCross(corners, box));
    if (hit.length === 0) return { corners, trails };
    for (const box of hit) around.add(box);
  }
  return { corners: undefined, trails };
}

/** Whether a line through some points comes too near to a card. Slanting pieces count as the boxes around them: they must be short. */
export function doesCross(points: readonly Point[], box: Box): boolean {
  for (let index = 1; index < points.length; index += 1) {
    const [before, after] = [points[index - 1], points[index]];
    if (before !== undefined && after !== undefined && isPieceNear(before, after, box)) return true;
  }
  return false;
}

function isPieceNear(before: Point, after: Point, { x, y, width, height }: Box): boolean {
  return (
    Math.max(before.x, after.x) > x - MARGIN &&
    Math.min(before.x, after.x) < x + width + MARGIN &&
    Math.max(before.y, after.y) > y - MARGIN &&
    Math.min(before.y, after.y) < y + height + MARGIN
  );
}

function isIn(box: Box, point: Point): boolean {
  return isPieceNear(point, point, box);
}

/** Straight out of a card before the first bend: as far as there is room. */
function stubOf(end: EdgeEnd, obstacles: readonly Obstacle[], clearance: number): Point {
  const lengths = [clearance, clearance / 2, MARGIN];
  const free = lengths.find((length) => {
    const out = straightOut(end, length);
    return !obstacles.some((box) => isPieceNear(end, out, box));
  });
  return straightOut(end, free ?? clearance);
}

function straightOut({ x, y, side }: EdgeEnd, length: number): Point {
  const outward = OUTWARD[side];
  return { x: x + outward.x * length, y: y + outward.y * length };
}

/** The lines that a way may take: through both ends, halfway between them, and along each card. */
function gridOf(start: Point, end: Point, around: ReadonlySet<Obstacle>, clearance: number): Grid {
  const xs = new Set([start.x, end.x, Math.round((start.x + end.x) / 2)]);
  const ys = new Set([start.y, end.y, Math.round((start.y + end.y) / 2)]);
  const boxes: Box[] = [];
  for (const { x, y, width, height } of around) {
    xs.add(x - clearance).add(x + width + clearance);
    ys.add(y - clearance).add(y + height + clearance);
    boxes.push({ x: x - MARGIN, y: y - MARGIN, width: width + 2 * MARGIN, height: height + 2 * MARGIN });
  }
  return { xs: rising(xs), ys: rising(ys), boxes };
}

const rising = (numbers: ReadonlySet<number>): number[] => [...numbers].sort((left, right) => left - right);

/** A way without the points on which it goes straight on. */
function cornersOf(points: readonly Point[]): Point[] {
  const corners: Point[] = [];
  for (const { x, y } of points) {
    const last = corners.at(-1);
    const beforeLast = corners.at(-2);
    if (last !== undefined && last.x === x && last.y === y) continue;
    const isStraight =
      last !== undefined &&
      beforeLast !== undefined &&
      ((beforeLast.x === last.x && last.x === x) || (beforeLast.y === last.y && last.y === y));
    if (isStraight) corners.pop();
    corners.push({ x, y });
  }
  return corners;
}
