import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pointAt, TABLE_POINTS, tableOfLine } from "./path-table.ts";

const seed = 20_261_127;
const points = fc.record({ x: fc.integer({ min: -900, max: 900 }), y: fc.integer({ min: -900, max: 900 }) });
const lines = fc.array(points, { minLength: 2, maxLength: 12 });

describe("the table of a line", () => {
  it("has points at equal distances along it", () => {
    const corner = [
      { x: 0, y: 0 },
      { x: 60, y: 0 },
      { x: 60, y: 30 },
    ];
    const table = tableOfLine(corner);
    expect(table.length).toBe(90);
    expect(pointAt(table, 0)).toEqual({ x: 0, y: 0, angle: 0 });
    expect(pointAt(table, 1 / 3).x).toBeCloseTo(30, 3);
    expect(pointAt(table, 5 / 6)).toMatchObject({ x: 60, y: expect.closeTo(15, 3), angle: Math.PI / 2 });
    expect(pointAt(table, 1)).toMatchObject({ x: 60, y: 30 });
  });

  it(`begins and ends with the line and leaves no more of it out than its step (seed ${seed})`, () => {
    fc.assert(
      fc.property(lines, (line) => {
        const table = tableOfLine(line);
        const step = table.length / (TABLE_POINTS - 1);
        const [first, last] = [line.at(0), line.at(-1)];
        expect(pointAt(table, 0)).toMatchObject({ x: first?.x, y: first?.y });
        expect(Math.hypot(pointAt(table, 1).x - (last?.x ?? 0), pointAt(table, 1).y - (last?.y ?? 0))).toBeLessThan(
          0.01,
        );
        for (let index = 1; index < TABLE_POINTS; index += 1) {
          const dx = (table.xs[index] ?? 0) - (table.xs[index - 1] ?? 0);
          const dy = (table.ys[index] ?? 0) - (table.ys[index - 1] ?? 0);
          expect(Math.hypot(dx, dy)).toBeLessThanOrEqual(step + 0.01);
        }
      }),
      { seed },
    );
  });

  it("of a line without length is that one place", () => {
    const table = tableOfLine([
      { x: 7, y: 8 },
      { x: 7, y: 8 },
    ]);
    expect([table.length, pointAt(table, 0.5)]).toEqual([0, { x: 7, y: 8, angle: 0 }]);
  });
});
