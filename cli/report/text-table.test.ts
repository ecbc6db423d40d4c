import { expect, test } from "vitest";
import { PLAIN } from "./palette.ts";
import { breakName, cutText, renderTable, wrapText } from "./text-table.ts";

const STYLE = { width: 24, indent: 2, titlePaint: PLAIN.faint };

test("columns align, nothing trails, and a column that can shrinks to the width", () => {
  const columns = [
    { title: "id", align: "left" as const, canShrink: true },
    { title: "n", align: "right" as const },
    { title: "", align: "left" as const },
  ];
  expect(
    renderTable(
      columns,
      [
        ["a", "1", ""],
        ["a-very-long-identifier", "20,000", "x"],
      ],
      STYLE,
    ),
  ).toEqual(["  id                n", "  a                 1", "  a-very-l...  20,000  x"]);
});

test("a table without titles has no line for them", () => {
  expect(renderTable([{ title: "", align: "left" }], [["x"]], STYLE)).toEqual(["  x"]);
});

test("texts are cut by characters, not by halves of them, and line breaks are flattened", () => {
  expect(cutText("one\ntwo", 10)).toBe("one two");
  expect(cutText("𝕒𝕓𝕔𝕕𝕖", 4)).toBe("𝕒...");
  expect(cutText("abcdef", 2)).toBe("..");
});

test("long texts wrap at blanks, words longer than a line stand alone", () => {
  expect(wrapText("one two three", 8)).toEqual(["one two", "three"]);
  expect(wrapText("a supercalifragilistic b", 8)).toEqual(["a", "supercalifragilistic", "b"]);
  expect(wrapText("", 8)).toEqual([]);
});

test("names break behind their marks, and within a word only where it is too long", () => {
  expect(breakName("silver.flight_dlq", 20)).toEqual(["silver.flight_dlq"]);
  expect(breakName("silver.flight_dlq", 14)).toEqual(["silver.flight_", "dlq"]);
  expect(breakName("abcdefgh.i", 4)).toEqual(["abcd", "efgh", ".i"]);
});

test("nothing that could move the cursor is printed", () => {
  const hostile = "a\u001b[31mb\u0007c";
  expect(cutText(hostile, 20)).toBe("a [31mb c");
  expect(wrapText(hostile, 20)).toEqual(["a [31mb c"]);
  expect(breakName(hostile, 20)).toEqual(["a [31mb c"]);
  expect(renderTable([{ title: "t", align: "left" }], [[hostile]], STYLE)).toEqual(["  t", "  a [31mb c"]);
});
