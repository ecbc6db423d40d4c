import { describe, expect, test } from "vitest";
import { encodeUtf8 } from "../../engine/base/utf8.ts";
import { formatOf, otherSeparator } from "./file-format.ts";

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
