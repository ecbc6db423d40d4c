import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DurationUs, MINUTE, SECOND } from "../base/time.ts";
import type { RateCurve } from "../scenario/scenario.ts";
import { arrivalClock } from "./rate-curve.ts";

const span = fc.integer({ min: 1, max: 3_600 }).map((seconds) => (seconds * SECOND) as DurationUs);
const rate = fc.double({ min: 0.01, max: 100_000, noNaN: true });
const curves: fc.Arbitrary<RateCurve> = fc.oneof(
  fc.record({ kind: fc.constant("constant" as const), perSecond: rate }),
  fc.record({ kind: fc.constant("ramp" as const), from: rate, to: rate, over: span }),
  fc.record({
    kind: fc.constant("diurnal" as const),
    mean: rate,
    amplitude: fc.double({ min: 0, max: 1, noNaN: true }),
    period: span,
  }),
  fc.record({ kind: fc.constant("spike" as const), base: rate, peak: rate, at: span, for: span }),
);

/** The oracle: how many records a curve brings until a time, by the textbook integral of each. */
function recordsUntil(curve: RateCurve, timeUs: number): number {
  const seconds = timeUs / SECOND;
  switch (curve.kind) {
    case "constant":
      return curve.perSecond * seconds;
    case "ramp": {
      const over = curve.over / SECOND;
      const inside = Math.min(seconds, over);
      const rampCount = curve.from * inside + ((curve.to - curve.from) * inside ** 2) / (2 * over);
      return rampCount + curve.to * Math.max(0, seconds - over);
    }
    case "diurnal": {
      const turns = timeUs / curve.period;
      const wave = (curve.amplitude * (1 - Math.cos(2 * Math.PI * turns))) / (2 * Math.PI);
      return curve.mean * (curve.period / SECOND) * (turns + wave);
    }
    case "spike": {
      const inPeak = Math.min(Math.max(0, timeUs - curve.at), curve.for) / SECOND;
      return curve.base * (seconds - inPeak) + curve.peak * inPeak;
    }
  }
}

describe("arrivalClock", () => {
  test("inverts the integral of every curve (seed 3001)", () => {
    fc.assert(
      fc.property(curves, fc.double({ min: 0, max: 2, noNaN: true }), (curve, part) => {
        const count = 1 + part * recordsUntil(curve, 3_600 * SECOND);
        const back = recordsUntil(curve, arrivalClock(curve)(count));
        // A staircase of 1,440 steps is off by less than the curvature within a step.
        const allowed = curve.kind === "diurnal" ? (curve.mean * curve.period) / SECOND / 1_440 / 100 : 0;
        expect(Math.abs(back - count)).toBeLessThanOrEqual(allowed + count * 1e-9);
      }),
      { seed: 3001, numRuns: 500 },
    );
  });

  test("never goes back, whatever the gaps (seed 3002)", () => {
    fc.assert(
      fc.property(curves, fc.array(fc.double({ min: 0, max: 1e6, noNaN: true })), (curve, gaps) => {
        const clock = arrivalClock(curve);
        let count = 0;
        let last = 0;
        for (const gap of gaps) {
          count += gap;
          const time = clock(count);
          expect(time).toBeGreaterThanOrEqual(last * (1 - 1e-12));
          last = time;
        }
      }),
      { seed: 3002, numRuns: 500 },
    );
  });

  test("is infinite where the rate ends at zero, and quick where it is all but zero", () => {
    expect(arrivalClock({ kind: "constant", perSecond: 0 })(1)).toBe(Number.POSITIVE_INFINITY);
    const ramp = arrivalClock({ kind: "ramp", from: 10, to: 0, over: MINUTE });
    expect([ramp(300), ramp(301)]).toEqual([MINUTE, Number.POSITIVE_INFINITY]);
    const spike = arrivalClock({ kind: "spike", base: 0, peak: 5, at: MINUTE, for: MINUTE });
    expect([spike(5), spike(300), spike(301)]).toEqual([MINUTE + SECOND, 2 * MINUTE, Number.POSITIVE_INFINITY]);
    expect(arrivalClock({ kind: "diurnal", mean: 0, amplitude: 1, period: MINUTE })(1)).toBe(Number.POSITIVE_INFINITY);
    expect(arrivalClock({ kind: "diurnal", mean: 1e-300, amplitude: 1, period: MINUTE })(1)).toBeGreaterThan(1e300);
  });

  test("a diurnal wave peaks after a quarter of its period", () => {
    const clock = arrivalClock({ kind: "diurnal", mean: 100, amplitude: 1, period: MINUTE });
    const times = Array.from({ length: 6_000 }, (_, index) => clock(index + 1));
    const perQuarter = [0, 1, 2, 3].map(
      (quarter) => times.filter((time) => Math.ceil((time / MINUTE) * 4) - 1 === quarter).length,
    );
    expect(perQuarter[0]).toBeGreaterThan(2_400);
    expect(perQuarter[1]).toBeGreaterThan(2_400);
    expect(perQuarter[2]).toBeLessThan(600);
    expect(perQuarter.reduce((total, count) => total + count, 0)).toBe(6_000);
  });
});
