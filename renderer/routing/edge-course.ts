import type { Box, Point } from "../pipeline/card-geometry.ts";
import { type EdgeEnd, OUTWARD } from "../pipeline/card-ports.ts";
import { doesCross, type Obstacle, routeAround } from "./edge-router.ts";

export type EdgeStyle = "smooth" | "orthogonal";

/** How an edge runs, in canvas pixels: as an SVG path, and where its label stands: above its line, or beside an upright one. */
export type Course = {
  readonly path: string;
  /** The same as straight pieces, nowhere more than a pixel or two beside the path: for what goes along it. */
  readonly line: readonly Point[];
  readonly label: Point & { readonly isUpright: boolean };
};

/** A course, and all lines that were tried for it: only a card on one of them can change it. The last one is its own, where a way was found. */
export type CourseSearch = {
  readonly course: Course;
  readonly trails: readonly (readonly Point[])[];
  /** The box around all trails. */
  readonly reach: Box;
};

/** An edge before it is drawn. Edges of different lanes pass a card at different distances, so that they do not lie on each other. */
export type EdgeToDraw = { readonly from: EdgeEnd; readonly to: EdgeEnd; readonly lane: number };

const LANES = 3;
const CLEARANCE = 14;
const LANE_WIDTH = 6;
/** Between cards that stand close. */
const CLEARANCE_MIN = 8;
const RADIUS: Readonly<Record<EdgeStyle, number>> = { smooth: 18, orthogonal: 10 };
const CURVE_POINTS = 24;
/** A rounded corner as so many straight pieces. */
const CORNER_PIECES = 4;
/** A level piece that is at least this long has room for a label. */
const LABEL_ROOM = 64;

/** The plain curve or step where it crosses no card; else a way around the cards. Where there is none, the plain one crosses them. */
export function findCourse(
  { from, to, lane }: EdgeToDraw,
  obstacles: readonly Obstacle[],
  style: EdgeStyle,
): CourseSearch {
  const plain = (style === "smooth" ? undefined : stepOf(from, to)) ?? curveOf(from, to);
  const trails = [plain.points];
  const found = (course: Course): CourseSearch => ({ course, trails, reach: boundsOfPoints(trails.flat()) });
  const reach = boundsOfPoints(plain.points);
  if (!obstacles.some((box) => areNear(reach, box) && doesCross(plain.points, box))) return found(plain.course);
  for (const clearance of [CLEARANCE + (lane % LANES) * LANE_WIDTH, CLEARANCE_MIN]) {
    const search = routeAround(from, to, obstacles, clearance);
    trails.push(...search.trails);
    const { corners } = search;
    if (corners !== undefined) return found({ ...roundedCourse(corners, RADIUS[style]), label: labelOn(corners) });
  }
  return found(plain.course);
}

/** A course with points on it that are near enough to each other to tell what it crosses. */
type PlainCourse = { readonly course: Course; readonly points: readonly Point[] };

/** A curve that leaves and enters straight; one that has to turn back swings wide. */
function curveOf(from: EdgeEnd, to: EdgeEnd): PlainCourse {
  const [first, second] = [controlOf(from, to), controlOf(to, from)];
  const at = (part: number): Point => {
    const rest = 1 - part;
    const [a, b, c, d] = [rest ** 3, 3 * rest * rest * part, 3 * rest * part * part, part ** 3];
    return {
      x: a * from.x + b * first.x + c * second.x + d * to.x,
      y: a * from.y + b * first.y + c * second.y + d * to.y,
    };
  };
  const isLevel = from.y === to.y && isSideways(from) && isSideways(to) && from.x <= to.x;
  const count = isLevel ? 1 : CURVE_POINTS;
  const points = Array.from({ length: count + 1 }, (_, index) => at(index / count));
  return {
    course: {
      path: `M${from.x},${from.y} C${first.x},${first.y} ${second.x},${second.y} ${to.x},${to.y}`,
      line: points,
      label: { ...at(0.5), isUpright: from.side === "bottom" },
    },
    points,
  };
}

function controlOf(end: EdgeEnd, other: Point): Point {
  const outward = OUTWARD[end.side];
  const ahead = (other.x - end.x) * outward.x + (other.y - end.y) * outward.y;
  const reach = ahead >= 0 ? ahead / 2 : 6.25 * Math.sqrt(-ahead);
  return { x: end.x + outward.x * reach, y: end.y + outward.y * reach };
}

const isSideways = ({ side }: EdgeEnd): boolean => side === "left" || side === "right";

/** Straight, across, straight; undefined where that would turn back. */
function stepOf(from: EdgeEnd, to: EdgeEnd): PlainCourse | undefined {
  const outward = OUTWARD[from.side];
  const inward = OUTWARD[to.side];
  const room = (to.x - from.x) * outward.x + (to.y - from.y) * outward.y;
  if (outward.x + inward.x !== 0 || outward.y + inward.y !== 0 || room < 2 * CLEARANCE_MIN) return undefined;
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const corners = isSideways(from)
    ? [from, { x: middle.x, y: from.y }, { x: middle.x, y: to.y }, to]
    : [from, { x: from.x, y: middle.y }, { x: to.x, y: middle.y }, to];
  return {
    course: {
      ...roundedCourse(corners, RADIUS.orthogonal),
      label: { ...middle, isUpright: from.side === "bottom" },
    },
    points: corners,
  };
}

/** A line through corners that are rounded as far as the pieces beside them are long. */
export function roundedCourse(corners: readonly Point[], radius: number): Pick<Course, "path" | "line"> {
  const line: Point[] = [];
  const pieces = corners.map((corner, index) => {
    const before = corners[index - 1];
    const after = corners[index + 1];
    if (before === undefined || after === undefined) {
      line.push(corner);
      return `${before === undefined ? "M" : "L"}${corner.x},${corner.y}`;
    }
    const room = Math.min(radius, distance(before, corner) / 2, distance(corner, after) / 2);
    const [begin, end] = [towards(corner, before, room), towards(corner, after, room)];
    for (let part = 0; part <= CORNER_PIECES; part += 1) line.push(onBend(begin, corner, end, part / CORNER_PIECES));
    return `L${begin.x},${begin.y} Q${corner.x},${corner.y} ${end.x},${end.y}`;
  });
  return { path: pieces.join(" "), line };
}

/** A point of a quadratic curve, as a path's Q draws it. */
function onBend(begin: Point, control: Point, end: Point, part: number): Point {
  const rest = 1 - part;
  const mix = (a: number, b: number, c: number): number => rest * rest * a + 2 * rest * part * b + part * part * c;
  return { x: mix(begin.x, control.x, end.x), y: mix(begin.y, control.y, end.y) };
}

function distance(left: Point, right: Point): number {
  return Math.hypot(left.x - right.x, left.y - right.y);
}

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to);
  if (whole === 0) return from;
  return { x: from.x + ((to.x - from.x) * length) / whole, y: from.y + ((to.y - from.y) * length) / whole };
}

/** The middle of the longest level piece, or of the longest of all where no level one has room. */
function labelOn(corners: readonly Point[]): Course["label"] {
  const pieces = corners.slice(1).map((end, index) => {
    const begin = corners[index] ?? end;
    return {
      x: (begin.x + end.x) / 2,
      y: (begin.y + end.y) / 2,
      isUpright: begin.y !== end.y,
      length: distance(begin, end),
    };
  });
  const longest = pieces.toSorted((left, right) => right.length - left.length);
  const best = longest.find(({ isUpright, length }) => !isUpright && length >= LABEL_ROOM) ?? longest[0];
  return { x: best?.x ?? 0, y: best?.y ?? 0, isUpright: best?.isUpright ?? false };
}

function boundsOfPoints(points: readonly Point[]): Box {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** Whether a line within one box may come too near to another. */
export function areNear(left: Box, right: Box): boolean {
  const near = CLEARANCE_MIN;
  return (
    left.x - near < right.x + right.width &&
    right.x - near < left.x + left.width &&
    left.y - near < right.y + right.height &&
    right.y - near < left.y + left.height
  );
}
