import { ByteRange } from "../base/byte-range.ts";
import { civilDate } from "../base/civil-date.ts";

const US_PER_SECOND = 1_000_000;
const SECONDS_PER_DAY = 86_400;
const ZERO = 48;
/** Up to the point before the fraction. */
const SECOND_LENGTH = 20;

/** The length of every text that EventTimeText writes. */
export const EVENT_TIME_TEXT_BYTES = 26;

/**
 * Writes instants as `2025-01-01T00:00:00.000000`, UTC without a zone mark, as SQL casts to TIMESTAMP. For years 0001 to 9999.
 * What the last instant's text had up to its second is kept, since neighbours share it.
 */
export class EventTimeText {
  #second = Number.NaN;
  #day = Number.NaN;
  readonly #prefix = new ByteRange(Uint8Array.from("0000-00-00T00:00:00.", (letter) => letter.charCodeAt(0)));

  /** Writes `timeUs`, microseconds since 1970 UTC, at `out[start]`; returns the end position. */
  write(timeUs: number, out: ByteRange, start: number): number {
    const second = Math.floor(timeUs / US_PER_SECOND);
    if (second !== this.#second) this.#openSecond(second);
    out.put(start, this.#prefix, 0, SECOND_LENGTH);
    writeDigits(timeUs - second * US_PER_SECOND, 6, out.bytes, start + EVENT_TIME_TEXT_BYTES);
    return start + EVENT_TIME_TEXT_BYTES;
  }

  #openSecond(second: number): void {
    const day = Math.floor(second / SECONDS_PER_DAY);
    if (day !== this.#day) this.#openDay(day);
    this.#second = second;
    const rest = second - day * SECONDS_PER_DAY;
    const minute = Math.floor(rest / 60);
    const hour = Math.floor(minute / 60);
    const { bytes } = this.#prefix;
    writeDigits(hour, 2, bytes, 13);
    writeDigits(minute - hour * 60, 2, bytes, 16);
    writeDigits(rest - minute * 60, 2, bytes, 19);
  }

  #openDay(dayNumber: number): void {
    const { year, month, day } = civilDate(dayNumber);
    this.#day = dayNumber;
    const { bytes } = this.#prefix;
    writeDigits(year, 4, bytes, 4);
    writeDigits(month, 2, bytes, 7);
    writeDigits(day, 2, bytes, 10);
  }
}

/** Writes exactly `count` decimal digits of a whole number so that they end at `end`. */
function writeDigits(value: number, count: number, out: Uint8Array, end: number): void {
  let rest = value | 0;
  for (let index = end - 1; index >= end - count; index--) {
    const next = (rest / 10) | 0;
    out[index] = ZERO + rest - next * 10;
    rest = next;
  }
}
