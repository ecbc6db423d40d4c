import { describe, expect, test } from "vitest";
import { textColumn } from "../testing/text-columns.ts";
import { cellReader, timestampText } from "./cell-text.ts";

describe("a cell's text", () => {
  test("of a NULL is none, whatever the kind of column", () => {
    const valid = Uint8Array.of(0);
    expect(cellReader({ kind: "int32", values: Int32Array.of(7), valid })(0)).toBeUndefined();
    expect(cellReader({ kind: "dictionary", codes: Int32Array.of(-1), dictionary: ["a"] })(0)).toBeUndefined();
    expect(cellReader(textColumn([undefined]))(0)).toBeUndefined();
  });

  test("is cut at a whole character, and only when it is longer", () => {
    const read = cellReader(textColumn(["𝄞𝄞𝄞", "é".repeat(10_000), "abc"]));
    expect(read(0, 3)).toBe("𝄞…");
    expect(read(0, 4)).toBe("𝄞𝄞…");
    expect(read(1, 10)).toBe(`${"é".repeat(10)}…`);
    expect(read(2, 3)).toBe("abc");
    expect(read(1)?.length).toBe(10_000);
  });
});

test.each([
  [0n, "1970-01-01 00:00:00"],
  [-1n, "1969-12-31 23:59:59.999999"],
  [986_594_400_250_000n, "2001-04-06 22:00:00.25"],
  [-62_135_596_800_000_000n, "0001-01-01 00:00:00"],
  [-62_135_596_800_000_001n, "0001-12-31 23:59:59.999999 (BC)"],
  [253_402_300_800_000_000n, "10000-01-01 00:00:00"],
  [9_223_372_036_854_775_807n, "infinity"],
  [-9_223_372_036_854_775_807n, "-infinity"],
])("the instant %d is written %s", (timeUs, text) => {
  expect(timestampText(timeUs)).toBe(text);
});
