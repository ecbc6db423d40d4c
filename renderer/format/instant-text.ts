import { err, ok, type Result } from "../../engine/base/result.ts";
import { parseDuration } from "../../engine/base/time.ts";

const CLOCK = /^(?:(\d+):)?(\d{1,2}):(\d{1,2})(?:\.(\d{1,6}))?$/u;

/** Reads an instant as a person writes it, in microseconds since the start: a clock ("8:12", "00:08:12.5") or a duration ("8m12s"). */
export function parseInstant(text: string): Result<number, string> {
  const trimmed = text.trim();
  const clock = CLOCK.exec(trimmed);
  if (clock !== null) {
    const [, hours = "0", minutes = "0", seconds = "0", fraction = ""] = clock;
    const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
    return ok(whole * 1_000_000 + Number(fraction.padEnd(6, "0")));
  }
  const duration = parseDuration(trimmed.replaceAll(" ", ""));
  return duration.ok
    ? ok(duration.value)
    : err(`"${trimmed}" is no time of a run: write a clock such as 00:08:12, or a span such as 8m12s.`);
}
