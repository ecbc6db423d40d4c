import { md5 } from "../../base/md5.ts";

/** How many hash keys there are: 0 to 2^128 - 1. */
export const HASH_KEY_COUNT = 1n << 128n;

/** The hash keys of a shard, both ends included. */
export type HashKeyRange = { readonly startingHashKey: bigint; readonly endingHashKey: bigint };

/** The hash key of a partition key: its MD5 read as an unsigned number of 128 bits, the first byte the highest. */
export function hashKeyOf(partitionKey: Uint8Array): bigint {
  let hashKey = 0n;
  for (const byte of md5(partitionKey)) hashKey = (hashKey << 8n) | BigInt(byte);
  return hashKey;
}

/** The ranges of a new stream's shards: all of the size 2^128 / n, rounded down; the last one takes the rest. As CreateStream. */
export function uniformRanges(shardCount: number): readonly HashKeyRange[] {
  const size = HASH_KEY_COUNT / BigInt(shardCount);
  return Array.from({ length: shardCount }, (_, index) => ({
    startingHashKey: size * BigInt(index),
    endingHashKey: index === shardCount - 1 ? HASH_KEY_COUNT - 1n : size * BigInt(index + 1) - 1n,
  }));
}

/** Which of the ranges holds a hash key; they stand in order and leave nothing out. */
export function rangeIndexOf(ranges: readonly HashKeyRange[], hashKey: bigint): number {
  let low = 0;
  let high = ranges.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle] as HashKeyRange).endingHashKey < hashKey) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Does the second range begin where the first one ends? Only such shards can be merged. */
export function isFollowedBy(first: HashKeyRange, second: HashKeyRange): boolean {
  return first.endingHashKey + 1n === second.startingHashKey;
}
