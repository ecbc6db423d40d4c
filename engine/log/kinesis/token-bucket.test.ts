import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TokenBucket } from "./token-bucket.ts";

const SEED = 2_028;

describe("TokenBucket", () => {
  it("gives a second's worth at once, then as much as a second brings", () => {
    const bucket = new TokenBucket(1_000);
    for (let taken = 0; taken < 1_000; taken++) {
      expect(bucket.has(1, 0)).toBe(true);
      bucket.spend(1);
    }
    expect(bucket.has(1, 0)).toBe(false);
    expect(bucket.readyUs(1, 0)).toBe(1_000);
    expect(bucket.has(1, 999)).toBe(false);
    expect(bucket.has(1, 1_000)).toBe(true);
    expect(bucket.has(1_000, 1_000_000)).toBe(true);
  });

  it("gives what is larger than a second's worth when it is full, and must pay that back", () => {
    const bucket = new TokenBucket(100);
    expect(bucket.has(1_000, 0)).toBe(true);
    bucket.spend(1_000);
    expect(bucket.isPositive(9_000_000)).toBe(false);
    expect(bucket.has(1, 9_020_000)).toBe(true);
    expect(bucket.readyUs(1_000, 9_020_000)).toBe(10_000_000);
  });

  it(`seed ${SEED}: never gives more than one second's worth above what time has brought`, () => {
    const step = fc.record({ waitUs: fc.nat(2_000_000), amount: fc.integer({ min: 1, max: 50 }) });
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 5_000 }), fc.array(step, { maxLength: 200 }), (rate, steps) => {
        const bucket = new TokenBucket(rate);
        let nowUs = 0;
        let given = 0;
        for (const { waitUs, amount } of steps) {
          nowUs += waitUs;
          if (!bucket.has(amount, nowUs)) continue;
          bucket.spend(amount);
          given += amount;
          expect(given * 1_000_000).toBeLessThanOrEqual(rate * (nowUs + 1_000_000));
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
});
