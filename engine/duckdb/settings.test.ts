import { beforeEach, describe, expect, test } from "vitest";
import { freshDuckDbTables } from "../testing/duckdb-tables.ts";
import type { DuckDbTables } from "./duckdb-tables.ts";
import { OFTEN_ASKED } from "./settings.ts";

let tables: DuckDbTables;

beforeEach(async () => {
  tables = await freshDuckDbTables();
});

function setting(name: string): unknown {
  return tables.query(`select value from duckdb_settings() where name = '${name}'`).columns[0]?.[0];
}

test.each(OFTEN_ASKED.map((line) => line.split(" = ")[0] ?? ""))("%s is set to DuckDB's own default", (name) => {
  const set = String(setting(name)).toLowerCase();
  tables.exec(`reset ${name}`);
  // The default order is ASCENDING, and ASC once it was set.
  expect(String(setting(name)).toLowerCase().replace("ascending", "asc")).toBe(set);
});

describe("plans", () => {
  const statements = [
    "select a.i % 7 as k, count(*) as n, sum(a.i * 2 + 1)::bigint as s, max(b.t) as t from staging.a as a join staging.b as b on a.i = b.i where a.i + 0 > 10 group by all order by k",
    "select distinct i % 3 + i % 3 as twice from staging.a where i in (select i from staging.b where t is not null) order by twice",
    "select i, row_number() over (partition by i % 5 order by t desc nulls last, i) as place from staging.b qualify place = 1 order by i",
    "with recent as (select * from staging.b where i between 40 and 60) select count(*) from recent full join staging.a using (i) where t like '%4'",
  ];

  test("quick or careful, a statement has the same rows", () => {
    tables.exec("create table staging.a as select i from range(100) as r(i)");
    tables.exec(
      "create table staging.b as select i, if(i % 4 = 0, null, 'text ' || i) as t from range(50, 150) as r(i)",
    );
    const carefully = statements.map((sql) => tables.query(sql));
    for (const { rowCount } of carefully) expect(rowCount).toBeGreaterThan(0);
    tables.plan("quick");
    expect(statements.map((sql) => tables.query(sql))).toEqual(carefully);
  });

  const atTheEdge = [
    "select cast(v as integer) > 0 from (values (8589934588::bigint)) as t(v)",
    "select count(*) from (values (2147483647)) as t(i) where i + 1 > 5",
    "select count(*) from (values (2147483647)) as t(i) where i * 2 = 4",
    "select count(*) from (values ((-128)::tinyint)) as t(y) where y - 1 < 0",
    "select sum(i + 1)::bigint from (values (2147483647)) as t(i)",
  ];

  test.each(atTheEdge)("quick or careful, %s ends alike", (sql) => {
    const ending = (): unknown => {
      try {
        return tables.query(sql).columns;
      } catch (error) {
        return String(error);
      }
    };
    const carefully = ending();
    tables.plan("quick");
    expect(ending()).toEqual(carefully);
  });

  test("are careful at first, as asked from then on, and careful again in an empty database", () => {
    expect(setting("disabled_optimizers")).toBe("");
    tables.plan("quick");
    tables.plan("quick");
    expect(setting("disabled_optimizers")).toContain("common_subexpressions");
    tables.plan("careful");
    expect(setting("disabled_optimizers")).toBe("");
    tables.plan("quick");
    tables.reset();
    expect(setting("disabled_optimizers")).toBe("");
    tables.plan("quick");
    expect(setting("disabled_optimizers")).toContain("statistics_propagation");
  });
});
