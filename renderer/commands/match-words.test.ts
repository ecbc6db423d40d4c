import { describe, expect, test } from "vitest";
import { matchWords, rank } from "./match-words.ts";

const entries = ["Export drawing as PNG", "Open…", "Step one event", "flight.events", "Export report as HTML"].map(
  (words) => ({ words }),
);

describe("what a person types", () => {
  test("finds by the beginnings of words, in any order", () => {
    expect(rank("png exp", entries)[0]?.words).toBe("Export drawing as PNG");
  });

  test("prefers the start of a word to its middle", () => {
    expect(rank("event", entries).map(({ words }) => words)).toEqual(["flight.events", "Step one event"]);
  });

  test("finds letters in order when nothing nearer is there", () => {
    expect(rank("epng", entries).map(({ words }) => words)).toEqual(["Export drawing as PNG"]);
  });

  test("leaves out what lacks one of the words", () => {
    expect(rank("export parquet", entries)).toEqual([]);
  });

  test("nothing typed leaves everything as it is", () => {
    expect(rank("  ", entries)).toEqual(entries);
  });

  test("does not read ten thousand characters", () => {
    expect(matchWords("needle", `${"x".repeat(10_000)}needle`)).toBeUndefined();
  });
});
