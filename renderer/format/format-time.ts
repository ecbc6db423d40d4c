const SECOND_US = 1_000_000;

/** An instant of a run as a clock: "00:23:40"; hours grow as needed. */
export function formatClock(microseconds: number): string {
  const seconds = Math.floor(microseconds / SECOND_US);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

/** An instant to the millisecond: "00:23:40.125". */
export function formatClockMs(microseconds: number): string {
  const milliseconds = Math.floor(microseconds / 1_000) % 1_000;
  return `${formatClock(microseconds)}.${String(milliseconds).padStart(3, "0")}`;
}

/** An instant in words, for a screen reader: "23 min 40 s". */
export function speakTime(microseconds: number): string {
  const seconds = Math.floor(microseconds / SECOND_US);
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  const parts = [hours > 0 ? `${hours} h` : "", minutes > 0 ? `${minutes} min` : "", `${seconds % 60} s`];
  return parts.filter((part) => part !== "").join(" ");
}
