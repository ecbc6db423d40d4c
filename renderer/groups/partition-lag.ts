import type { History } from "../../engine/base/history.ts";
import { formatDuration, timeUs } from "../../engine/base/time.ts";
import { formatWhole } from "../format/format-value.ts";
import type { Reader, ReaderPartition } from "./readers.ts";

/** Over how long speeds are looked at, in microseconds of the run: as the engine does for a group; a job commits in batches. */
const SPEED_WINDOW_US = { group: 10_000_000, job: 30_000_000 } as const;

/** Records that wait in a partition at an instant; undefined before the run tells. */
export function lagAt(history: History, { lag, minus }: ReaderPartition, atUs: number): number | undefined {
  const instant = timeUs(Math.max(0, Math.floor(atUs)));
  const value = history.valueAt(lag, instant);
  if (value === undefined || minus === undefined) return value;
  return Math.max(0, value - (history.valueAt(minus, instant) ?? 0));
}

/** Who reads a partition at an instant, counted from 1; 0 is nobody, undefined that there is nothing to know. */
export function ownerAt(history: History, { owner }: ReaderPartition, atUs: number): number | undefined {
  return owner === undefined ? undefined : history.valueAt(owner, timeUs(Math.max(0, Math.floor(atUs))));
}

/** How long until a reader is through, and the partition that takes longest; infinity when it would never be. */
export type Clearing = { readonly us: number; readonly partition: string | undefined };

/**
 * Until no record waits any more, at the speeds of the last seconds: of each partition its lag over how fast that shrinks, and the
 * slowest decides. Where the run says how long, that is taken.
 */
export function clearingAt(history: History, reader: Reader, atUs: number): Clearing {
  let slowest: Clearing = { us: 0, partition: undefined };
  let lagOfSlowest = 0;
  for (const partition of reader.partitions) {
    const lag = lagAt(history, partition, atUs) ?? 0;
    if (lag <= 0) continue;
    const us = clearUs(history, partition, lag, { atUs, windowUs: SPEED_WINDOW_US[reader.kind] });
    // Of several that never end the one with the most decides.
    if (us < slowest.us || (us === slowest.us && lag <= lagOfSlowest)) continue;
    slowest = { us, partition: partition.label };
    lagOfSlowest = lag;
  }
  const said =
    reader.timeToClear === undefined ? undefined : history.valueAt(reader.timeToClear, timeUs(Math.floor(atUs)));
  if (said === undefined) return slowest;
  return { ...slowest, us: said < 0 ? Number.POSITIVE_INFINITY : said };
}

function clearUs(
  history: History,
  partition: ReaderPartition,
  lag: number,
  { atUs, windowUs }: { readonly atUs: number; readonly windowUs: number },
): number {
  const spanUs = Math.min(windowUs, atUs);
  const before = lagAt(history, partition, atUs - spanUs) ?? 0;
  return before <= lag || spanUs <= 0 ? Number.POSITIVE_INFINITY : (lag * spanUs) / (before - lag);
}

/** "clears in 42s, orders-3 decides". */
export function speakClearing({ us, partition }: Clearing): string {
  if (partition === undefined) return "nothing waits";
  if (!Number.isFinite(us)) return `does not clear at this speed, ${partition} decides`;
  return `clears in ${formatDuration(roundedUs(us))}, ${partition} decides`;
}

/** No more digits than such an estimate is worth. */
function roundedUs(us: number): number {
  const step = us >= 10_000_000 ? 1_000_000 : us >= 1_000_000 ? 100_000 : 1_000;
  return Math.max(step, Math.round(us / step) * step);
}

/** A partition at an instant in words: "1,204 records wait, member 2 reads it". */
export function speakPartition(history: History, partition: ReaderPartition, atUs: number): string {
  const lag = lagAt(history, partition, atUs);
  if (lag === undefined) return "nothing is known yet";
  const owner = ownerAt(history, partition, atUs);
  const who = owner === undefined ? "" : owner === 0 ? ", nobody reads it" : `, member ${owner} reads it`;
  return `${formatWhole(lag)} ${lag === 1 ? "record waits" : "records wait"}${who}`;
}
