const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;
const ROTATION = 24;

/** The 32-bit murmur2 hash of a serialized key, as a signed number. As Kafka's Utils.murmur2. */
export function murmur2(bytes: Uint8Array): number {
  const length = bytes.length;
  const blocks = length >> 2;
  let hash = SEED ^ length;
  for (let block = 0; block < blocks; block++) {
    const at = block << 2;
    let word =
      byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8) | (byteAt(bytes, at + 2) << 16) | (byteAt(bytes, at + 3) << 24);
    word = Math.imul(word, MULTIPLIER);
    word ^= word >>> ROTATION;
    hash = Math.imul(hash, MULTIPLIER) ^ Math.imul(word, MULTIPLIER);
  }
  const tail = blocks << 2;
  const rest = length - tail;
  if (rest >= 3) hash ^= byteAt(bytes, tail + 2) << 16;
  if (rest >= 2) hash ^= byteAt(bytes, tail + 1) << 8;
  if (rest >= 1) hash = Math.imul(hash ^ byteAt(bytes, tail), MULTIPLIER);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, MULTIPLIER);
  return hash ^ (hash >>> 15);
}

/** Clears the sign bit. As Kafka's Utils.toPositive, which is not the absolute value. */
export function toPositive(hash: number): number {
  return hash & 0x7fffffff;
}

/** Partition of a keyed record: murmur2(key) & 0x7fffffff, modulo all partitions, reachable or not. As Kafka's BuiltInPartitioner. */
export function partitionForKey(key: Uint8Array, partitionCount: number): number {
  return toPositive(murmur2(key)) % partitionCount;
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] as number;
}
