import type { SendResult } from "./client.ts";

/** What a consumer reads. */
export type ReadRecord = { readonly offset: number; readonly value: string };

/** What was acknowledged and cannot be read, and what can be read more than once. */
export function compareWithReads(
  deliveries: readonly SendResult[],
  reads: readonly ReadRecord[],
): { readonly lost: readonly string[]; readonly duplicated: readonly string[]; readonly failed: readonly string[] } {
  const times = new Map<string, number>();
  for (const { value } of reads) times.set(value, (times.get(value) ?? 0) + 1);
  return {
    lost: deliveries.filter(({ error, value }) => error === undefined && !times.has(value)).map(({ value }) => value),
    duplicated: [...times].filter(([, count]) => count > 1).map(([value]) => value),
    failed: deliveries.filter(({ error }) => error !== undefined).map(({ value }) => value),
  };
}

/** The longest time between two acknowledgements that followed each other: the outage as the producer saw it. */
export function longestSilenceMs(deliveries: readonly SendResult[]): number {
  const acknowledged = deliveries
    .filter(({ error }) => error === undefined)
    .map(({ doneMs }) => doneMs)
    .sort((a, b) => a - b);
  return acknowledged
    .slice(1)
    .reduce((longest, atMs, index) => Math.max(longest, atMs - (acknowledged[index] ?? atMs)), 0);
}
