const INITIAL_CAPACITY = 16;

/**
 * The items in the order in which java.util.HashMap would iterate them when they were put in the given order. Some of Kafka's
 * assignors let this order decide who keeps one partition more, so the same ties fall the same way here.
 */
export function javaHashOrder<T>(items: readonly T[], hashOf: (item: T) => number): readonly T[] {
  let capacity = INITIAL_CAPACITY;
  while (items.length > capacity * 0.75) capacity *= 2;
  const buckets = items.map((item, index) => {
    const hash = hashOf(item);
    return { item, bucket: (hash ^ (hash >>> 16)) & (capacity - 1), index };
  });
  buckets.sort((a, b) => a.bucket - b.bucket || a.index - b.index);
  return buckets.map(({ item }) => item);
}
