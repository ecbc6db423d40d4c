import fc from "fast-check";
import { expect, test } from "vitest";
import { textBatch, textColumn } from "../testing/text-columns.ts";
import { jsonLinePieces } from "./json-lines.ts";
import { distinctNames, type ResultTable } from "./result-table.ts";

const lines = (table: ResultTable): string[] => [...jsonLinePieces(table)].join("").split("\n").slice(0, -1);

test("text and NULL are read back by JSON.parse (seed 6201)", () => {
  const cell = fc.option(fc.string({ unit: "grapheme" }), { nil: undefined });
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1 }), fc.string({ unit: "grapheme", minLength: 1 }), (values, name) => {
      const written = lines({ batch: textBatch([[name, values]]), types: ["VARCHAR"] });
      // Computed keys, so that a column named __proto__ is one like any other.
      expect(written.map((line) => JSON.parse(line))).toEqual(values.map((value) => ({ [name]: value ?? null })));
    }),
    { seed: 6201, numRuns: 300 },
  );
});

test("numbers keep every digit, and what is no number in JSON is text", () => {
  const batch = {
    rowCount: 2,
    columns: [
      { name: "big", column: { kind: "int64", values: BigInt64Array.of(9_007_199_254_740_993n, -1n) } },
      { name: "price", column: textColumn(["12345678901234567890.10", "-0.50"]) },
      { name: "share", column: { kind: "float64", values: Float64Array.of(Number.NaN, 1e300) } },
      { name: "isIt", column: { kind: "bool", values: Uint8Array.of(1, 0) } },
      { name: "at", column: { kind: "timestamp", values: BigInt64Array.of(986_594_400_250_000n, -1n) } },
    ],
  } as const;
  expect(lines({ batch, types: ["BIGINT", "DECIMAL(38,2)", "DOUBLE", "BOOLEAN", "TIMESTAMP"] })).toEqual([
    '{"big":9007199254740993,"price":12345678901234567890.10,"share":"nan","isIt":true,"at":"2001-04-06T22:00:00.25"}',
    '{"big":-1,"price":-0.50,"share":1e+300,"isIt":false,"at":"1969-12-31T23:59:59.999999"}',
  ]);
});

test("columns of one name get numbers, and none that another column has", () => {
  expect(distinctNames(["n", "N", "n_2", "n", "m"])).toEqual(["n", "N_3", "n_2", "n_4", "m"]);
});
