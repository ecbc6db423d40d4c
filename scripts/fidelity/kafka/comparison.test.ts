import { describe, expect, it } from "vitest";
import { compareRuns, holds, spreadOf } from "./comparison.ts";
import type { Fact, Run } from "./experiment.ts";

const timed = (...times: number[]): Run[] => times.map((wait) => ({ facts: {}, timingsMs: { wait } }));
const found = (...facts: Fact[]): Run[] => facts.map((leader) => ({ facts: { leader }, timingsMs: {} }));

describe("times", () => {
  it.each([
    { real: [100, 110, 300], simulated: [290], isNear: true, because: "it lies within the real spread" },
    { real: [100, 100, 100], simulated: [120], isNear: true, because: "it is 20 % off" },
    { real: [100, 100, 100], simulated: [121], isNear: false, because: "it is more than 20 % off and outside" },
    { real: [100, 100, 100], simulated: [79], isNear: false, because: "it is too short" },
    { real: [100, 100, 100], simulated: [1, 100, 999], isNear: true, because: "the median counts" },
  ])("simulated $simulated against real $real: near is $isNear, $because", ({ real, simulated, isNear }) => {
    const comparison = compareRuns(timed(...real), timed(...simulated));
    expect(comparison.timings[0]?.isNear).toBe(isNear);
    expect(holds(comparison)).toBe(isNear);
  });

  it("the error is a share of the real median", () => {
    expect(compareRuns(timed(100, 200, 300), timed(150)).timings[0]?.error).toBeCloseTo(-0.25);
  });

  it("one that a side does not measure is not near", () => {
    expect(holds(compareRuns(timed(100), found(1)))).toBe(false);
  });

  it("the median of an even number of values is between the middle ones", () => {
    expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4, count: 4 });
  });
});

describe("outcomes", () => {
  it.each([
    { real: found(2, 2), simulated: found(2), isEqual: true },
    { real: found(2, 3), simulated: found(2), isEqual: false },
    { real: found(2), simulated: found(2, 3), isEqual: false },
    { real: found([1, 2]), simulated: found([1, 2]), isEqual: true },
    { real: found([1, [2]]), simulated: found([1, 2]), isEqual: false },
    { real: found([]), simulated: found(""), isEqual: false },
    { real: found(true), simulated: found(false), isEqual: false },
    { real: found(0), simulated: timed(1), isEqual: false },
  ])("$real.0.facts.leader against $simulated.0.facts.leader: equal is $isEqual", ({ real, simulated, isEqual }) => {
    const comparison = compareRuns(real, simulated);
    expect(comparison.facts[0]?.isEqual).toBe(isEqual);
    expect(holds(comparison)).toBe(isEqual);
  });

  it("that differ between real runs are all shown", () => {
    expect(compareRuns(found(2, 3, 2), found(2)).facts[0]).toMatchObject({ real: "2 or 3", simulated: "2" });
  });

  it("nothing holds that was not simulated", () => {
    expect(holds(compareRuns(found(2), []))).toBe(false);
  });
});
