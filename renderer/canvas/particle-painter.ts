import type { Box, Point } from "../pipeline/card-geometry.ts";
import type { HealthState } from "../pipeline/node-health.ts";
import type { EdgeCourse, EdgePaths } from "./edge-paths.ts";
import { type Mark, markOf, particleCounts } from "./particle-plan.ts";
import { type PathTable, pointAt, tableOfLine } from "./path-table.ts";

/** How fast particles go, in screen pixels in a second of wall time. */
const SPEED = 70;
const RADIUS = 2.6;
const CHEVRON = 5;
const CHEVRON_PARTS = [0.3, 0.5, 0.7];

/** The view of the canvas: its shift in screen pixels and its zoom. */
export type View = { readonly x: number; readonly y: number; readonly zoom: number };

/** What a frame is painted from. */
export type Scene = {
  readonly paths: EdgePaths;
  readonly view: View;
  /** Cards, in canvas pixels: nothing is painted over them. */
  readonly cards: readonly Box[];
  /** Still chevrons instead of particles. */
  readonly isStill: boolean;
};

type Colors = Readonly<Record<HealthState | "normal", string>>;

/** Paints what flows along the edges onto one canvas over the drawing. Dumb: where things are is decided elsewhere. */
export class ParticlePainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #tables = new WeakMap<readonly Point[], PathTable>();
  #colors: Colors;
  #travelled = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#colors = readColors(canvas);
  }

  /** The theme or the size of the window changed. */
  refresh(): void {
    this.#colors = readColors(this.#canvas);
    const { width, height } = this.#canvas.getBoundingClientRect();
    this.#canvas.width = Math.round(width * devicePixelRatio);
    this.#canvas.height = Math.round(height * devicePixelRatio);
  }

  /** Paints one frame, `elapsedMs` after the last one. */
  paint(scene: Scene, elapsedMs: number): void {
    const context = this.#canvas.getContext("2d");
    if (context === null) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    const { x, y, zoom } = scene.view;
    context.setTransform(
      devicePixelRatio * zoom,
      0,
      0,
      devicePixelRatio * zoom,
      devicePixelRatio * x,
      devicePixelRatio * y,
    );
    this.#travelled += (SPEED * elapsedMs) / 1_000;
    const courses = [...scene.paths.all.values()];
    const counts = particleCounts(
      courses.map(({ line, live: { ratePerSecond } }) => ({
        ratePerSecond,
        lengthOnScreen: ratePerSecond > 0 ? this.#tableOf(line).length * zoom : 0,
      })),
    );
    for (const [index, course] of courses.entries()) {
      const count = counts[index] ?? 0;
      if (count === 0) continue;
      if (scene.isStill) this.#paintChevrons(context, course, scene);
      else this.#paintParticles(context, course, count, scene);
    }
  }

  #paintParticles(context: CanvasRenderingContext2D, course: EdgeCourse, count: number, { view, cards }: Scene): void {
    const table = this.#tableOf(course.line);
    const shift = this.#travelled / view.zoom / Math.max(1, table.length);
    context.fillStyle = this.#colors[stateOf(course)];
    context.strokeStyle = context.fillStyle;
    context.lineWidth = 1.4 / view.zoom;
    for (let index = 0; index < count; index += 1) {
      const part = (shift + index / count) % 1;
      const { x, y } = pointAt(table, part);
      const mark = markOf(course.live, index, count);
      const fall = mark === "lost" && part > 0.5 ? (part - 0.5) * 80 : 0;
      if (isCovered(cards, x, y + fall)) continue;
      context.globalAlpha = fall > 0 ? Math.max(0, 1 - (part - 0.5) * 2) : 1;
      paintMark(context, mark, { x, y: y + fall }, RADIUS / view.zoom);
    }
    context.globalAlpha = 1;
  }

  #paintChevrons(context: CanvasRenderingContext2D, course: EdgeCourse, { view, cards }: Scene): void {
    const table = this.#tableOf(course.line);
    const size = CHEVRON / view.zoom;
    context.strokeStyle = this.#colors[stateOf(course)];
    context.lineWidth = 2 / view.zoom;
    for (const part of CHEVRON_PARTS) {
      const { x, y, angle } = pointAt(table, part);
      if (isCovered(cards, x, y)) continue;
      context.beginPath();
      context.moveTo(x + size * Math.cos(angle + 2.5), y + size * Math.sin(angle + 2.5));
      context.lineTo(x, y);
      context.lineTo(x + size * Math.cos(angle - 2.5), y + size * Math.sin(angle - 2.5));
      context.stroke();
    }
  }

  #tableOf(line: readonly Point[]): PathTable {
    const known = this.#tables.get(line);
    if (known !== undefined) return known;
    const table = tableOfLine(line);
    this.#tables.set(line, table);
    return table;
  }
}

function stateOf({ live: { state } }: EdgeCourse): HealthState | "normal" {
  return state === "warn" || state === "crit" || state === "recover" ? state : "normal";
}

function readColors(element: HTMLElement): Colors {
  const style = getComputedStyle(element);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  return {
    normal: color("--s1"),
    ok: color("--ok"),
    warn: color("--warn"),
    crit: color("--crit"),
    recover: color("--recover"),
    idle: color("--idle"),
  };
}

function isCovered(cards: readonly Box[], x: number, y: number): boolean {
  return cards.some((card) => x > card.x && x < card.x + card.width && y > card.y && y < card.y + card.height);
}

function paintMark(context: CanvasRenderingContext2D, mark: Mark, { x, y }: Point, radius: number): void {
  context.beginPath();
  switch (mark) {
    case "record":
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fill();
      return;
    case "duplicate":
      context.arc(x, y, radius * 1.3, 0, 2 * Math.PI);
      context.stroke();
      return;
    case "late":
      context.fillRect(x - radius, y - radius, radius * 2, radius * 2);
      return;
    case "poison":
      context.moveTo(x, y - radius * 1.6);
      context.lineTo(x + radius * 1.6, y);
      context.lineTo(x, y + radius * 1.6);
      context.lineTo(x - radius * 1.6, y);
      context.fill();
      return;
    case "lost":
      context.moveTo(x - radius, y - radius);
      context.lineTo(x + radius, y + radius);
      context.moveTo(x + radius, y - radius);
      context.lineTo(x - radius, y + radius);
      context.stroke();
      return;
  }
}
