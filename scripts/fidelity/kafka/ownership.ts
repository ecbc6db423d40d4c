import type { RebalanceEvent } from "./client.ts";

/** Which partitions each member has after these callbacks, by its name. */
export function ownersAfter(events: readonly RebalanceEvent[]): ReadonlyMap<string, ReadonlySet<number>> {
  const owned = new Map<string, Set<number>>();
  for (const { event, member, partitions } of events) {
    const mine = owned.get(member) ?? new Set<number>();
    owned.set(member, mine);
    for (const partition of partitions) {
      if (event === "assigned") mine.add(partition);
      else mine.delete(partition);
    }
  }
  return owned;
}

/** Whether these members have all partitions among them, and each an equal share. */
export function isShared(events: readonly RebalanceEvent[], members: readonly string[], partitions: number): boolean {
  const owners = ownersAfter(events);
  return members.every((member) => owners.get(member)?.size === partitions / members.length);
}

/** How many partitions each of the members has, in their order. */
export function shares(events: readonly RebalanceEvent[], members: readonly string[]): readonly number[] {
  const owners = ownersAfter(events);
  return members.map((member) => owners.get(member)?.size ?? 0);
}

/** How many partitions members had to give up, of those that are theirs before `fromMs`, until the last event. */
export function givenUp(events: readonly RebalanceEvent[], members: readonly string[], fromMs: number): number {
  return events
    .filter(({ event, member, atMs }) => atMs >= fromMs && event !== "assigned" && members.includes(member))
    .reduce((sum, { partitions }) => sum + partitions.length, 0);
}

/** The longest time from a revocation on, that a partition was nobody's. */
export function longestUnownedMs(events: readonly RebalanceEvent[], fromMs: number): number {
  const since = new Map<number, number>();
  let longest = 0;
  for (const { event, atMs, partitions } of events.filter(({ atMs }) => atMs >= fromMs)) {
    for (const partition of partitions) {
      if (event !== "assigned") since.set(partition, atMs);
      else longest = Math.max(longest, atMs - (since.get(partition) ?? atMs));
    }
  }
  return longest;
}
