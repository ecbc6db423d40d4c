import { describe, expect, it } from "vitest";
import { SampledStat } from "./sampled-stat.ts";

const SECOND_US = 1_000_000;

describe("SampledStat", () => {
  it("has no mean and no maximum before the first value, and a rate of zero", () => {
    const stat = new SampledStat();
    expect([stat.avg(0), stat.max(0), stat.perSecond(0), stat.total]).toEqual([undefined, undefined, 0, 0]);
  });

  it("takes mean and maximum over the values of the last two windows", () => {
    const stat = new SampledStat();
    stat.record(100, 0);
    stat.record(10, 31 * SECOND_US);
    stat.record(20, 32 * SECOND_US);
    expect(stat.max(33 * SECOND_US)).toBe(100);
    expect(stat.avg(33 * SECOND_US)).toBeCloseTo(130 / 3);
    expect(stat.max(60 * SECOND_US)).toBe(20);
    expect(stat.avg(60 * SECOND_US)).toBe(15);
    expect(stat.max(91 * SECOND_US)).toBeUndefined();
    expect(stat.total).toBe(130);
  });

  it("divides by at least a full window, so that the first seconds do not look like a storm", () => {
    const stat = new SampledStat();
    stat.record(60, 0);
    expect(stat.perSecond(SECOND_US)).toBeCloseTo(60 / 31);
    expect(stat.perSecond(40 * SECOND_US)).toBeCloseTo(60 / 40);
    stat.record(60, 40 * SECOND_US);
    expect(stat.occurrencesPerSecond(40 * SECOND_US)).toBeCloseTo(2 / 40);
  });
});
