import { beforeAll, describe, expect, test } from "vitest";
import { freshDuckDbTables } from "../testing/duckdb-tables.ts";
import { type FunctionCatalogue, readFunctionCatalogue } from "./function-catalogue.ts";
import { findRuleBreach } from "./sql-rules.ts";

let functions: FunctionCatalogue;
const READABLE = new Set(["silver.flight", "silver.airport"]);

beforeAll(async () => {
  functions = readFunctionCatalogue(await freshDuckDbTables());
});

const breach = (sql: string) => findRuleBreach(sql, { form: "select", functions, readable: READABLE });

describe("what a pipeline's SQL may not do", () => {
  test.each([
    ["", "there is no SQL here", 1, 1],
    ["-- nothing", "there is no SQL here", 1, 1],
    ["drop table silver.flight", "a table's SQL is one SELECT statement", 1, 1],
    ["select 1;\ndrop table silver.flight", "only one SELECT statement is allowed", 2, 1],
    ["select $1", "takes no parameters", 1, 8],
    ["select ? from silver.flight", "takes no parameters", 1, 8],
    ["select * from silver.flight using sample 10%", "a sample differs from run to run", 1, 35],
    ["select * from silver.flight tablesample 10%", "a sample differs from run to run", 1, 29],
  ])("%s", (sql, message, line, column) => {
    const found = breach(sql);
    expect(found?.message).toContain(message);
    expect(found).toMatchObject({ line, column });
  });

  test.each([
    "random()",
    "RANDOM()",
    '"random"()',
    "main.random()",
    "now()",
    "current_timestamp",
    "current_date",
    "today()",
    "uuid()",
    "gen_random_uuid()",
    "nextval('s')",
    "get_current_timestamp()",
    "transaction_timestamp()",
    "txid_current()",
    "current_setting('memory_limit')",
    "getvariable('x')",
    "getenv('HOME')",
    "setseed(0.5)",
  ])("%s is refused as volatile", (call) => {
    expect(breach(`select ${call} from silver.flight`)).toMatchObject({
      line: 1,
      column: call.startsWith("main") ? 13 : 8,
    });
  });

  test.each([
    "read_csv('/etc/passwd')",
    "read_text('x')",
    "read_blob('x')",
    "glob('*')",
    "sniff_csv('x')",
    "duckdb_settings()",
    "duckdb_tables()",
    "query('select 1')",
    "query_table('silver.flight')",
    "pragma_version()",
  ])("reading from %s is refused", (call) => {
    expect(breach(`select * from ${call}`)?.message).toContain("reads something other than the pipeline's tables");
  });

  test.each([
    ["select * from main.flights", "table main.flights"],
    ["select * from flights", "table flights"],
    ["select * from silver.flight, bronze.raw", "table bronze.raw"],
    ["select * from silver.flight f join gold.vouchers g using (x)", "table gold.vouchers"],
    ["select (select max(x) from store.silver__flight)", "table store.silver__flight"],
    ["select * from 'file.parquet'", "a file"],
    ["with a as (select 1) select * from a, b", "table b"],
    ["from information_schema.tables", "table information_schema.tables"],
    ["select * from (table store.silver__flight)", "table store.silver__flight"],
    ["with t as (table sqlite_master) from t", "table sqlite_master"],
    ["select 1 union all table gold.vouchers", "table gold.vouchers"],
    ["select * from (with a as (select 1) table b)", "table b"],
    ["select * from (summarize 'file.parquet')", "a file"],
    ["select * from (describe sqlite_master)", "table sqlite_master"],
    ["select * from (desc sqlite_master)", "table sqlite_master"],
    ["select * from (describe)", "table describe"],
    ["select * from (show all tables)", "table show"],
    ["select * from (pivot sqlite_master on type)", "table sqlite_master"],
    ["select * from (unpivot sqlite_master on name)", "table sqlite_master"],
    ["select * from (pivot_longer sqlite_master on name)", "table sqlite_master"],
  ])("%s names what may be read instead", (sql, what) => {
    expect(breach(sql)).toMatchObject({
      message: `this SQL cannot read ${what}; it may read: silver.flight, silver.airport`,
      candidates: ["silver.flight", "silver.airport"],
    });
  });
});

describe("what it may do", () => {
  test.each([
    "select origin from silver.flight;",
    "with a as (select * from silver.flight), b(x) as materialized (select 1) select * from a join b on true",
    "with recursive t(n) as (select 1 union all select n + 1 from t where n < 3) select * from t",
    "select extract(year from departed_at), trim(both ' ' from origin) from silver.flight",
    "select 1 from silver.flight a, silver.airport b where a.x is not distinct from b.x",
    "select a.random, now, error from silver.flight a",
    "select f.current_date, x as today from silver.flight f",
    "select unnest([1, 2]) from range(3)",
    "select * from (select * from (values (1), (2)) v(x)) w, lateral (select 1)",
    "(select 1) union all (select 2)",
    "select 'now() from nowhere; drop' from silver.flight -- random()",
    "select sum(x) filter (where y > 0) from silver.flight group by all",
    "select * from (table silver.flight) union all table silver.airport",
    "select * from (summarize silver.flight), (describe select 1)",
    "select f.table, 1 as show, 2 as describe from silver.flight f order by (x) desc, y desc nulls last",
    "select * from silver.flight unpivot include nulls (x for y in (a, b))",
    "select * from silver.flight pivot (count(*) for origin in ('A', 'B'))",
    "with t as (select 1) select * from (table t)",
  ])("%s", (sql) => {
    expect(breach(sql)).toBeUndefined();
  });

  test("a condition may hold a subquery over what can be read, and no statement", () => {
    const condition = (sql: string) => findRuleBreach(sql, { form: "condition", functions, readable: READABLE });
    expect(condition("origin in (select iata from silver.airport)")).toBeUndefined();
    expect(condition("true; drop table silver.flight")?.message).toBe("a condition is no statement");
    expect(condition("true) or (true")?.message).toBe('")" closes nothing');
  });
});

test.each([
  ["select range(1_000_000_000)", "range may make 100 million values in a query"],
  ["select len(list_resize([abs(1)], 2000000000))", "list_resize may make"],
  ["select repeat('x', abs(1), 200000000)", "repeat may make"],
  ["select repeat('x', 100000000), 2000000000 from range(10)", undefined],
])("a query that makes very much at once: %s", (sql, message) => {
  const found = findRuleBreach(sql, { form: "query", functions, readable: READABLE });
  if (message === undefined) expect(found).toBeUndefined();
  else expect(found?.message).toContain(message);
  expect(breach(sql)).toBeUndefined();
});
