import { describe, expect, test } from "vitest";
import { explainFailure } from "./explain-failure.ts";

describe("a failure in words", () => {
  test.each([
    ["RangeError: Array buffer allocation failed", "The engine ran out of memory."],
    ["Out of Memory Error: could not allocate block of size 256.0 KiB (3.1 GiB/3.1 GiB used)", "out of memory"],
    ["Catalog Error: Scalar Function with name json_extract exists in the json extension", "not available offline"],
    ["RuntimeError: function signature mismatch", "offline build"],
    ["TypeError: Failed to fetch dynamically imported module: http://127.0.0.1/x.js", "own folder"],
    ["QuotaExceededError: the quota exceeded", "no room left"],
  ])("%s", (message, words) => {
    const { sentence, next } = explainFailure(message);
    expect(sentence).toContain(words);
    expect(next).toMatch(/\.$/u);
  });

  test("DuckDB's own words about a name or a value stay in the sentence", () => {
    const { sentence } = explainFailure(
      'Binder Error: Referenced column "flihgt" not found in FROM clause!\nLINE 1: ...',
    );
    expect(sentence).toContain('Referenced column "flihgt" not found in FROM clause!');
    expect(sentence).not.toContain("LINE 1");
  });

  test("an out-of-memory error is not taken for an out-of-range one", () => {
    expect(explainFailure("Out of Range Error: Overflow in multiplication").sentence).toContain(
      "too large for its type",
    );
  });

  test("what nobody foresaw is told as it came, cut to a line", () => {
    const { sentence, next } = explainFailure(`${"x".repeat(10_000)}\nat somewhere`);
    expect(sentence.length).toBeLessThan(400);
    expect(next).toContain("Replay");
    expect(explainFailure("").sentence).toBe("It said: nothing.");
  });
});
