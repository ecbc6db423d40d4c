import { expect, test } from "vitest";
import type { SegmentRow } from "../../engine/protocol/log-inspection.ts";
import { stripBoxes } from "./segment-strip.ts";

function segment(baseOffset: number, nextOffset: number, isActive = false): SegmentRow {
  return {
    baseOffset,
    nextOffset,
    sizeBytes: 10 * (nextOffset - baseOffset),
    records: nextOffset - baseOffset,
    largestTimestampUs: 0,
    isActive,
    isCopied: false,
    isClean: false,
  };
}

test("segments are as wide as their part of the offsets", () => {
  const boxes = stripBoxes([segment(0, 300), segment(300, 400, true)], 100);
  expect(boxes.map(({ from, to }) => [from, to])).toEqual([
    [0, 0.75],
    [0.75, 1],
  ]);
});

test("an empty active segment still has a box that can be seen", () => {
  const boxes = stripBoxes([segment(0, 1_000), segment(1_000, 1_000, true)], 50);
  expect(boxes).toHaveLength(2);
  expect((boxes[1]?.to ?? 0) - (boxes[1]?.from ?? 0)).toBeGreaterThan(0.015);
  expect(boxes[1]?.to).toBeCloseTo(1);
});

test("more segments than there is room for share boxes, and lose nothing; the active one has its own", () => {
  const many = Array.from({ length: 1_000 }, (_, index) => segment(index * 10, index * 10 + 10, index === 999));
  const boxes = stripBoxes(many, 40);
  expect(boxes.length).toBeLessThanOrEqual(40);
  expect(boxes.reduce((sum, { count }) => sum + count, 0)).toBe(1_000);
  expect(boxes.reduce((sum, { records }) => sum + records, 0)).toBe(10_000);
  expect(boxes.at(-1)).toMatchObject({ count: 1, first: { isActive: true } });
});

test("no segments, no boxes", () => {
  expect(stripBoxes([], 10)).toEqual([]);
});
