import { describe, expect, test } from "vitest";
import { goldShape } from "./gold-shape.ts";

const AGGREGATES = new Set(["count", "sum", "max", "min", "quantile_disc"]);

const shape = (sql: string, groupBy: readonly string[] = ["day", "origin"]) =>
  goldShape({ sql, sourceId: "silver.flight", groupBy, aggregates: AGGREGATES });

describe("tables whose groups can be computed alone", () => {
  test("the group expressions and the place of the source are read off the text", () => {
    const sql = "select f.at::date as day, origin, count(*) as n from silver.flight as f where delay > 3 group by all";
    expect(shape(sql)).toEqual({
      kind: "grouped",
      groupExpressions: ["f.at::date", "origin"],
      alias: "f",
      source: { start: sql.indexOf("silver"), end: sql.indexOf(" where") },
      isOneRowAGroup: true,
    });
  });

  test.each([
    ["select at::date as day, origin, count(*) from silver.flight group by day, origin", true],
    ["select at::date as day, origin, count(*) from silver.flight group by 1, 2 having count(*) > 1 order by 1", true],
    ["select at::date as day, origin, count(*) from silver.flight group by at::date, origin;", true],
    ["select at::date as day, origin, dest, count(*) from silver.flight group by all", false],
    ["select at::date as day, origin, count(*) from silver.flight group by 1, 2, dest", false],
    ["select at::date as day, origin from silver.flight", false],
  ])("%s: one row a group is %s", (sql, isOneRowAGroup) => {
    expect(shape(sql)).toMatchObject({ kind: "grouped", isOneRowAGroup, groupExpressions: ["at::date", "origin"] });
  });

  test("a reference table may be joined, and the source may have a quoted alias or none", () => {
    const joined =
      'select at::date as day, "f".origin, count(*) from silver.flight "f" left join silver.airport a on a.iata = "f".origin group by all';
    expect(shape(joined)).toMatchObject({ kind: "grouped", alias: '"f"' });
    expect(
      shape("select at::date as day, origin, count(*) from silver.flight join silver.airport a using (x) group by all"),
    ).toMatchObject({ kind: "grouped", alias: "flight" });
  });
});

describe("tables that have to be computed whole", () => {
  test.each([
    ["with x as (select 1) select day, origin, count(*) from silver.flight group by all", "no plain SELECT"],
    ["select distinct day, origin from silver.flight", "distinct rows"],
    ["select day, origin, count(*) from silver.flight group by all limit 3", "LIMIT"],
    ["select day, origin, count(*) from silver.flight group by rollup (day, origin)", "ROLLUP"],
    ["select day, origin, count(*) from silver.flight group by grouping sets ((day), (origin))", "GROUPING"],
    ["select day, origin, rank() over (order by count(*)) from silver.flight group by all", "window function"],
    ["select day, origin, 1 from silver.flight union all select 1, 2, 3", "UNION"],
    ["select day, origin, count(*) from silver.flight a join silver.flight b using (id) group by all", "once"],
    ["select day, origin, count(*) from silver.airport left join silver.flight using (x) group by all", "once"],
    ["select day, origin, count(*) from silver.flight full join silver.airport using (x) group by all", "FULL JOIN"],
    ["select day, origin, count(*) from silver.flight f(a, b) group by all", "renames the columns"],
    ["select day, silver.flight.origin, count(*) from silver.flight group by all", "once"],
    ["select day, count(*) from silver.flight group by all", "what makes origin"],
    ["select max(at) as day, origin from silver.flight group by all", "what makes day"],
    ["select *, count(*) from silver.flight group by all", "what makes day"],
    ["select day, origin, count(*) from (select * from silver.flight) group by all", "once"],
  ])("%s", (sql, because) => {
    const found = shape(sql);
    expect(found.kind).toBe("whole");
    expect(found.kind === "whole" && found.because).toContain(because);
  });
});
