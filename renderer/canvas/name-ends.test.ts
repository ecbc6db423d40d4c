import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDrawing } from "../../engine/scenario/drawing.ts";
import { isAlikeCut, nameEnds, shownName } from "./name-ends.ts";

const seed = 20_261_127;

describe("the ends of a name", () => {
  it.each([
    ["airport", "airport", ""],
    ["flight_dlq", "flight_dlq", ""],
    ["meine_bestellungen_dlq", "meine_bestellunge", "n_dlq"],
    ["a family 👩‍👩‍👧‍👦1234", "a family ", "👩‍👩‍👧‍👦1234"],
  ])("of %s", (name, begin, end) => {
    expect(nameEnds(name)).toEqual([begin, end]);
  });

  it(`are the name together (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), (name) => {
        const [begin, end] = nameEnds(name);
        expect(begin + end).toBe(name);
        expect(begin === "" && end !== "").toBe(false);
      }),
      { seed },
    );
  });

  it("of 10,000 characters are all that is drawn", () => {
    const [begin, end] = nameEnds(`first${"W".repeat(10_000)}last`);
    expect([begin.length, begin.slice(0, 6), end]).toEqual([300, "firstW", "Wlast"]);
  });
});

it("names are alike when their cards would show the same beginning", () => {
  const nodes =
    readDrawing(`
pipeline:
  nodes:
    - { id: flight.events, kind: topic }
    - { id: bronze.flight_events, kind: bronze }
    - { id: silver.bestellungen, kind: silver }
    - { id: silver.bestellungen_dlq, kind: dead-letter }
`)?.nodes ?? [];
  const alike = nodes.filter((node) => isAlikeCut(nodes, shownName(node))).map(({ id }) => id);
  expect(alike).toEqual(["silver.bestellungen", "silver.bestellungen_dlq"]);
});
