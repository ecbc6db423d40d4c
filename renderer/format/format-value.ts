import { formatDuration } from "../../engine/base/time.ts";
import type { VariableUnit } from "../../engine/pipeline/variable-entry.ts";

const STEPS = [
  { from: 1e9, letter: "G" },
  { from: 1e6, letter: "M" },
  { from: 1e4, letter: "k" },
] as const;

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** A count in at most five characters: "9,412", "38.4k", "2.1M". */
export function formatCount(value: number): string {
  const step = STEPS.find(({ from }) => Math.abs(value) >= from);
  if (step === undefined) return Number.isInteger(value) ? WHOLE.format(value) : String(Number(value.toPrecision(3)));
  const divisor = step.letter === "k" ? 1e3 : step.from;
  return `${Number((value / divisor).toPrecision(3))}${step.letter}`;
}

/** A count to the last digit: "200,034". */
export function formatWhole(value: number): string {
  return WHOLE.format(value);
}

/** Bytes in powers of 1024: "1.5 MiB". */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${Number((bytes / 1024 ** power).toPrecision(3))} ${units[power]}`;
}

/** Dollars with their sign: "$20,000", "-$1.25". */
export function formatDollars(dollars: number): string {
  const format = new Intl.NumberFormat("en", {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: Number.isInteger(dollars) ? 0 : 2,
  });
  return format.format(dollars);
}

/** A variable's value as a card or a chart writes it. */
export function formatVariable(value: number, unit: VariableUnit): string {
  switch (unit) {
    case "us":
      // Below zero is how a time to clear says that it has no end.
      return value < 0 ? "never" : formatDuration(Math.round(value));
    case "bytes":
      return formatBytes(value);
    case "per-second":
      return `${formatCount(value)}/s`;
    case "flag":
      return value === 0 ? "no" : "yes";
    case "id":
    case "mask":
      return String(value);
    case "records":
    case "rows":
    case "count":
      return formatCount(value);
  }
}
