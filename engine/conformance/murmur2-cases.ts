import { encodeUtf8 } from "../base/utf8.ts";
import { murmur2, partitionForKey, toPositive } from "../log/kafka/murmur2.ts";
import { type CaseRun, observed } from "./case-outcome.ts";
import { field, hasField, type Located, listOf, malformed, optionalField, positiveOf, textOf } from "./read-case.ts";
import { SplittableRandom } from "./splittable-random.ts";

/** Cases of murmur2.json: the hash of a key in its three spellings, the partitions it selects, and one checksum over many keys. */
export function runMurmur2Case(testCase: Located): CaseRun {
  const input = field(testCase, "input");
  if (hasField(input, "splittableRandom")) return observed(hashManyKeys(input));
  const key = encodeUtf8(textOf(field(input, "utf8")));
  const hash = murmur2(key);
  const counts = optionalField(input, "numPartitions");
  const facts = { int32: hash, uint32: hash >>> 0, toPositive: toPositive(hash) };
  if (counts === undefined) return observed(facts);
  const partition = Array.isArray(counts.value)
    ? listOf(counts).map((count) => partitionForKey(key, positiveOf(count)))
    : partitionForKey(key, positiveOf(counts));
  return observed({ ...facts, partition });
}

const MAX_KEY_BYTES = 100_000_000;
const SEED = /seed (\d{1,18})\b/;
const LENGTHS = /len (\d{1,5})\.\.(\d{1,5}), (\d{1,5}) times each/;

/** Keys of random bytes, so many of each length, as the case's recipe says; answers with the sum of their unsigned hashes. */
function hashManyKeys(input: Located): Readonly<Record<string, unknown>> {
  const description = field(input, "description");
  const lengths = LENGTHS.exec(textOf(description));
  const seed = SEED.exec(textOf(description))?.[1];
  if (lengths === null || seed === undefined) {
    throw malformed(description, 'a recipe with "len A..B, N times each" and "seed S"');
  }
  const [first, last, times] = lengths.slice(1).map(Number) as [number, number, number];
  const random = new SplittableRandom(BigInt(seed), gammaOf(field(field(input, "splittableRandom"), "gamma")));
  const numHashes = (last - first + 1) * times;
  const stated = positiveOf(field(input, "numHashes"));
  if (numHashes !== stated) throw malformed(field(input, "numHashes"), `${numHashes}, as the recipe says`);
  if (((first + last) / 2) * numHashes > MAX_KEY_BYTES)
    throw malformed(description, `at most ${MAX_KEY_BYTES} bytes of keys`);
  let sum = 0;
  for (let length = first; length <= last; length++) {
    const key = new Uint8Array(length);
    for (let time = 0; time < times; time++) {
      random.nextBytes(key);
      sum += murmur2(key) >>> 0;
    }
  }
  return { checksumHex: `0x${sum.toString(16)}`, checksum: sum, numHashes };
}

function gammaOf(from: Located): bigint {
  const text = textOf(from);
  if (!/^0x[0-9a-f]{1,16}$/i.test(text)) throw malformed(from, "a 64-bit number in hexadecimal");
  return BigInt(text);
}
