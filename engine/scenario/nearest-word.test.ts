import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { editDistance, nearestWord } from "./nearest-word.ts";

/** The same distance by the definition, slow and simple. */
function slowDistance(left: string, right: string): number {
  if (left === "" || right === "") return left.length + right.length;
  const cost = left.at(-1) === right.at(-1) ? 0 : 1;
  const choices = [
    slowDistance(left.slice(0, -1), right) + 1,
    slowDistance(left, right.slice(0, -1)) + 1,
    slowDistance(left.slice(0, -1), right.slice(0, -1)) + cost,
  ];
  const isSwap = left.length > 1 && right.length > 1 && left.at(-1) === right.at(-2) && left.at(-2) === right.at(-1);
  if (isSwap) choices.push(slowDistance(left.slice(0, -2), right.slice(0, -2)) + 1);
  return Math.min(...choices);
}

describe("the distance of two words", () => {
  test("is the one of the slow definition (seed 31)", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
    fc.assert(
      fc.property(word, word, (left, right) => {
        expect(editDistance(left, right)).toBe(slowDistance(left, right));
      }),
      { seed: 31, numRuns: 200 },
    );
  });
});

describe("the nearest word", () => {
  const words = ["partitions", "replicationFactor", "config", "kind", "id"];

  test.each([
    ["partition", "partitions"],
    ["partitoins", "partitions"],
    ["replicationfactor", "replicationFactor"],
    ["replication_factor", "replicationFactor"],
    ["KIND", "kind"],
    ["ID", "id"],
    ["retention", undefined],
    ["x", undefined],
    ["", undefined],
    ["partitions".repeat(7), undefined],
  ])("to %s is %s", (written, expected) => {
    expect(nearestWord(written, words)).toBe(expected);
  });

  test("of two equally near ones is the first", () => {
    expect(nearestWord("cat", ["bat", "rat"])).toBe("bat");
  });
});
