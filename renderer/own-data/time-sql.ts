import { assertNever } from "../../engine/base/assert.ts";
import { quoteName, quoteText } from "../sql-text/quote-sql.ts";
import type { FileColumn, TimeColumn, TimeReading } from "./import-mapping.ts";

/** Forms in which files outside ISO 8601 write times, tried in this order. */
export const TIME_FORMATS = [
  "%d/%m/%Y %H:%M:%S",
  "%m/%d/%Y %H:%M:%S",
  "%d/%m/%Y %H:%M",
  "%m/%d/%Y %H:%M",
  "%d/%m/%Y",
  "%m/%d/%Y",
  "%m/%d/%Y %I:%M:%S %p",
  "%m/%d/%Y %I:%M %p",
  "%d.%m.%Y %H:%M:%S",
  "%d.%m.%Y %H:%M",
  "%d.%m.%Y",
  "%Y/%m/%d %H:%M:%S",
  "%Y%m%d%H%M%S",
  "%Y%m%d",
  "%d-%b-%Y %H:%M:%S",
  "%d %b %Y %H:%M:%S",
  "%b %d %Y %H:%M:%S",
] as const;

const UNIT_US: Readonly<Record<"s" | "ms" | "us" | "ns", string>> = { s: "1e6", ms: "1e3", us: "1", ns: "1e-3" };
/** Years 0001 to 9999: an instant outside them is a number that means something else. */
const FIRST_US = "-62135596800000000";
const LAST_US = "253402300799999999";

/** A SQL expression of the instant that a column says: a TIMESTAMP, NULL where it says none. It never fails. */
export function timeSql({ column, reading }: TimeColumn): string {
  const name = quoteName(column);
  switch (reading.kind) {
    case "as-is":
    case "iso":
      return `try_cast(${name} as timestamp)`;
    case "format":
      return `try_strptime(cast(${name} as varchar), ${quoteText(reading.format)})`;
    case "epoch": {
      const us = `round(try_cast(${name} as double) * ${UNIT_US[reading.unit]})`;
      return `case when ${us} between ${FIRST_US} and ${LAST_US} then make_timestamp(cast(${us} as bigint)) end`;
    }
    default:
      return assertNever(reading);
  }
}

/** A reading as the choice of a list, and back. */
export function readingKey(reading: TimeReading): string {
  switch (reading.kind) {
    case "format":
      return `format ${reading.format}`;
    case "epoch":
      return `epoch ${reading.unit}`;
    case "as-is":
    case "iso":
      return reading.kind;
    default:
      return assertNever(reading);
  }
}

const EPOCHS = [
  { unit: "s", label: "Seconds since 1970" },
  { unit: "ms", label: "Milliseconds since 1970" },
  { unit: "us", label: "Microseconds since 1970" },
  { unit: "ns", label: "Nanoseconds since 1970" },
] as const;

/** The readings that a column of a type can have, with their words. */
export function readingsFor(type: string): readonly { readonly reading: TimeReading; readonly label: string }[] {
  if (isTimeType(type)) return [{ reading: { kind: "as-is" }, label: "As it is" }];
  if (isWholeType(type) || type === "DOUBLE" || type === "FLOAT") {
    const epochs = EPOCHS.map(({ unit, label }) => ({ reading: { kind: "epoch", unit } as const, label }));
    const dates = ["%Y%m%d%H%M%S", "%Y%m%d"].map((format) => ({
      reading: { kind: "format", format } as const,
      label: format,
    }));
    return isWholeType(type) ? [...epochs, ...dates] : epochs;
  }
  const formats = TIME_FORMATS.map((format) => ({ reading: { kind: "format", format } as const, label: format }));
  return [{ reading: { kind: "iso" }, label: "ISO 8601: 2025-03-01 08:01:10" }, ...formats];
}

export function isTimeType(type: string): boolean {
  return type === "DATE" || type.startsWith("TIMESTAMP");
}

export function isWholeType(type: string): boolean {
  return /^U?(?:TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/u.test(type);
}

/** Whether a column could say an instant at all. */
export function canSayTime({ type }: FileColumn): boolean {
  return readingsFor(type).length > 0 && type !== "BOOLEAN";
}

/** The unit in which a number is an instant between 1990 and 2100; undefined when none makes it one. */
export function epochUnitOf(value: number): "s" | "ms" | "us" | "ns" | undefined {
  const from = 631_152_000;
  const to = 4_102_444_800;
  const units = [
    ["s", 1],
    ["ms", 1e3],
    ["us", 1e6],
    ["ns", 1e9],
  ] as const;
  return units.find(([, factor]) => value >= from * factor && value < to * factor)?.[0];
}
