import type { Buckets } from "./bucketed-series.ts";
import type { ValueRange } from "./line-chart.ts";

const ROUND = [1, 2, 2.5, 5, 10];

/** The least round number at or above a value: 1, 2, 2.5 or 5 times a power of ten. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = ROUND.find((candidate) => candidate * power >= value * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** The axis on which all of it can be seen: from zero, or from below it when there is less, up to a round number. */
export function rangeOf(lines: readonly Pick<Buckets, "least" | "greatest">[]): ValueRange {
  let low = 0;
  let high = 0;
  for (const { least, greatest } of lines) {
    for (const value of greatest) if (value > high) high = value;
    for (const value of least) if (value < low) low = value;
  }
  return { low: -roundUp(-low), high: roundUp(high) || 1 };
}
