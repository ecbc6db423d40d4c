import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Histogram } from "./histogram.ts";

const SEED = 20261122;
const values = fc.array(
  fc.oneof(fc.nat(300), fc.nat(100_000_000), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })),
  { minLength: 1, maxLength: 300 },
);

describe("Histogram", () => {
  it(`gives quantiles within 1 % of the exact ones (seed ${SEED})`, () => {
    fc.assert(
      fc.property(values, fc.constantFrom(0, 0.5, 0.95, 0.99, 1), (numbers, share) => {
        const histogram = new Histogram();
        for (const value of numbers) histogram.record(value);
        const sorted = numbers.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? 0;
        expect(Math.abs(histogram.quantile(share) - exact)).toBeLessThanOrEqual(exact * 0.01);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it(`merges to what one histogram of all values holds (seed ${SEED})`, () => {
    fc.assert(
      fc.property(values, values, (left, right) => {
        const merged = new Histogram();
        const other = new Histogram();
        const whole = new Histogram();
        for (const value of left) merged.record(value);
        for (const value of right) other.record(value, 2);
        for (const value of left) whole.record(value);
        for (const value of right) whole.record(value, 2);
        merged.merge(other);
        const read = (h: Histogram): number[] => [
          h.total,
          h.min,
          h.max,
          h.quantile(0.1),
          h.quantile(0.5),
          h.quantile(0.99),
        ];
        expect(read(merged)).toEqual(read(whole));
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it("is empty at first and refuses what is no count", () => {
    const histogram = new Histogram();
    expect([histogram.total, histogram.min, histogram.max, histogram.mean, histogram.quantile(0.5)]).toEqual([
      0, 0, 0, 0, 0,
    ]);
    expect(() => histogram.record(-1)).toThrow("whole numbers");
    expect(() => histogram.record(0.5)).toThrow("whole numbers");
  });
});
