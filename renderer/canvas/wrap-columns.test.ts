import { describe, expect, it } from "vitest";
import { type PlacedBox, wrapColumns } from "./wrap-columns.ts";

/** So many cards below each other in each column. */
function columns(...counts: readonly number[]): readonly PlacedBox[] {
  return counts.flatMap((count, column) =>
    Array.from({ length: count }, (_, row) => ({
      id: `${column}-${row}`,
      x: column * 320,
      y: row * 200,
      width: 236,
      height: 160,
    })),
  );
}

const placesOf = (boxes: readonly PlacedBox[]) => new Map(boxes.map(({ id, x, y }) => [id, { x, y }]));

describe("a drawing in columns", () => {
  it("of five or fewer stays in one row", () => {
    const boxes = columns(1, 1, 1, 1, 1);
    expect(wrapColumns(boxes)).toEqual(placesOf(boxes));
  });

  it("of many goes on below, each row from left to right", () => {
    const places = wrapColumns(columns(1, 1, 1, 1, 1, 1, 1, 1));
    expect(places.get("1-0")).toEqual({ x: 320, y: 0 });
    const starts = [...places.values()].filter(({ x }) => x === 0);
    expect(starts.length).toBeGreaterThan(1);
    const order = [...places.values()].toSorted((left, right) => left.y - right.y || left.x - right.x);
    expect(order).toEqual([...places.values()]);
  });

  it("that is high already stays as it is: rows would make it smaller", () => {
    const boxes = columns(6, 6, 6, 6, 6, 6, 6);
    expect(wrapColumns(boxes)).toEqual(placesOf(boxes));
  });

  it("keeps the cards of a column together, and no card on another", () => {
    const boxes = columns(1, 2, 1, 3, 1, 1, 2, 1, 1);
    const places = wrapColumns(boxes);
    const now = boxes.map((box) => ({ ...box, ...places.get(box.id) }));
    for (const [index, one] of now.entries())
      for (const other of now.slice(index + 1))
        expect(Math.abs(one.x - other.x) >= 236 || Math.abs(one.y - other.y) >= 160).toBe(true);
    expect((places.get("3-2")?.y ?? 0) - (places.get("3-0")?.y ?? 0)).toBe(400);
  });
});
