import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeUtf8 } from "../../base/utf8.ts";
import { HASH_KEY_COUNT, hashKeyOf, isFollowedBy, rangeIndexOf, uniformRanges } from "./hash-key.ts";

const SEED = 2_027;

describe("hash keys", () => {
  it("are the MD5 of the partition key, the first byte the highest", () => {
    expect(hashKeyOf(encodeUtf8("")).toString(16)).toBe("d41d8cd98f00b204e9800998ecf8427e");
    expect(hashKeyOf(encodeUtf8("a")).toString(16)).toBe("cc175b9c0f1b6a831c399e269772661");
  });

  it("are divided as AWS divides them among three shards: rounded down, the last takes the rest", () => {
    // The ending hash keys that ListShards shows for a stream of three shards.
    expect(uniformRanges(3).map(({ endingHashKey }) => String(endingHashKey))).toEqual([
      "113427455640312821154458202477256070484",
      "226854911280625642308916404954512140969",
      "340282366920938463463374607431768211455",
    ]);
  });

  it(`seed ${SEED}: belong to one of the ranges each`, () => {
    const hashKey = fc.bigInt({ min: 0n, max: HASH_KEY_COUNT - 1n });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), hashKey, (shards, key) => {
        const ranges = uniformRanges(shards);
        const holders = ranges.filter(
          ({ startingHashKey, endingHashKey }) => startingHashKey <= key && key <= endingHashKey,
        );
        expect(holders).toEqual([ranges[rangeIndexOf(ranges, key)]]);
        for (const [index, range] of ranges.slice(1).entries()) {
          const before = ranges[index];
          expect(before !== undefined && isFollowedBy(before, range)).toBe(true);
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
});
