import fc from "fast-check";
import { expect, test } from "vitest";
import { RandomStream } from "../base/random-stream.ts";
import { Zipf } from "./zipf.ts";

test("draws the rank that a search from the start finds (seed 4001)", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.double({ min: 0, max: 5, noNaN: true }),
      fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1 }),
      (count, exponent, units) => {
        const zipf = new Zipf(count, exponent);
        const weights = Array.from({ length: count }, (_, rank) => (rank + 1) ** -exponent);
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        for (const unit of units) {
          const rank = zipf.rankAt(unit);
          expect(rank).toBeGreaterThanOrEqual(0);
          expect(rank).toBeLessThan(count);
          const before = weights.slice(0, rank).reduce((sum, weight) => sum + weight, 0) / total;
          const until = before + (weights[rank] as number) / total;
          expect(unit).toBeGreaterThanOrEqual(before - 1e-12);
          expect(unit).toBeLessThanOrEqual(until + 1e-12);
        }
      },
    ),
    { seed: 4001 },
  );
});

test("a million keys: the share of the hottest is what the harmonic sum says", () => {
  const zipf = new Zipf(1_000_000, 1);
  const chance = new RandomStream(7, "zipf");
  let hottest = 0;
  let coldHalf = 0;
  for (let draw = 0; draw < 200_000; draw++) {
    const rank = zipf.rankAt(chance.nextUnit());
    if (rank === 0) hottest += 1;
    if (rank >= 500_000) coldHalf += 1;
  }
  // H(10^6) = 14.3927; ln 2 / 14.3927 = 4.816 % of the draws fall on the colder half of the keys.
  expect(Math.abs(hottest / 200_000 - 1 / 14.3927)).toBeLessThan(0.002);
  expect(Math.abs(coldHalf / 200_000 - 0.04816)).toBeLessThan(0.002);
});
