import { dayNumber, daysInMonth } from "../base/civil-date.ts";

const SECONDS_PER_DAY = 86_400;
const MICROS_PER_SECOND = 1_000_000;
const FRACTION_DIGITS = 6;
const DATE_LENGTH = 10;

/** An instant as text says it: microseconds since 1970, and whether the text names its zone. */
export type IsoTime = { readonly micros: bigint; readonly hasZone: boolean };

/**
 * Reads `2001-04-02`, `2001-04-02 15:04` and `2001-04-02T15:04:05.123456+02:00` (or `Z`), ISO 8601's extended form; undefined
 * for every other text. Without a zone it is taken as UTC; finer digits than microseconds are cut.
 */
export function parseIsoTime(text: string): IsoTime | undefined {
  const day = parseDate(text);
  if (day === undefined) return undefined;
  if (text.length === DATE_LENGTH) return { micros: microsOf(day, 0, 0), hasZone: false };
  const match = /^[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?$/.exec(text.slice(DATE_LENGTH));
  if (match === null) return undefined;
  const [, hour = "", minute = "", second = "0", fraction = "", zone] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const offset = zone === undefined ? 0 : zoneSeconds(zone);
  if (offset === undefined) return undefined;
  const seconds = Number(hour) * 3_600 + Number(minute) * 60 + Number(second) - offset;
  const micros = Number(fraction.slice(0, FRACTION_DIGITS).padEnd(FRACTION_DIGITS, "0"));
  return { micros: microsOf(day, seconds, micros), hasZone: zone !== undefined };
}

function parseDate(text: string): number | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)/.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const isDate = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return isDate ? dayNumber({ year, month, day }) : undefined;
}

function zoneSeconds(zone: string): number | undefined {
  if (zone === "Z") return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(4, 6))];
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 3_600 + minutes * 60);
}

function microsOf(day: number, seconds: number, micros: number): bigint {
  return BigInt(day * SECONDS_PER_DAY + seconds) * BigInt(MICROS_PER_SECOND) + BigInt(micros);
}
