import { assertNever } from "../base/assert.ts";

/** What a timestamp of a file counts in. */
export type TimeUnit = "seconds" | "millis" | "micros" | "nanos";

/** A count of units as microseconds, rounded towards the past; wraps beyond 64 bits, some 292,000 years away. */
export function toMicros(value: bigint, unit: TimeUnit): bigint {
  switch (unit) {
    case "seconds":
      return BigInt.asIntN(64, value * 1_000_000n);
    case "millis":
      return BigInt.asIntN(64, value * 1_000n);
    case "micros":
      return value;
    case "nanos":
      return (value - (((value % 1_000n) + 1_000n) % 1_000n)) / 1_000n;
    default:
      return assertNever(unit);
  }
}
