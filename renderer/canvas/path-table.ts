/** So many points stand for a path. */
export const TABLE_POINTS = 64;

/** A path as points at equal distances along it, in canvas pixels. */
export type PathTable = { readonly xs: Float32Array; readonly ys: Float32Array; readonly length: number };

/** Measures a path once; asking the path itself for every particle of every frame would cost the frame. */
export function tableOfPath(path: string): PathTable {
  const element = document.createElementNS("http://www.w3.org/2000/svg", "path");
  element.setAttribute("d", path);
  const length = element.getTotalLength();
  const xs = new Float32Array(TABLE_POINTS);
  const ys = new Float32Array(TABLE_POINTS);
  for (let index = 0; index < TABLE_POINTS; index += 1) {
    const { x, y } = element.getPointAtLength((length * index) / (TABLE_POINTS - 1));
    xs[index] = x;
    ys[index] = y;
  }
  return { xs, ys, length };
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
