import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { assertDefined } from "../../engine/base/assert.ts";
import { readDrawing } from "../../engine/scenario/drawing.ts";
import { drawnCatalogue } from "./drawn-catalogue.ts";
import { suggestSql } from "./sql-completions.ts";
import { columnsOfSelect } from "./sql-names.ts";

const text = readFileSync("scenarios/flights-broker-crash.scenario.yaml", "utf8");
const catalogue = drawnCatalogue(assertDefined(readDrawing(text), "the shipped scenario can be drawn"));

/** What is suggested where `|` stands. */
function suggest(marked: string): string[] {
  const offset = marked.indexOf("|");
  return suggestSql(marked.replace("|", ""), offset, catalogue).map(({ label }) => label);
}

describe("the catalogue of a drawing", () => {
  it("knows the columns that a table's SQL yields, and those of bronze", () => {
    const columns = (table: string) =>
      catalogue.tables.find(({ name }) => name === table)?.columns.map(({ name }) => name);
    expect(columns("gold.vouchers")).toEqual(["day", "origin", "flights", "amount_cents"]);
    expect(columns("silver.airport")).toEqual(["iata", "utc_offset_min", "state", "name"]);
    expect(columns("silver.flight")).toEqual(
      expect.arrayContaining(["flight_id", "dep_local", "departed_at", "offset", "correlation_id"]),
    );
    expect(columns("bronze.flight_events")).toContain("batch_id");
    expect(columns("silver.flight_dlq")).toContain("reason");
  });

  it.each([
    ["select a, b as c, count(*) n, t.d from t", ["a", "c", "n", "d"]],
    ["with x as (select 1 as hidden) select hidden as shown from x", ["shown"]],
    ["select * from t", ["p", "q"]],
    ["select u.*, 1 as one from t as u join s on true", ["p", "q", "one"]],
    ["select case when a then 1 end, f(x), b::int as i from t", ["i"]],
    ['select "Odd name", a + b as total from t', ["Odd name", "total"]],
    ["", []],
    ["select", []],
  ] as const)("%s", (sql, columns) => {
    expect(columnsOfSelect(sql, (table) => (table === "t" ? ["p", "q"] : undefined))).toEqual(columns);
  });
});

describe("completion of SQL", () => {
  it("offers tables behind FROM and JOIN, and no columns there", () => {
    const found = suggest("select * from |");
    expect(found).toContain("gold.vouchers");
    expect(found).not.toContain("amount_cents");
    expect(suggest("select * from silver.flight join |")).toContain("silver.airport");
  });

  it("offers the tables of a layer behind its dot", () => {
    expect(suggest("select * from gold.|")).toEqual(["airport_hour", "route_risk", "vouchers"]);
  });

  it("offers the columns of an alias, a subquery and a CTE behind their dots", () => {
    expect(suggest("select v.| from gold.vouchers as v")).toEqual(["day", "origin", "flights", "amount_cents"]);
    expect(suggest("select s.| from (select flights as n from gold.vouchers) as s")).toEqual(["n"]);
    expect(suggest("with c as (select day from gold.vouchers) select c.| from c")).toEqual(["day"]);
    expect(suggest("select silver.airport.| from silver.airport")).toContain("iata");
  });

  it("offers the columns of every table of the statement, functions and keywords elsewhere", () => {
    const found = suggest("select | from gold.vouchers where day is not null");
    expect(found).toEqual(expect.arrayContaining(["amount_cents", "quantile_disc", "distinct"]));
    expect(found).not.toContain("iata");
  });

  it("stays silent inside strings and comments", () => {
    expect(suggest("select 'a|' from t")).toEqual([]);
    expect(suggest("select a -- why |")).toEqual([]);
    expect(suggest("select 'a' |")).not.toEqual([]);
  });

  it("quotes what DuckDB would read as its own word", () => {
    const offset = suggestSql("select e. from bronze.flight_events as e", 9, catalogue).find(
      ({ label }) => label === "offset",
    );
    expect(offset?.insert).toBe('"offset"');
  });
});
