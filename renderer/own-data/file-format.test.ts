import { describe, expect, test } from "vitest";
import { encodeUtf8 } from "../../engine/base/utf8.ts";
import { formatOf, hasOffsets, otherSeparator } from "./file-format.ts";

describe("a file's format", () => {
  test.each([
    ["rows.csv", "a,b\n1,2", "csv"],
    ["ROWS.CSV", "a", "csv"],
    ["rows.jsonl", "{}", "ndjson"],
    ["rows.json", ' {"a":1}\n{"a":2}', "ndjson"],
    ["rows", "a,b", "csv"],
    ["rows.csv", "PAR1....", "parquet"],
    ["rows.feather", "ARROW1..", "arrow"],
    ["rows.parquet", "xx", "parquet"],
  ])("of %s that begins with %s is known", (name, text, format) => {
    expect(formatOf(name, encodeUtf8(text))).toEqual({ ok: true, value: format });
  });

  test.each([
    ["rows.csv", "", /is empty/u],
    ["rows.json", "[{}]", /jq -c '\.\[\]'/u],
    ["rows.xlsx", "PK", /no data file that Spillway reads/u],
  ])("that cannot be used is refused with what to do: %s", (name, text, sentence) => {
    const found = formatOf(name, encodeUtf8(text));
    expect(found.ok ? "taken" : found.error).toMatch(sentence);
  });
});

test("a header without commas tells what stands between its fields", () => {
  expect(otherSeparator(["id;city"])).toBe("semicolon");
  expect(otherSeparator(["id\tcity"])).toBe("tab");
  expect(otherSeparator(["id"])).toBeUndefined();
  expect(otherSeparator(["a;b", "c"])).toBeUndefined();
});

test.each([
  ["2025-03-01T08:00:00+02:00", true],
  ["2025-03-01 08:00:00-0530,next", true],
  ["2025-03-01 08:00:00.123456 -05", true],
  ['{"at":"2025-03-01T08:00+01:00"}', true],
  ["2025-03-01T08:00:00Z", false],
  ["2025-03-01T08:00:00+00:00", false],
  ["2025-03-01 08:00:00+00", false],
  ["2025-03-01 08:00:00", false],
  ["08:00-09:30", false],
  ["12:30,-5", false],
])("the times of %s say an offset from UTC: %s", (text, isOffset) => {
  expect(hasOffsets("csv", encodeUtf8(`at\n${text}\n`))).toBe(isOffset);
});

test("a file without text has no offsets to read", () => {
  expect(hasOffsets("parquet", encodeUtf8("2025-03-01T08:00:00+02:00"))).toBe(false);
});
