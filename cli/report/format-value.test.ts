import { expect, test } from "vitest";
import {
  formatClock,
  formatCount,
  formatDollars,
  formatMany,
  formatRate,
  formatSpan,
  formatWall,
} from "./format-value.ts";

test("counts have commas between the thousands", () => {
  expect([0, 7, 999, 1_000, 400_068, -12_345].map(formatCount)).toEqual([
    "0",
    "7",
    "999",
    "1,000",
    "400,068",
    "-12,345",
  ]);
  expect([formatMany(1, "record"), formatMany(2_000, "record")]).toEqual(["1 record", "2,000 records"]);
});

test("rates have as many decimals as matter", () => {
  expect([0, 0.254, 8.31, 99.96, 47_611.6].map(formatRate)).toEqual(["0", "0.25", "8.3", "100.0", "47,612"]);
  expect([0.62103, 0.012244, 0.00104, 0.00001].map(formatRate)).toEqual(["0.62", "0.012", "0.0010", "<0.001"]);
});

test("spans have three digits and the unit that fits, also just below the next unit", () => {
  const spans = [
    0, 812, 8_123, 250_000, 999_400, 999_600, 8_120_000, 59_940_000, 59_960_000, 65_000_000, 7_500_000_000,
  ];
  expect(spans.map(formatSpan)).toEqual([
    "0us",
    "812us",
    "8.12ms",
    "250ms",
    "999ms",
    "1.00s",
    "8.12s",
    "59.9s",
    "1m 00s",
    "1m 05s",
    "2h 05m",
  ]);
});

test("a clock aligns, with hours only when there are some", () => {
  expect([0, 489_500_000, 912_345_678, 3_661_002_000].map(formatClock)).toEqual([
    "00:00.000",
    "08:09.500",
    "15:12.345",
    "1:01:01.002",
  ]);
});

test("money has cents, and no minus before nothing", () => {
  expect([20_000, 0.1 + 0.2, -1_234.5, -0.001].map(formatDollars)).toEqual([
    "$20,000.00",
    "$0.30",
    "-$1,234.50",
    "$0.00",
  ]);
});

test("wall time loses decimals as it grows", () => {
  expect([0.417, 8.44, 132.4].map(formatWall)).toEqual(["0.42 s", "8.4 s", "132 s"]);
});
