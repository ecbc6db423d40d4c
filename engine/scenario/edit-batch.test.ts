import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { SMALL_SCENARIO } from "../testing/small-scenario.ts";
import { applyEdits } from "./edit-scenario.ts";
import type { ScenarioEdit } from "./plain-edit.ts";
import type { PlainValue } from "./yaml-render.ts";

const EDGES: readonly unknown[] = parse(SMALL_SCENARIO).pipeline.edges;

const atOnce = (edits: readonly ScenarioEdit[]): string => applyEdits({ text: SMALL_SCENARIO }, edits);
const oneByOne = (edits: readonly ScenarioEdit[]): string =>
  edits.reduce((text, edit) => applyEdits({ text }, [edit]), SMALL_SCENARIO);

/** The last edges go, the very last first. */
const withoutEdges = (count: number): readonly ScenarioEdit[] =>
  Array.from({ length: count }, (_, index) => ({
    path: ["pipeline", "edges", EDGES.length - 1 - index],
    remove: true,
  }));

describe("many edits at once", () => {
  const value: fc.Arbitrary<PlainValue> = fc.oneof(
    fc.integer(),
    fc.constantFrom("plain", "a: b", "# no comment", "two\nlines\n", ""),
    fc.record({ x: fc.integer(), note: fc.constantFrom("a", "- b", "null") }),
  );

  test("come to what one by one comes to, to the byte (seed 20013)", () => {
    const values = fc.array(value, { minLength: 3, maxLength: 6 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), values, (removed, some) => {
        const added: ScenarioEdit[] = [
          ...some.map((item, index) => ({ path: ["pipeline", "edges", EDGES.length + index], value: item })),
          ...some.map((item, index) => ({ path: ["layout", `new-${index}`], value: item })),
        ];
        const set: ScenarioEdit[] = [
          { path: ["name"], value: some[0] ?? 0 },
          { path: ["layout", "orders", "x"], value: 8 },
          { path: ["pipeline", "edges", 1], value: some[1] ?? 0 },
        ];
        const all = [...added, ...set, ...withoutEdges(removed)];
        expect(atOnce(all)).toBe(oneByOne(all));
      }),
      { seed: 20_013, numRuns: 6 },
    );
  });

  test("that take all items of a list leave an empty one", () => {
    expect(parse(atOnce(withoutEdges(EDGES.length))).pipeline.edges).toEqual([]);
  });

  test("that name one place twice keep the last word", () => {
    const edits: ScenarioEdit[] = [
      { path: ["layout", "orders"], value: { x: 8, y: 8 } },
      { path: ["layout", "orders", "x"], value: 16 },
      { path: ["seed"], value: 8 },
      { path: ["seed"], value: 9 },
    ];
    expect(parse(atOnce(edits))).toMatchObject({ seed: 9, layout: { orders: { x: 16, y: 8 } } });
  });
});
