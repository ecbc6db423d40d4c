/** One partition of a group as it stands: offsets behind, and how fast records arrive. `owner` is undefined while nobody reads it. */
export type PartitionBacklog = {
  readonly lagRecords: number;
  readonly arrivalsPerSecond: number;
  readonly owner: string | undefined;
};

/** The records per second that a member can process, all its partitions together. */
export type CapacityOf = (owner: string) => number;

/** When the group has caught up, and which partition is the last; undefined when it never does. */
export type TimeToClear = {
  readonly seconds: number;
  /** Index of the partition that decides; -1 when nothing is behind. */
  readonly slowestPartition: number;
};

/**
 * How long until a group has nothing left to do, at the present rates. Skew is taken into account: the slowest partition decides,
 * not the sum. A member serves its partitions evenly, as its fetches do: a partition gets no more than its share, and what a
 * partition that has caught up leaves over goes to the others of the same member.
 */
export function timeToClear(partitions: readonly PartitionBacklog[], capacityOf: CapacityOf): TimeToClear | undefined {
  const byOwner = new Map<string, number[]>();
  for (const [index, { owner, lagRecords, arrivalsPerSecond }] of partitions.entries()) {
    if (owner === undefined) {
      if (lagRecords > 0 || arrivalsPerSecond > 0) return undefined;
      continue;
    }
    const own = byOwner.get(owner);
    if (own === undefined) byOwner.set(owner, [index]);
    else own.push(index);
  }
  let slowest: TimeToClear = { seconds: 0, slowestPartition: -1 };
  for (const [owner, indexes] of byOwner) {
    const last = clearMember(partitions, indexes, capacityOf(owner));
    if (last === undefined) return undefined;
    if (last.seconds > slowest.seconds) slowest = last;
  }
  return slowest;
}

/** Goes from one partition's clearing to the next: between two of them every rate is constant. */
function clearMember(
  partitions: readonly PartitionBacklog[],
  indexes: readonly number[],
  capacity: number,
): TimeToClear | undefined {
  const behind = new Map<number, number>();
  let spent = 0;
  for (const index of indexes) {
    const { lagRecords, arrivalsPerSecond } = partitions[index] as PartitionBacklog;
    if (lagRecords > 0) behind.set(index, lagRecords);
    else spent += arrivalsPerSecond;
  }
  let seconds = 0;
  let slowestPartition = -1;
  while (behind.size > 0) {
    const share = (capacity - spent) / behind.size;
    let next: { index: number; seconds: number } | undefined;
    for (const [index, lag] of behind) {
      const drain = share - (partitions[index] as PartitionBacklog).arrivalsPerSecond;
      const needed = drain > 0 ? lag / drain : Number.POSITIVE_INFINITY;
      if (next === undefined || needed < next.seconds) next = { index, seconds: needed };
    }
    if (next === undefined || !Number.isFinite(next.seconds)) return undefined;
    for (const [index, lag] of behind) {
      const drain = share - (partitions[index] as PartitionBacklog).arrivalsPerSecond;
      behind.set(index, lag - drain * next.seconds);
    }
    behind.delete(next.index);
    spent += (partitions[next.index] as PartitionBacklog).arrivalsPerSecond;
    seconds += next.seconds;
    slowestPartition = next.index;
  }
  return { seconds, slowestPartition };
}
