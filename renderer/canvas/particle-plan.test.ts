import { describe, expect, it } from "vitest";
import { parseEdgeLive } from "../pipeline/edge-live.ts";
import { markOf, particleCount, particleCounts } from "./particle-plan.ts";

const LONG = 10_000;
const quiet = parseEdgeLive("");

describe("particles", () => {
  it("are more on a busier edge, none on an idle one, and never a solid line", () => {
    expect(particleCount({ ratePerSecond: 0, lengthOnScreen: LONG })).toBe(0);
    expect(particleCount({ ratePerSecond: 0.1, lengthOnScreen: LONG })).toBe(1);
    expect(particleCount({ ratePerSecond: 1_000, lengthOnScreen: LONG })).toBe(14);
    expect(particleCount({ ratePerSecond: 1e9, lengthOnScreen: LONG })).toBe(24);
    expect(particleCount({ ratePerSecond: 1e9, lengthOnScreen: 40 })).toBe(3);
  });

  it("are 400 at most on all edges together", () => {
    const loads = Array.from({ length: 200 }, () => ({ ratePerSecond: 1e6, lengthOnScreen: LONG }));
    expect(particleCounts(loads).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(400);
  });

  it("tell duplicates, late records, losses and rejects by their shape", () => {
    const marks = (live: typeof quiet): readonly string[] => [0, 1, 2, 3].map((index) => markOf(live, index, 4));
    expect(marks(quiet)).toEqual(["record", "record", "record", "record"]);
    expect(marks({ ...quiet, duplicatePart: 0.5 })).toEqual(["duplicate", "duplicate", "record", "record"]);
    expect(marks({ ...quiet, duplicatePart: 0.01 })[0]).toBe("duplicate");
    expect(marks({ ...quiet, latePart: 0.01 })).toEqual(["late", "record", "record", "record"]);
    expect(marks({ ...quiet, duplicatePart: 0.25, latePart: 0.5 })).toEqual(["duplicate", "late", "late", "record"]);
    expect(marks({ ...quiet, isLosing: true })[0]).toBe("lost");
    expect(marks({ ...quiet, isRejects: true })).toEqual(["poison", "poison", "poison", "poison"]);
  });
});
