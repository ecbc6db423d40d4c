import { describe, expect, it } from "vitest";
import { compactSizes, type LevelOfDetail, levelAt } from "./level-of-detail.ts";

describe("the level of detail", () => {
  it.each([
    [1, "compact", "full"],
    [0.62, "full", "full"],
    [0.59, "full", "full"],
    [0.57, "full", "compact"],
    [0.64, "compact", "compact"],
    [0.67, "compact", "full"],
    [0.25, "compact", "compact"],
    [0.23, "compact", "dot"],
    [0.3, "dot", "dot"],
    [0.33, "dot", "compact"],
    [0.05, "full", "dot"],
  ] as const)("at zoom %d after %s is %s", (zoom, before, level) => {
    expect(levelAt(zoom, before)).toBe(level);
  });

  it("never flickers: at one zoom it answers the same again and again", () => {
    for (let zoom = 0.05; zoom < 1; zoom += 0.01) {
      for (const before of ["full", "compact", "dot"] satisfies LevelOfDetail[]) {
        const first = levelAt(zoom, before);
        expect(levelAt(zoom, first)).toBe(first);
      }
    }
  });

  it("writes larger on the canvas what would be too small on the screen", () => {
    expect(compactSizes(0.36).name * 0.36).toBeGreaterThan(10);
    expect(compactSizes(0.6)).toEqual({ name: 20, figure: 26, reason: 17 });
  });
});
