import { expect, test } from "vitest";
import { freshDuckDbTables } from "../../engine/testing/duckdb-tables.ts";
import { profileOf, profileSql } from "./table-profile.ts";

test("a profile is of all rows, whatever the columns are called", async () => {
  const tables = await freshDuckDbTables();
  tables.exec(
    `create table silver."t" as select * from (values (3, 'b', [1]), (1, null, [2]), (null, 'a"', null)) as v("n ""q""", s, list)`,
  );
  const columns = [
    { name: 'n "q"', type: "INTEGER" },
    { name: "s", type: "VARCHAR" },
    { name: "list", type: "INTEGER[]" },
  ];
  const batch = tables.read(profileSql("silver.t", columns));
  expect(profileOf({ batch }, columns)).toEqual({
    rows: 3,
    columns: [
      { ...columns[0], nulls: 1, distinct: 2, min: "1", max: "3" },
      { ...columns[1], nulls: 1, distinct: 2, min: 'a"', max: "b" },
      { ...columns[2], nulls: 1, distinct: 2, min: undefined, max: undefined },
    ],
  });
});
