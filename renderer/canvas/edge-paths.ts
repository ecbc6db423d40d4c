import type { Point } from "../pipeline/card-geometry.ts";
import type { EdgeLive } from "../pipeline/edge-live.ts";

/** How an edge runs, as straight pieces in canvas pixels, and what flows along it. */
export type EdgeCourse = { readonly line: readonly Point[]; readonly live: EdgeLive };

/** The courses of the edges that are drawn: edges write theirs, the particle layer reads them. */
export class EdgePaths {
  readonly #courses = new Map<string, EdgeCourse>();

  set(id: string, course: EdgeCourse): void {
    this.#courses.set(id, course);
  }

  delete(id: string): void {
    this.#courses.delete(id);
  }

  get all(): ReadonlyMap<string, EdgeCourse> {
    return this.#courses;
  }
}
