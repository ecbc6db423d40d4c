import type { Box, Point } from "../pipeline/card-geometry.ts";
import { LeastFirst } from "./least-first.ts";

/** A direction on the grid: right, down, left, up. One and the one two further are each other's reverse. */
export type Direction = 0 | 1 | 2 | 3;

/** Where a way begins and ends, the direction in which it leaves, and the one in which it has to arrive. */
export type WayEnds = {
  readonly start: Point;
  readonly end: Point;
  readonly out: Direction;
  readonly in: Direction;
};

/** Lines that a way may take, each list rising, and the boxes that it may not touch. Both ends lie on crossings. */
export type Grid = { readonly xs: readonly number[]; readonly ys: readonly number[]; readonly boxes: readonly Box[] };

/** A bend is worth this much of a detour, in canvas pixels. */
const BEND_COST = 48;
/** A search that looked at so many crossings is lost in a maze that no reader would follow either. */
const VISITS_MAX = 6_000;
/** Of two ways that promise the same, the one that is nearer to the end is followed first. */
const NEARER_FIRST = 1e-6;

const ALONG_X: readonly number[] = [1, 0, -1, 0];
const ALONG_Y: readonly number[] = [0, 1, 0, -1];
const DIRECTIONS: readonly Direction[] = [0, 1, 2, 3];

/** A* over the grid's crossings, each with the direction that led there; undefined when there is no way, or none that is found soon. */
export function shortestWay(ends: WayEnds, grid: Grid): readonly Point[] | undefined {
  return new Search(ends, grid).run();
}

/** A state is a crossing and the direction that led there. */
class Search {
  readonly #ends: WayEnds;
  readonly #grid: Grid;
  readonly #blocked: Uint8Array;
  readonly #costs: Float64Array;
  readonly #before: Int32Array;
  readonly #open = new LeastFirst();

  constructor(ends: WayEnds, grid: Grid) {
    const count = grid.xs.length * grid.ys.length * 4;
    this.#ends = ends;
    this.#grid = grid;
    this.#blocked = blockedPieces(grid);
    this.#costs = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
    this.#before = new Int32Array(count).fill(-1);
  }

  run(): readonly Point[] | undefined {
    const { start, end, out } = this.#ends;
    const last = this.#cellOf(end) * 4 + this.#ends.in;
    this.#reach(this.#cellOf(start) * 4 + out, 0, -1, 0);
    for (let visits = 0; visits < VISITS_MAX; visits += 1) {
      const state = this.#open.take();
      if (state === undefined) return undefined;
      if (state === last) return wayTo(state, this.#before, this.#grid);
      // At its end a way may turn without a step, into the direction of the port.
      if (state >> 2 === last >> 2) this.#turn(state, last);
      else this.#goOn(state);
    }
    return undefined;
  }

  #cellOf({ x, y }: Point): number {
    return this.#grid.ys.indexOf(y) * this.#grid.xs.length + this.#grid.xs.indexOf(x);
  }

  #turn(state: number, last: number): void {
    const isBack = (state & 3) === (this.#ends.in ^ 2);
    if (!isBack) this.#reach(last, (this.#costs[state] ?? 0) + BEND_COST, state, 0);
  }

  #goOn(state: number): void {
    const { xs, ys } = this.#grid;
    const { end } = this.#ends;
    const cell = state >> 2;
    const [column, row] = [cell % xs.length, Math.floor(cell / xs.length)];
    for (const direction of DIRECTIONS) {
      if (direction === ((state & 3) ^ 2) || this.#blocked[cell * 4 + direction] === 1) continue;
      const [nextColumn, nextRow] = [column + (ALONG_X[direction] ?? 0), row + (ALONG_Y[direction] ?? 0)];
      const [x, y] = [xs[nextColumn], ys[nextRow]];
      if (x === undefined || y === undefined) continue;
      const length = Math.abs(x - (xs[column] ?? 0)) + Math.abs(y - (ys[row] ?? 0));
      const bend = direction === (state & 3) ? 0 : BEND_COST;
      const next = (nextRow * xs.length + nextColumn) * 4 + direction;
      const left = leastLeft(end.x - x, end.y - y, direction, this.#ends.in);
      this.#reach(next, (this.#costs[state] ?? 0) + length + bend, state, left);
    }
  }

  #reach(state: number, cost: number, from: number, left: number): void {
    if (cost >= (this.#costs[state] ?? 0)) return;
    this.#costs[state] = cost;
    this.#before[state] = from;
    this.#open.push(state, cost + left * (1 + NEARER_FIRST));
  }
}

/** What the rest of a way costs at least: its length, and the bends that it cannot do without. */
function leastLeft(x: number, y: number, direction: Direction, last: Direction): number {
  const ahead = x * (ALONG_X[direction] ?? 0) + y * (ALONG_Y[direction] ?? 0);
  const beyond = x * (ALONG_X[last] ?? 0) + y * (ALONG_Y[last] ?? 0);
  const length = Math.abs(x) + Math.abs(y);
  if (direction === last) return length + BEND_COST * (ahead < 0 ? 4 : length === ahead ? 0 : 2);
  if (direction === (last ^ 2)) return length + BEND_COST * 2;
  return length + BEND_COST * (ahead >= 0 && beyond >= 0 ? 1 : 3);
}

/** By crossing and direction: 1 where the piece to the next crossing touches a box. */
function blockedPieces({ xs, ys, boxes }: Grid): Uint8Array {
  const blocked = new Uint8Array(xs.length * ys.length * 4);
  const at = (column: number, row: number, direction: Direction): number => (row * xs.length + column) * 4 + direction;
  for (const { x, y, width, height } of boxes) {
    const level = { lines: between(ys, y, y + height), pieces: touching(xs, x, x + width) };
    for (let row = level.lines.from; row < level.lines.to; row += 1)
      for (let column = level.pieces.from; column < level.pieces.to; column += 1) {
        blocked[at(column, row, 0)] = 1;
        blocked[at(column + 1, row, 2)] = 1;
      }
    const upright = { lines: between(xs, x, x + width), pieces: touching(ys, y, y + height) };
    for (let column = upright.lines.from; column < upright.lines.to; column += 1)
      for (let row = upright.pieces.from; row < upright.pieces.to; row += 1) {
        blocked[at(column, row, 1)] = 1;
        blocked[at(column, row + 1, 3)] = 1;
      }
  }
  return blocked;
}

type Span = { readonly from: number; readonly to: number };

/** The positions of the lines that lie inside two borders. */
function between(lines: readonly number[], low: number, high: number): Span {
  const from = firstAbove(lines, low);
  let to = from;
  while ((lines[to] ?? high) < high) to += 1;
  return { from, to };
}

/** The positions of the lines from which the piece to the next one reaches inside two borders. */
function touching(lines: readonly number[], low: number, high: number): Span {
  const { from, to } = between(lines, low, high);
  return { from: Math.max(0, from - 1), to: Math.min(lines.length - 1, to) };
}

/** The position of the first number above a limit in a rising list; the list's length when there is none. */
function firstAbove(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

function wayTo(last: number, before: Int32Array, { xs, ys }: Grid): readonly Point[] {
  const way: Point[] = [];
  for (let state = last; state >= 0; state = before[state] ?? -1) {
    const cell = state >> 2;
    way.push({ x: xs[cell % xs.length] ?? 0, y: ys[Math.floor(cell / xs.length)] ?? 0 });
  }
  return way.reverse();
}
