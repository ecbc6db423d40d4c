import type { ScenarioPath } from "../../engine/scenario/problem.ts";

const STEP = /\.?([A-Za-z_][A-Za-z0-9_-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;

/** Reads a path as `formatPath` writes it; undefined when it is none. A key that was shortened there leads nowhere. */
export function parsePath(written: string): ScenarioPath | undefined {
  const path: (string | number)[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < written.length) {
    const found = STEP.exec(written);
    if (found === null) return undefined;
    const [, key, index, quoted] = found;
    path.push(key ?? (index === undefined ? (JSON.parse(quoted ?? '""') as string) : Number(index)));
  }
  return path;
}
