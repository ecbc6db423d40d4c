import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeFile, spoiltFile } from "../testing/scenario-fuzz.ts";
import { SMALL_SCENARIO } from "../testing/small-scenario.ts";

/** `npm run fuzz` asks for more, and may start elsewhere. */
const CASES = Number(process.env["SPILLWAY_FUZZ_CASES"] ?? 1_000);
const SEED = Number(process.env["SPILLWAY_FUZZ_SEED"] ?? 4_711);
const MOST_MS_PER_CASE = 200;

describe("spoilt scenario files", () => {
  test("the file that is spoilt is right", () => {
    expect(judgeFile(SMALL_SCENARIO)).toEqual({ kind: "accepted" });
  });

  test(
    `${CASES} of them are refused with located problems, and none breaks anything (seed ${SEED})`,
    () => {
      const before = Object.getOwnPropertyNames(Object.prototype);
      const refused = new Map<string, number>();
      fc.assert(
        fc.property(spoiltFile(), ({ how, text }) => {
          const verdict = judgeFile(text);
          if (verdict.kind === "wrong") throw new Error(`${how}: ${verdict.why}`);
          fc.pre(verdict.kind === "refused");
          refused.set(how, (refused.get(how) ?? 0) + 1);
        }),
        { seed: SEED, numRuns: CASES, maxSkipsPerRun: 2 },
      );
      expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
      expect([...refused.keys()].sort()).toEqual([
        "deep",
        "huge",
        "laughing",
        "mutated",
        "noise",
        "rearranged",
        "truncated",
        "wrong keys",
        "wrong values",
      ]);
    },
    CASES * MOST_MS_PER_CASE,
  );
});
