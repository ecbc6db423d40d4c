import { expect, it } from "vitest";
import { rejectsInWords } from "./reject-counts.ts";

const REASONS = ["not_castable", "no_delay", "null_key"];

const readingsWith = (rows: Readonly<Record<string, number>>) => ({
  valueOf: (subject: string, key: string) => (key === "rows-rejected" ? rows[subject] : undefined),
});

it("names the rules before a run", () => {
  expect(rejectsInWords("silver.dlq", REASONS, readingsWith({}))).toBe("not_castable, no_delay, null_key");
  expect(rejectsInWords("silver.dlq", [], readingsWith({}))).toBe("no quality rule rejects anything");
});

it("counts what each rule rejected, the most first, and leaves out the rules that rejected nothing", () => {
  const rows = { "silver.dlq not_castable": 3, "silver.dlq no_delay": 1_204, "silver.dlq null_key": 0 };
  expect(rejectsInWords("silver.dlq", REASONS, readingsWith(rows))).toBe("no_delay 1,204 · not_castable 3");
});

it("says that nothing was rejected yet, and does not read another table's counts", () => {
  const rows = { "silver.dlq not_castable": 0, "silver.other_dlq not_castable": 7 };
  expect(rejectsInWords("silver.dlq", REASONS, readingsWith(rows))).toBe("nothing rejected yet");
});
