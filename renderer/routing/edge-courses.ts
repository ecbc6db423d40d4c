import type { Box } from "../pipeline/card-geometry.ts";
import type { EdgeEnd } from "../pipeline/card-ports.ts";
import { areNear, type Course, type CourseSearch, type EdgeStyle, type EdgeToDraw, findCourse } from "./edge-course.ts";
import { doesCross, type Obstacle } from "./edge-router.ts";

type Kept = { readonly edge: EdgeToDraw; readonly style: EdgeStyle; readonly search: CourseSearch };

/** How the edges of a drawing run, kept from one look to the next: what a moved card does not touch is not sought again. */
export class EdgeCourses {
  #boxes: ReadonlyMap<string, Obstacle> = new Map();
  #kept: ReadonlyMap<string, Kept> = new Map();

  /** The course of every edge, by its id; the same object as before where nothing about it changed. */
  update(
    edges: ReadonlyMap<string, EdgeToDraw>,
    obstacles: readonly Obstacle[],
    style: EdgeStyle,
  ): ReadonlyMap<string, Course> {
    const boxes = new Map(obstacles.map((box) => [box.id, box]));
    const changed = changedBoxes(this.#boxes, boxes);
    const kept = new Map<string, Kept>();
    for (const [id, edge] of edges) {
      const before = this.#kept.get(id);
      const isSame =
        before !== undefined &&
        before.style === style &&
        areSameEnds(before.edge, edge) &&
        !changed.some((change) => doesConcern(change, before.search));
      kept.set(id, isSame ? before : { edge, style, search: findCourse(edge, obstacles, style) });
    }
    this.#boxes = boxes;
    this.#kept = kept;
    return new Map([...kept].map(([id, { search }]) => [id, search.course]));
  }
}

/** A card that is new, gone or elsewhere: where it was, and where it is. */
type Change = readonly Box[];

function changedBoxes(before: ReadonlyMap<string, Obstacle>, now: ReadonlyMap<string, Obstacle>): Change[] {
  const ids = new Set([...before.keys(), ...now.keys()]);
  return [...ids].flatMap((id) => {
    const [last, box] = [before.get(id), now.get(id)];
    const isSame = last !== undefined && box !== undefined && areSame(last, box);
    return isSame ? [] : [[last, box].filter((each) => each !== undefined)];
  });
}

function areSameEnds(left: EdgeToDraw, right: EdgeToDraw): boolean {
  return left.lane === right.lane && isSameEnd(left.from, right.from) && isSameEnd(left.to, right.to);
}

function isSameEnd(left: EdgeEnd, right: EdgeEnd): boolean {
  return left.x === right.x && left.y === right.y && left.side === right.side;
}

function areSame(left: Box, right: Box): boolean {
  return left.x === right.x && left.y === right.y && left.width === right.width && left.height === right.height;
}

function doesConcern(change: Change, { trails, reach }: CourseSearch): boolean {
  return change.some((box) => areNear(reach, box) && trails.some((trail) => doesCross(trail, box)));
}
