import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CARD_WIDTH, GRID, PORT_Y, type Point } from "../pipeline/card-geometry.ts";
import { edgeEndAt, sidePorts } from "../pipeline/card-ports.ts";
import { type EdgeStyle, type EdgeToDraw, findCourse } from "./edge-course.ts";
import { EdgeCourses } from "./edge-courses.ts";
import { doesCross, type Obstacle } from "./edge-router.ts";

const card = (id: string, x: number, y: number): Obstacle => ({ id, x, y, width: CARD_WIDTH, height: 160 });

function edgeBetween(from: Obstacle, to: Obstacle, lane = 0): EdgeToDraw {
  const [input, output] = sidePorts(from);
  if (input === undefined || output === undefined) throw new Error("a card has two side ports");
  return { from: edgeEndAt(from, output), to: edgeEndAt(to, input), lane };
}

const lastTrail = (edge: EdgeToDraw, cards: readonly Obstacle[], style: EdgeStyle) =>
  findCourse(edge, cards, style).trails.at(-1) ?? [];

/** Points of a path of M, L, Q and C with absolute places, as the browser would draw it. */
function pointsOfPath(path: string): Point[] {
  const points: Point[] = [];
  let last: Point = { x: 0, y: 0 };
  for (const [, , places = ""] of path.matchAll(/([MLQC])([^MLQC]*)/gu)) {
    const numbers = places.split(/[ ,]+/u).filter(Boolean).map(Number);
    const controls = [last];
    for (let at = 0; at < numbers.length; at += 2) controls.push({ x: numbers[at] ?? 0, y: numbers[at + 1] ?? 0 });
    last = controls.at(-1) ?? last;
    for (let part = 0; part <= 1; part += 0.02) points.push(onCurve(controls, part));
  }
  return points.slice(51);
}

/** De Casteljau: a point of a curve with any number of controls. */
function onCurve(controls: readonly Point[], part: number): Point {
  const [first = { x: 0, y: 0 }, ...rest] = controls;
  if (rest.length === 0) return first;
  return onCurve(
    rest.map((next, index) => {
      const from = controls[index] ?? next;
      return { x: from.x + (next.x - from.x) * part, y: from.y + (next.y - from.y) * part };
    }),
    part,
  );
}

function distanceToLine({ x, y }: Point, line: readonly Point[]): number {
  const distances = line.slice(1).map((to, index) => {
    const from = line[index] ?? to;
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const part = Math.min(1, Math.max(0, ((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy || 1)));
    return Math.hypot(x - from.x - dx * part, y - from.y - dy * part);
  });
  return Math.min(...distances);
}

describe.each(["smooth", "orthogonal"] as const)("an edge drawn %s", (style) => {
  const left = card("left", 0, 0);
  const right = card("right", 960, 0);

  it("runs plainly where nothing is in the way", () => {
    const { course, trails } = findCourse(edgeBetween(left, right), [left, right], style);
    expect(trails).toHaveLength(1);
    expect(course.label).toMatchObject({ y: PORT_Y, isUpright: false });
  });

  it("goes around a card that lies between its ends, and its label stands on the way", () => {
    const between = card("between", 480, -40);
    const cards = [left, between, right];
    const edge = edgeBetween(left, right);
    const { course } = findCourse(edge, cards, style);
    const way = lastTrail(edge, cards, style);
    expect(cards.filter((box) => doesCross(way, box))).toEqual([]);
    expect(course.path).toContain("Q");
    expect(course.label.x).toBeGreaterThan(between.x - 40);
    expect(course.label.y < between.y || course.label.y > between.y + between.height).toBe(true);
  });

  it("has a line of straight pieces that lies on its path", () => {
    const edge = { ...edgeBetween(left, card("low", 700, 420)), lane: 0 };
    for (const cards of [[left], [left, card("between", 300, 100)]]) {
      const { path, line } = findCourse(edge, cards, style).course;
      expect(line[0]).toMatchObject({ x: edge.from.x, y: edge.from.y });
      expect(line.at(-1)).toMatchObject({ x: edge.to.x, y: edge.to.y });
      for (const point of pointsOfPath(path)) expect(distanceToLine(point, line)).toBeLessThan(2);
    }
  });

  it("goes back around both of its own cards", () => {
    const cards = [left, right];
    const way = lastTrail(edgeBetween(right, left), cards, style);
    expect(cards.filter((box) => doesCross(way, box))).toEqual([]);
  });

  it("runs plainly again once the card has gone", () => {
    const between = card("between", 480, -40);
    const edges = new Map([["edge 0", edgeBetween(left, right)]]);
    const courses = new EdgeCourses();
    const plain = courses.update(edges, [left, right], style).get("edge 0");
    expect(courses.update(edges, [left, between, right], style).get("edge 0")).not.toEqual(plain);
    const away = { ...between, y: 4_000 };
    expect(courses.update(edges, [left, away, right], style).get("edge 0")).toEqual(plain);
  });

  it("passes a card in a lane of its own source", () => {
    const cards = [left, card("between", 480, -40), right];
    const paths = [0, 1, 2].map((lane) => findCourse(edgeBetween(left, right, lane), cards, style).course.path);
    expect(new Set(paths).size).toBe(3);
  });
});

it("runs between the ends where cards lie on them, since there is no way", () => {
  const from = card("from", 0, 0);
  const over = card("over", 40, 8);
  const to = card("to", 600, 0);
  const { course } = findCourse(edgeBetween(from, to), [from, over, to], "smooth");
  expect(course.path).toMatch(/^M/u);
});

/** Cards on a loose grid with some holes, each pushed a little, none on another. */
const drawings = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 8 })), { minLength: 4, maxLength: 12 })
  .map((cards) =>
    cards.map(([across, down], index) =>
      card(`card-${index}`, (index % 4) * 320 + across * GRID, Math.floor(index / 4) * 240 + down * GRID),
    ),
  );

describe("seed 20261 of placements", () => {
  it("has a way between any two cards that crosses none", () => {
    fc.assert(
      fc.property(drawings, fc.nat(), fc.nat(), fc.constantFrom("smooth", "orthogonal"), (cards, one, other, style) => {
        const [from, to] = [cards[one % cards.length], cards[other % cards.length]];
        if (from === undefined || to === undefined || from === to) return;
        const way = lastTrail(edgeBetween(from, to), cards, style as EdgeStyle);
        expect(cards.filter((box) => doesCross(way, box)).map(({ id }) => id)).toEqual([]);
      }),
      { seed: 20_261, numRuns: 300 },
    );
  });

  it("has the same courses whether they are kept from before a move or sought anew", () => {
    const moves = fc.array(fc.tuple(fc.nat(), fc.integer({ min: -40, max: 160 }), fc.integer({ min: -40, max: 100 })), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(drawings, moves, (cards, shifts) => {
        const kept = new EdgeCourses();
        let now = cards;
        const look = (courses: EdgeCourses) => courses.update(allEdges(now), now, "smooth");
        look(kept);
        for (const [which, x, y] of shifts) {
          now = now.map((box, index) => (index === which % now.length ? card(box.id, x * GRID, y * GRID) : box));
          expect(look(kept)).toEqual(look(new EdgeCourses()));
        }
      }),
      { seed: 20_261, numRuns: 150 },
    );
  });
});

/** Each card feeds the next one and the third after it. */
function allEdges(cards: readonly Obstacle[]): ReadonlyMap<string, EdgeToDraw> {
  return new Map(
    cards.flatMap((from, index) =>
      [1, 3].flatMap((ahead) => {
        const to = cards[index + ahead];
        return to === undefined ? [] : [[`${from.id} ${to.id}`, edgeBetween(from, to, index)] as const];
      }),
    ),
  );
}
