const SECOND_US = 1_000_000;
const MINUTE_US = 60 * SECOND_US;
const HOUR_US = 60 * MINUTE_US;
const RATE_MIN = 0.001;

/** A whole number with commas between the thousands, the same on every machine: 200,034. */
export function formatCount(count: number): string {
  const digits = Math.abs(Math.round(count)).toString();
  return `${count < 0 ? "-" : ""}${digits.replace(/\B(?=(\d{3})+(?!\d))/gu, ",")}`;
}

/** A rate with as many decimals as matter: 0.0098, 0.25, 8.3, 47,612. */
export function formatRate(perSecond: number): string {
  if (perSecond >= 100 || perSecond === 0) return formatCount(perSecond);
  if (perSecond < RATE_MIN) return `<${RATE_MIN}`;
  return perSecond >= 1 ? perSecond.toFixed(1) : perSecond.toPrecision(2);
}

/** A span of virtual time in three digits or so: 812us, 8.12ms, 8.12s, 1m 05s, 2h 05m. */
export function formatSpan(microseconds: number): string {
  if (microseconds < 0) return `-${formatSpan(-microseconds)}`;
  if (microseconds < 1_000) return `${Math.round(microseconds)}us`;
  if (microseconds < 999_500) return `${threeDigits(microseconds / 1_000)}ms`;
  if (microseconds < MINUTE_US - SECOND_US / 20) return `${threeDigits(microseconds / SECOND_US)}s`;
  const seconds = Math.round(microseconds / SECOND_US);
  const two = (part: number): string => part.toString().padStart(2, "0");
  return seconds < 3_600
    ? `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`
    : `${Math.floor(seconds / 3_600)}h ${two(Math.floor(seconds / 60) % 60)}m`;
}

function threeDigits(value: number): string {
  if (value >= 99.95) return value.toFixed(0);
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}

/** An instant of virtual time as a clock that aligns: 08:09.123, and 1:08:09.123 from the first hour on. */
export function formatClock(microseconds: number): string {
  const milliseconds = Math.floor(microseconds / 1_000);
  const two = (part: number): string => part.toString().padStart(2, "0");
  const hours = Math.floor(microseconds / HOUR_US);
  const minutes = Math.floor(milliseconds / 60_000) % 60;
  const seconds = Math.floor(milliseconds / 1_000) % 60;
  const rest = (milliseconds % 1_000).toString().padStart(3, "0");
  return `${hours > 0 ? `${hours}:` : ""}${two(minutes)}:${two(seconds)}.${rest}`;
}

/** Wall time: 0.42 s, 8.4 s, 132 s. */
export function formatWall(seconds: number): string {
  if (seconds >= 100) return `${seconds.toFixed(0)} s`;
  return `${seconds >= 1 ? seconds.toFixed(1) : seconds.toFixed(2)} s`;
}

/** Money with cents: $20,000.00. */
export function formatDollars(dollars: number): string {
  const cents = Math.round(Math.abs(dollars) * 100);
  const whole = formatCount(Math.floor(cents / 100));
  return `${dollars < 0 && cents > 0 ? "-" : ""}$${whole}.${(cents % 100).toString().padStart(2, "0")}`;
}

/** How many of something: "1 record", "2,000 records". */
export function formatMany(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}
