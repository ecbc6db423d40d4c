import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyChanges, changesBetween, mergeTexts } from "./text-patch.ts";

const line = fc.constantFrom(
  "a: 1\n",
  "  b: two\n",
  "\n",
  "# 🙂 comment\n",
  "c: 🙃\n",
  "c: 🙂\n",
  "d: [x, y]\r\n",
  "tail",
);
const text = fc.array(line, { maxLength: 14 }).map((lines) => lines.join(""));

describe("changes between two texts", () => {
  it.each([20_261_127, 42])(
    "make the one of the other, in order, apart, and never inside a character (seed %i)",
    (seed) => {
      fc.assert(
        fc.property(text, text, (before, after) => {
          const changes = changesBetween(before, after);
          expect(applyChanges(before, changes)).toBe(after);
          for (const [index, change] of changes.entries()) {
            expect(change.start).toBeGreaterThanOrEqual(changes[index - 1]?.end ?? 0);
            expect(before.charCodeAt(change.start - 1) >= 0xd800 && before.charCodeAt(change.start - 1) < 0xdc00).toBe(
              false,
            );
          }
        }),
        { seed, numRuns: 400 },
      );
    },
  );

  it("leave untouched lines alone: two moved nodes are two small changes", () => {
    const before = "layout:\n  a: { x: 0, y: 0 }\n  b: { x: 8, y: 8 }\n  c: { x: 16, y: 0 }\n";
    const after = before.replace("x: 0", "x: 240").replace("x: 16", "x: 160");
    expect(changesBetween(before, after)).toEqual([
      { start: before.indexOf("0, y: 0"), end: before.indexOf("0, y: 0"), text: "24" },
      { start: before.indexOf("6, y: 0 }\n", 40) + 1, end: before.indexOf("6, y: 0 }\n", 40) + 1, text: "0" },
    ]);
  });

  it("are one piece where comparing line by line would take too long", () => {
    const before = Array.from({ length: 1_500 }, (_, index) => `old ${index}\n`).join("");
    const after = Array.from({ length: 1_500 }, (_, index) => `new ${index}\n`).join("");
    const changes = changesBetween(before, after);
    expect(changes).toHaveLength(1);
    expect(applyChanges(before, changes)).toBe(after);
  });
});

describe("two changes of one text", () => {
  const base = "name: a\nseed: 1\nduration: 5m\n";

  it("become one text when they are apart, whichever came first", () => {
    const mine = base.replace("name: a", "name: abc");
    const theirs = `${base}chaos: []\n`;
    expect(mergeTexts(base, mine, theirs)).toBe("name: abc\nseed: 1\nduration: 5m\nchaos: []\n");
    expect(mergeTexts(base, theirs, mine)).toBe(mergeTexts(base, mine, theirs));
  });

  it("are no one text when both touch the same place", () => {
    expect(mergeTexts(base, base.replace("seed: 1", "seed: 12"), base.replace("seed: 1", "seed: 13"))).toBeUndefined();
  });
});
