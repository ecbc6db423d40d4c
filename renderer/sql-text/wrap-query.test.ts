import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Tables } from "../../engine/lake/tables.ts";
import { batchRows } from "../../engine/testing/column-values.ts";
import { freshDuckDbTables } from "../../engine/testing/duckdb-tables.ts";
import { quoteName, quoteText } from "./quote-sql.ts";
import { type FilterTest, PLAIN_LOOK, testsFor, wrapQuery } from "./wrap-query.ts";

let tables: Tables;
beforeAll(async () => {
  tables = await freshDuckDbTables();
});

const hostile = fc.string({
  unit: fc.constantFrom("a", "'", '"', "\\", ";", "--", "/*", "*/", "$$", " ", "é", "😀", "select", "\n", "%", "_"),
  minLength: 1,
  maxLength: 12,
});

describe("quoting", () => {
  test("gives DuckDB back every name and every text (seed 6401)", () => {
    fc.assert(
      fc.property(hostile, hostile, (name, text) => {
        const { names, columns } = tables.query(`select ${quoteText(text)} as ${quoteName(name)}`);
        expect([names, columns]).toEqual([[name], [[text]]]);
      }),
      { seed: 6401, numRuns: 200 },
    );
  });
});

const columns = [
  { name: "n", type: "INTEGER" },
  { name: "n", type: "VARCHAR" },
  { name: 'od"d;--', type: "DOUBLE" },
];
const SQL = `select * from (values (3, 'ORD', 1.5), (1, 'lga', null), (2, null, -2.0)) as v(n, n, "od""d;--") -- all of them`;
const rowsOf = (sql: string): unknown[] => {
  const { columns: found, rowCount } = tables.query(sql);
  return Array.from({ length: rowCount }, (_, row) => found.map((column) => column[row]));
};
const firsts = (sql: string): unknown[] => rowsOf(sql).map((row) => (row as unknown[])[0]);

describe("a look at a result", () => {
  test("of no order and no filter leaves the SQL as it was written", () => {
    expect(wrapQuery(SQL, columns, PLAIN_LOOK)).toBe(SQL);
  });

  test("sorts by place, whatever the names, NULL last either way", () => {
    const by = (column: number, isDescending: boolean) =>
      firsts(wrapQuery(SQL, columns, { sort: { column, isDescending }, filters: [] }));
    expect(by(0, false)).toEqual([1, 2, 3]);
    expect(by(0, true)).toEqual([3, 2, 1]);
    expect(by(2, true)).toEqual([3, 2, 1]);
    expect(by(2, false)).toEqual([2, 3, 1]);
    expect(by(1, false)).toEqual([3, 1, 2]);
  });

  test("keeps the columns' own names, twice the same one too", () => {
    const wrapped = wrapQuery(SQL, columns, { sort: { column: 0, isDescending: false }, filters: [] });
    expect(tables.query(wrapped).names).toEqual(["n", "n", 'od"d;--']);
  });

  test.each<[FilterTest, number, string, number[]]>([
    ["contains", 1, "or", [3]],
    ["equals", 1, "ORD", [3]],
    ["differs", 1, "ORD", [1, 2]],
    ["is-null", 1, "", [2]],
    ["is-not-null", 1, "", [1, 3]],
    ["at-least", 0, " 2 ", [2, 3]],
    ["at-most", 2, "0", [2]],
    ["contains", 0, "3", [3]],
  ])("filters by %s on column %d", (test, column, text, expected) => {
    const look = { sort: { column: 0, isDescending: false }, filters: [{ column, test, text }] };
    expect(firsts(wrapQuery(SQL, columns, look))).toEqual(expected);
  });

  test("holds all filters at once, and says what is no value of the type", () => {
    const filters = [
      { column: 0, test: "at-least", text: "2" },
      { column: 1, test: "is-not-null", text: "" },
    ] as const;
    expect(firsts(wrapQuery(SQL, columns, { sort: undefined, filters }))).toEqual([3]);
    const wrong = wrapQuery(SQL, columns, { sort: undefined, filters: [{ column: 0, test: "equals", text: "x" }] });
    expect(() => tables.query(wrong)).toThrow(/Could not convert string 'x' to INT32/u);
  });

  test("finds exactly the text that was typed (seed 6402)", () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 6 }), hostile, (texts, wanted) => {
        const values = texts.map((text, index) => `(${index}, ${quoteText(text)})`).join(", ");
        const sql = `select * from (values ${values}) as v(i, t)`;
        const look = { sort: undefined, filters: [{ column: 1, test: "contains", text: wanted }] } as const;
        const wrapped = wrapQuery(
          sql,
          [
            { name: "i", type: "INTEGER" },
            { name: "t", type: "VARCHAR" },
          ],
          look,
        );
        const expected = texts.flatMap((text, index) => (text.includes(wanted) ? [index] : []));
        expect(batchRows(tables.read(wrapped)).map((row) => row["i"])).toEqual(expected);
      }),
      { seed: 6402, numRuns: 150 },
    );
  });
});

test("only simple types are compared", () => {
  const words = (type: string) => testsFor(type).map(({ value }) => value);
  expect(words("DECIMAL(18,2)")).toContain("at-least");
  expect(words("TIMESTAMP WITH TIME ZONE")).toContain("at-least");
  expect(words("STRUCT(a INTEGER)")).toEqual(["contains", "is-null", "is-not-null"]);
  expect(words("INTEGER[]")).not.toContain("equals");
});
