import { beforeEach, expect, it } from "vitest";
import type { Tables } from "../lake/tables.ts";
import { freshDuckDbTables } from "../testing/duckdb-tables.ts";
import { compareAnswers } from "./compare-answers.ts";

let tables: Tables;

beforeEach(async () => {
  tables = await freshDuckDbTables();
});

function compare(run: string, oracle: string): { readonly inRun: unknown; readonly inOracle: unknown } {
  tables.exec(`create table staging.run as ${run}; create table staging.oracle as ${oracle}`);
  return compareAnswers(tables, "staging.run", "staging.oracle");
}

const NONE = { count: 0, rows: [] };

it("takes answers for bags of rows: order means nothing, copies and NULLs do", () => {
  const rows = "from (values (1, null), (2, 'b'), (2, 'b')) t(n, s)";
  expect(compare(`${rows} order by n`, `${rows} order by n desc`)).toEqual({ inRun: NONE, inOracle: NONE });
});

it("tells how many rows only one side has, and the first of them in the order of their values", () => {
  const found = compare("select i from range(100) t(i)", "select i from range(60, 130) t(i)");
  expect(found.inRun).toEqual({ count: 60, rows: Array.from({ length: 20 }, (_, row) => [BigInt(row)]) });
  expect(found.inOracle).toMatchObject({ count: 30 });
});

it("counts a row that is there once too often", () => {
  expect(compare("from (values (1), (1)) t(n)", "select 1 as n")).toEqual({
    inRun: { count: 1, rows: [[1]] },
    inOracle: NONE,
  });
});

it.each([
  ["0.1::double + 0.2::double", "0.3::double", 0],
  ["1e12::double", "1e12::double + 0.001", 0],
  // Rounding to 11 digits tears the two of each apart.
  ["1.00000000005::double", "1.00000000004999::double", 0],
  ["5.00000000005::double", "5.00000000004999::double", 0],
  ["(0.1::double + 0.2::double)::float", "0.3::float", 0],
  ["'nan'::double", "'nan'::double", 0],
  ["1.000001::double", "1.000002::double", 1],
  ["null::double", "0::double", 1],
  ["1.0000500::float", "1.0000498::float", 0],
])("holds fractions against each other without the last digits: %s and %s", (run, oracle, count) => {
  const found = compare(`select 'k' as key, ${run} as x`, `select 'k' as key, ${oracle} as x`);
  expect(found).toMatchObject({ inRun: { count }, inOracle: { count } });
});

it("finds the other half of a row that rounding tore apart also beside a number that is none", () => {
  const row = (x: string) => `select 'nan'::double as n, ${x}::double as x`;
  expect(compare(row("1.00000000005"), row("1.00000000004999"))).toEqual({ inRun: NONE, inOracle: NONE });
});
