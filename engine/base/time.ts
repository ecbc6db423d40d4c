import { AssertionError } from "./assert.ts";
import type { Result } from "./result.ts";
import { err, ok } from "./result.ts";

declare const timeBrand: unique symbol;
declare const durationBrand: unique symbol;

/** An instant of virtual time: whole microseconds since the start of the run. Instant 0 lies on the epoch grid of triggers. */
export type TimeUs = number & { readonly [timeBrand]: true };

/** A span of virtual time in whole microseconds. */
export type DurationUs = number & { readonly [durationBrand]: true };

export const TIME_ZERO = 0 as TimeUs;
export const MICROSECOND = 1 as DurationUs;
export const MILLISECOND = 1_000 as DurationUs;
export const SECOND = 1_000_000 as DurationUs;
export const MINUTE = 60_000_000 as DurationUs;
export const HOUR = 3_600_000_000 as DurationUs;
export const DAY = 86_400_000_000 as DurationUs;

/** Brands a number of microseconds as an instant; it must be a whole number of at least 0. */
export function timeUs(microseconds: number): TimeUs {
  if (!isWholeSpan(microseconds)) throw new AssertionError(`not an instant in microseconds: ${microseconds}`);
  return microseconds as TimeUs;
}

/** Brands a number of microseconds as a span; it must be a whole number of at least 0. */
export function durationUs(microseconds: number): DurationUs {
  if (!isWholeSpan(microseconds)) throw new AssertionError(`not a span in microseconds: ${microseconds}`);
  return microseconds as DurationUs;
}

function isWholeSpan(microseconds: number): boolean {
  return Number.isSafeInteger(microseconds) && microseconds >= 0;
}

/** A span of whole milliseconds, the unit of Kafka's and Spark's own settings. */
export function millisecondsUs(milliseconds: number): DurationUs {
  return durationUs(milliseconds * 1_000);
}

/** The instant `span` after `time`. */
export function addTime(time: TimeUs, span: DurationUs): TimeUs {
  return (time + span) as TimeUs;
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ["us", MICROSECOND],
  ["ms", MILLISECOND],
  ["s", SECOND],
  ["m", MINUTE],
  ["h", HOUR],
  ["d", DAY],
]);

/** What a duration may look like, for messages to people. */
export const DURATION_FORM = "a number with a unit: 500us, 250ms, 10s, 1.5m, 2h, 7d, or parts together such as 1m30s";

/** Reads "10s", "1m30s" or "1.5h" as whole microseconds; the error is a sentence that says what is wrong. */
export function parseDuration(text: string): Result<DurationUs, string> {
  const part = /(\d+(?:\.\d+)?)(us|ms|s|m|h|d)/y;
  let total = 0;
  let position = 0;
  while (position < text.length) {
    part.lastIndex = position;
    const match = part.exec(text);
    const unit = match === null ? undefined : UNITS.get(match[2] ?? "");
    if (match === null || unit === undefined) return err(`"${text}" is no duration`);
    total += Number(match[1]) * unit;
    position = part.lastIndex;
  }
  if (position === 0) return err("a duration must not be empty");
  const whole = Math.round(total);
  if (!Number.isSafeInteger(whole)) return err(`"${text}" is longer than this engine can count in microseconds`);
  return ok(whole as DurationUs);
}

/** Writes a span or an instant as a duration that reads back exactly: "481.250001s", "90s", "0s". */
export function exactDuration(microseconds: number): string {
  const fraction = String(microseconds % SECOND).padStart(6, "0");
  return `${Math.floor(microseconds / SECOND)}.${fraction}`.replace(/\.?0+$/u, "") + "s";
}

/** Writes a span or an instant for people: "8m", "1m 30s", "250ms", "12.345s"; at most three decimals of the smallest unit shown. */
export function formatDuration(microseconds: number): string {
  if (microseconds < 0) return `-${formatDuration(-microseconds)}`;
  if (microseconds < MILLISECOND) return `${microseconds}us`;
  if (microseconds < SECOND) return `${Math.round(microseconds) / MILLISECOND}ms`;
  if (microseconds < MINUTE) return `${Math.round(microseconds / MILLISECOND) / 1_000}s`;
  const seconds = Math.round(microseconds / SECOND);
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  const parts = [
    hours > 0 ? `${hours}h` : "",
    minutes > 0 ? `${minutes}m` : "",
    seconds % 60 > 0 ? `${seconds % 60}s` : "",
  ];
  return parts.filter((text) => text !== "").join(" ");
}
