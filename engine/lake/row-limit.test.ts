import { expect, it } from "vitest";
import { splitLimit } from "./row-limit.ts";

it.each([
  [
    "select a, b from t order by a desc nulls last, b limit 5",
    "select a, b from t order by a desc nulls last, b ",
    ["a", "b"],
  ],
  ['select a as "A" from t order by "A" limit 5', 'select a as "A" from t order by "A" ', ["a"]],
  [
    "select (select max(x) from u order by 1 limit 1) as m from t order by m limit 3",
    "select (select max(x) from u order by 1 limit 1) as m from t order by m ",
    ["m"],
  ],
])("takes apart %s", (sql, unlimited, orderColumns) => {
  expect(splitLimit(sql)).toEqual({ unlimited, orderColumns });
});

it.each([
  "select a from t",
  "select a from t order by a",
  "select a from t limit 5",
  "select a from t order by a + b limit 5",
  "select a from t order by t.a limit 5",
  "select a from t order by 1 limit 5",
  "select a from t order by a limit 5 + 1",
  "select a from t order by a limit 5 offset 2",
  "select a from (select a from t order by a limit 5)",
  "select a from t order by a limit 'open",
])("leaves %s alone", (sql) => {
  expect(splitLimit(sql)).toBeUndefined();
});
