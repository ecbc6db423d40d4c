import fc from "fast-check";
import { expect, test } from "vitest";
import { civilDate, dayNumber, daysInMonth } from "./civil-date.ts";

test("agrees with the platform's calendar, both ways (seed 1582)", () => {
  fc.assert(
    fc.property(fc.integer({ min: -719_162, max: 2_932_896 }), (day) => {
      const platform = new Date(day * 86_400_000);
      const date = civilDate(day);
      expect([date.year, date.month, date.day]).toEqual([
        platform.getUTCFullYear(),
        platform.getUTCMonth() + 1,
        platform.getUTCDate(),
      ]);
      expect(dayNumber(date)).toBe(day);
    }),
    { seed: 1582, numRuns: 2_000 },
  );
});

test("knows the leap years of the centuries", () => {
  expect([1900, 2000, 2001, 2004].map((year) => daysInMonth(year, 2))).toEqual([28, 29, 28, 29]);
});
