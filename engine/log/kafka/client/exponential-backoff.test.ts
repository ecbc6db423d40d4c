import { describe, expect, it } from "vitest";
import { RandomStream } from "../../../base/random-stream.ts";
import { ExponentialBackoff } from "./exponential-backoff.ts";

const SEED = 7;

function pausesMs(initialMs: number, maxMs: number, attempts: number): number[] {
  const backoff = new ExponentialBackoff(initialMs * 1_000, maxMs * 1_000, new RandomStream(SEED, "backoff"));
  return Array.from({ length: attempts }, (_, attempt) => backoff.nextUs(attempt) / 1_000);
}

describe("ExponentialBackoff", () => {
  it(`seed ${SEED}: doubles from the first pause to the longest, each up to 20 % shorter or longer`, () => {
    for (const [attempt, pause] of pausesMs(100, 1_000, 8).entries()) {
      const middle = Math.min(1_000, 100 * 2 ** attempt);
      expect(pause).toBeGreaterThanOrEqual(middle * 0.8);
      expect(pause).toBeLessThanOrEqual(Math.min(1_000, middle * 1.2));
    }
    expect(new Set(pausesMs(100, 1_000, 8)).size).toBeGreaterThan(4);
  });

  it("is the longest pause, without jitter, when the first one is no shorter (expMax is 0)", () => {
    expect(new Set(pausesMs(1_000, 1_000, 20))).toEqual(new Set([1_000]));
    expect(new Set(pausesMs(5_000, 1_000, 20))).toEqual(new Set([1_000]));
    expect(new Set(pausesMs(0, 0, 20))).toEqual(new Set([0]));
  });
});
