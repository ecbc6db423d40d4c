import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { textBatch } from "../../../engine/testing/text-columns.ts";
import {
  cellCount,
  clampSelection,
  FIRST_CELL,
  HEADER_ROW,
  holds,
  move,
  moveOfKey,
  rangeOf,
} from "./grid-selection.ts";
import { summarise } from "./range-summary.ts";

const size = { rows: 100, columns: 4 };
const key = (name: string, isFar = false) => ({ key: name, ctrlKey: isFar, metaKey: false, altKey: false });

/** Where keys lead from the first cell. */
function pressed(...keys: readonly (readonly [string, ("ctrl" | "shift")?])[]) {
  return keys.reduce((selection, [name, modifier]) => {
    const step = moveOfKey(key(name, modifier === "ctrl"), 10);
    return step === undefined ? selection : move(selection, step, size, modifier === "shift");
  }, FIRST_CELL);
}

describe("keys in a grid", () => {
  test("move the active cell and stop at the edges", () => {
    expect(pressed(["ArrowDown"], ["ArrowRight"]).active).toEqual({ row: 1, column: 1 });
    expect(pressed(["PageDown"], ["End"]).active).toEqual({ row: 10, column: 3 });
    expect(pressed(["End", "ctrl"], ["ArrowDown"]).active).toEqual({ row: 99, column: 3 });
    expect(pressed(["End", "ctrl"], ["Home", "ctrl"]).active).toEqual({ row: 0, column: 0 });
  });

  test("reach the header above the first row, and no further", () => {
    expect(pressed(["ArrowUp"], ["ArrowUp"]).active).toEqual({ row: HEADER_ROW, column: 0 });
    expect(rangeOf(pressed(["ArrowUp"]))).toBeUndefined();
  });

  test("draw a range with Shift, from the cell where it began", () => {
    const selection = pressed(["ArrowDown"], ["ArrowDown", "shift"], ["ArrowRight", "shift"]);
    expect(rangeOf(selection)).toEqual({ firstRow: 1, lastRow: 2, firstColumn: 0, lastColumn: 1 });
    expect(rangeOf(pressed(["a", "ctrl"]))).toEqual({ firstRow: 0, lastRow: 99, firstColumn: 0, lastColumn: 3 });
  });

  test("that mean something else are left alone", () => {
    expect(moveOfKey(key("a"), 10)).toBeUndefined();
    expect(moveOfKey({ ...key("ArrowUp"), altKey: true }, 10)).toBeUndefined();
  });

  test("never lead out of any grid (seed 6501)", () => {
    const steps = fc.constantFrom(
      "ArrowUp",
      "ArrowDown",
      "ArrowLeft",
      "ArrowRight",
      "PageUp",
      "PageDown",
      "Home",
      "End",
    );
    const step = fc.tuple(steps, fc.boolean(), fc.boolean());
    const grid = fc.record({ rows: fc.integer({ min: 0, max: 30 }), columns: fc.integer({ min: 1, max: 5 }) });
    fc.assert(
      fc.property(grid, fc.array(step), (shape, keys) => {
        let selection = clampSelection(FIRST_CELL, shape);
        for (const [name, isFar, isExtending] of keys) {
          const meant = moveOfKey(key(name, isFar), 7);
          if (meant !== undefined) selection = move(selection, meant, shape, isExtending);
          for (const { row, column } of [selection.active, selection.anchor]) {
            expect(row).toBeGreaterThanOrEqual(HEADER_ROW);
            expect(row).toBeLessThan(Math.max(shape.rows, 0) || 1);
            expect(column).toBeGreaterThanOrEqual(0);
            expect(column).toBeLessThan(shape.columns);
          }
          const range = rangeOf(selection);
          if (range !== undefined) {
            expect(holds(range, selection.active.row, selection.active.column)).toBe(true);
            expect(cellCount(range)).toBeGreaterThan(0);
          }
        }
      }),
      { seed: 6501, numRuns: 300 },
    );
  });
});

test("a range adds up its numbers and counts everything", () => {
  const batch = textBatch([
    ["price", ["1.50", "2.50", undefined]],
    ["name", ["7", "8", "9"]],
  ]);
  const table = { batch, types: ["DECIMAL(9,2)", "VARCHAR"] };
  const all = { firstRow: 0, lastRow: 2, firstColumn: 0, lastColumn: 1 };
  expect(summarise(table, all)).toEqual({ cells: 6, numbers: 2, sum: 4, mean: 2 });
  expect(summarise(table, { ...all, lastRow: 0, lastColumn: 0 })).toBeUndefined();
});
