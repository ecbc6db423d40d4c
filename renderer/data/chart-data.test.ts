import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { textBatch, textColumn } from "../../engine/testing/text-columns.ts";
import { BARS_MAX, barsOf, pointsOf, thin, ticks } from "./chart-data.ts";

describe("points", () => {
  test("are in the order of x, without those that lack a value", () => {
    const batch = {
      rowCount: 4,
      columns: [
        { name: "day", column: textColumn(["2001-04-03", "2001-04-02", undefined, "2001-04-04"]) },
        { name: "n", column: { kind: "int64", values: Float64Array.of(3, 2, 9, 0), valid: Uint8Array.of(1, 1, 1, 0) } },
      ],
    } as const;
    const { xs, ys } = pointsOf({ batch, types: ["DATE", "BIGINT"] }, 0, 1);
    expect(ys).toEqual([2, 3]);
    expect(xs.map((us) => us / 1_000)).toEqual([Date.UTC(2001, 3, 2), Date.UTC(2001, 3, 3)]);
  });

  test("thinned keep every extreme and their order (seed 6601)", () => {
    const many = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 2, maxLength: 400 });
    fc.assert(
      fc.property(many, fc.integer({ min: 1, max: 20 }), (ys, buckets) => {
        const points = { xs: ys.map((_, index) => index), ys };
        const thinned = thin(points, buckets);
        expect(thinned.xs.length).toBeLessThanOrEqual(Math.max(buckets * 2, 0));
        expect(Math.max(...thinned.ys)).toBe(Math.max(...ys));
        expect(Math.min(...thinned.ys)).toBe(Math.min(...ys));
        expect(thinned.xs).toEqual([...thinned.xs].sort((one, other) => one - other));
        for (const [index, x] of thinned.xs.entries()) expect(thinned.ys[index]).toBe(ys[x]);
      }),
      { seed: 6601, numRuns: 200 },
    );
  });
});

test("bars stand in the order of the rows, and say how many have no room", () => {
  const names = Array.from({ length: BARS_MAX + 5 }, (_, index) => (index === 1 ? undefined : `k${index}`));
  const batch = textBatch([
    ["k", names],
    ["n", names.map((_, index) => String(index))],
  ]);
  const bars = barsOf({ batch, types: ["VARCHAR", "BIGINT"] }, 0, 1);
  expect(bars.labels.slice(0, 3)).toEqual(["k0", "NULL", "k2"]);
  expect(bars.values.slice(0, 3)).toEqual([0, 1, 2]);
  expect(bars.left).toBe(5);
});

describe("ticks", () => {
  test("are round, inside the range, and about as many as asked for (seed 6602)", () => {
    const from = fc.integer({ min: -1_000_000, max: 1_000_000 });
    fc.assert(
      fc.property(
        from,
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.integer({ min: 2, max: 12 }),
        (low, span, count) => {
          const found = ticks(low, low + span, count, "number");
          expect(found.length).toBeLessThanOrEqual(count + 1);
          for (const value of found) {
            expect(value).toBeGreaterThanOrEqual(low);
            expect(value).toBeLessThanOrEqual(low + span * (1 + 1e-9) + 1e-6);
          }
        },
      ),
      { seed: 6602, numRuns: 300 },
    );
    expect(ticks(0, 100, 5, "number")).toEqual([0, 20, 40, 60, 80, 100]);
    expect(ticks(7, 7, 5, "number")).toEqual([7]);
  });

  test("of times fall on whole hours and days", () => {
    const hour = 3_600_000_000;
    expect(ticks(hour / 2, 6 * hour, 6, "time")).toEqual([1, 2, 3, 4, 5, 6].map((count) => count * hour));
  });
});
