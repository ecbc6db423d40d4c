import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DiffLine, diffLines, withGaps } from "./line-diff.ts";

const SEED = 20_260_711;

function textOf(lines: readonly DiffLine[], left: "removed" | "added"): string {
  return lines
    .filter(({ kind }) => kind !== left)
    .map(({ text }) => text)
    .join("\n");
}

/** Length of the longest common subsequence, by the table: slow and plain. */
function commonLines(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const line of a) {
    const next = [0];
    for (const [j, other] of b.entries()) {
      next.push(line === other ? (row[j] ?? 0) + 1 : Math.max(next[j] ?? 0, row[j + 1] ?? 0));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

describe("a comparison of two texts", () => {
  test("shows a changed line between its neighbours", () => {
    expect(diffLines("a\nb\nc", "a\nB\nc")).toEqual([
      { kind: "same", text: "a", oldLine: 1, newLine: 1 },
      { kind: "removed", text: "b", oldLine: 2 },
      { kind: "added", text: "B", newLine: 2 },
      { kind: "same", text: "c", oldLine: 3, newLine: 3 },
    ]);
  });

  test(`gives both texts back and keeps as many lines as there can be (seed ${SEED})`, () => {
    const lines = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 14 });
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const diff = diffLines(a.join("\n"), b.join("\n"));
        expect(textOf(diff, "added")).toBe(a.join("\n"));
        expect(textOf(diff, "removed")).toBe(b.join("\n"));
        expect(diff.filter(({ kind }) => kind === "same")).toHaveLength(commonLines(a, b));
      }),
      { seed: SEED, numRuns: 400 },
    );
  });

  test("of texts that have nothing in common is still both texts", () => {
    const a = Array.from({ length: 3_000 }, (_, line) => `a${line}`).join("\n");
    const b = Array.from({ length: 3_000 }, (_, line) => `b${line}`).join("\n");
    const diff = diffLines(a, b);
    expect(textOf(diff, "added")).toBe(a);
    expect(textOf(diff, "removed")).toBe(b);
  });

  test("leaves out what lies far from every change", () => {
    const before = Array.from({ length: 100 }, (_, line) => `line ${line}`);
    const after = before.with(50, "changed");
    const parts = withGaps(diffLines(before.join("\n"), after.join("\n")), 3);
    expect(parts.map((part) => (part.kind === "gap" ? part.count : part.lines.length))).toEqual([47, 8, 46]);
  });
});
