import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cosTurn, exp, ln, pow } from "./numeric.ts";

const SEED = 20261122;

function expectClose(actual: number, expected: number, relative: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(Math.abs(expected) * relative + Number.MIN_VALUE);
}

describe("deterministic numeric functions", () => {
  it(`ln, exp and pow agree with Math to 1e-13 (seed ${SEED})`, () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
        fc.double({ min: -690, max: 690, noNaN: true }),
        (x, y) => {
          expect(Math.abs(ln(x) - Math.log(x))).toBeLessThanOrEqual(1e-15 * Math.max(1, Math.abs(Math.log(x))));
          expectClose(exp(y), Math.exp(y), 1e-13);
          expectClose(pow(1 + (x % 100), y / 200), (1 + (x % 100)) ** (y / 200), 1e-13);
        },
      ),
      { seed: SEED, numRuns: 2_000 },
    );
  });

  it(`cosTurn agrees with Math.cos to 1e-14 (seed ${SEED})`, () => {
    fc.assert(
      fc.property(fc.double({ min: -3, max: 3, noNaN: true }), (turns) => {
        expect(Math.abs(cosTurn(turns) - Math.cos(turns * 2 * Math.PI))).toBeLessThan(1e-14);
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });

  it("keeps its exact points", () => {
    expect([ln(1), exp(0), pow(0, 0), pow(0, 2), pow(7, 1), cosTurn(0), cosTurn(0.5), cosTurn(1)]).toEqual([
      0,
      1,
      1,
      0,
      exp(ln(7)),
      1,
      -1,
      1,
    ]);
    expect([ln(0), ln(-1), exp(710), exp(-701)]).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      0,
    ]);
  });
});
