import type { Point } from "../pipeline/card-geometry.ts";

/** So many points stand for a path. */
export const TABLE_POINTS = 64;

/** A path as points at equal distances along it, in canvas pixels. */
export type PathTable = { readonly xs: Float32Array; readonly ys: Float32Array; readonly length: number };

/** Measures a line once; walking along it for every particle of every frame would cost the frame. */
export function tableOfLine(line: readonly Point[]): PathTable {
  const lengths = line.slice(1).map((end, index) => distance(line[index] ?? end, end));
  const length = lengths.reduce((sum, each) => sum + each, 0);
  const xs = new Float32Array(TABLE_POINTS);
  const ys = new Float32Array(TABLE_POINTS);
  let piece = 0;
  let before = 0;
  for (let index = 0; index < TABLE_POINTS; index += 1) {
    const at = (length * index) / (TABLE_POINTS - 1);
    while (piece < lengths.length - 1 && before + (lengths[piece] ?? 0) < at) {
      before += lengths[piece] ?? 0;
      piece += 1;
    }
    const from = line[piece] ?? { x: 0, y: 0 };
    const to = line[piece + 1] ?? from;
    const part = Math.min(1, (at - before) / (lengths[piece] || 1));
    xs[index] = from.x + (to.x - from.x) * part;
    ys[index] = from.y + (to.y - from.y) * part;
  }
  return { xs, ys, length };
}

function distance(from: Point, to: Point): number {
  return Math.hypot(to.x - from.x, to.y - from.y);
}

/** Where a part of the way lies, 0 to 1, and in which direction the path runs there, in radians. */
export function pointAt(
  { xs, ys }: PathTable,
  part: number,
): { readonly x: number; readonly y: number; readonly angle: number } {
  const at = Math.min(1, Math.max(0, part)) * (TABLE_POINTS - 1);
  const index = Math.min(TABLE_POINTS - 2, Math.floor(at));
  const rest = at - index;
  const [fromX = 0, toX = 0] = [xs[index], xs[index + 1]];
  const [fromY = 0, toY = 0] = [ys[index], ys[index + 1]];
  return {
    x: fromX + (toX - fromX) * rest,
    y: fromY + (toY - fromY) * rest,
    angle: Math.atan2(toY - fromY, toX - fromX),
  };
}
