import fc from "fast-check";
import { expect, it } from "vitest";
import { nameEnds } from "./name-ends.ts";

const seed = 20_261_127;

it.each([
  ["airport", "airport", ""],
  ["flight_dlq", "flight_dlq", ""],
  ["meine_bestellungen_dlq", "meine_bestellung", "en_dlq"],
  ["a family 👩‍👩‍👧‍👦12345", "a family ", "👩‍👩‍👧‍👦12345"],
])("of %s", (name, begin, end) => {
  expect(nameEnds(name)).toEqual([begin, end]);
});

it(`together they are the name (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), (name) => {
      const [begin, end] = nameEnds(name);
      expect(begin + end).toBe(name);
      expect(begin === "" && end !== "").toBe(false);
    }),
    { seed },
  );
});

it("of a name of 10,000 characters only the ends are drawn", () => {
  const [begin, end] = nameEnds(`first${"W".repeat(10_000)}-last`);
  expect([begin.length, begin.slice(0, 6), end]).toEqual([300, "firstW", "W-last"]);
});
