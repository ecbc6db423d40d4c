import { beforeEach, describe, expect, it } from "vitest";
import type { Column, ColumnBatch } from "../base/columns.ts";
import type { DuckDbTables } from "../duckdb/duckdb-tables.ts";
import { freshDuckDbTables } from "../testing/duckdb-tables.ts";
import { bronzeBatch, bronzeNode, lakePlan, silverNode } from "../testing/lake-plans.ts";
import { openLake } from "../testing/sales-lake.ts";
import type { Oracle } from "./oracle.ts";
import { columnsNamedIn } from "./oracle-bronze.ts";

let tables: DuckDbTables;

beforeEach(async () => {
  tables = await freshDuckDbTables();
});

const RECORDS = [
  { id: 0, value: "1|10", key: "a", partition: 1, offset: 7 },
  { id: 1, value: "2|x", key: "b", partition: 0, offset: 3 },
  { id: 2, value: "1|30", key: "c", partition: 1, offset: 9 },
];

/** A batch that tells which columns were taken. */
function watched(batch: ColumnBatch): { batch: ColumnBatch; taken: Set<string> } {
  const taken = new Set<string>();
  const columns = batch.columns.map(({ name, column }) => ({
    name,
    get column(): Column {
      taken.add(name);
      return column;
    },
  }));
  return { batch: { rowCount: batch.rowCount, columns }, taken };
}

type Parts = Parameters<typeof silverNode>[2];

/** The oracle of one silver table over RECORDS, the columns of bronze that it took, and its rows as texts. */
function ask(sql: string, parts: Parts = {}): { oracle: Oracle; taken: string[]; rows: unknown } {
  const plan = [
    { node: bronzeNode("bronze.sales"), from: "job" },
    { node: silverNode("silver.sale", sql, parts), from: "bronze.sales" },
  ];
  const lake = openLake(tables, lakePlan(plan));
  const pieces = [RECORDS.slice(0, 2), [], RECORDS.slice(2)].map((records) => watched(bronzeBatch(0, records)));
  const oracle = lake.runOracle(new Map([["bronze.sales", pieces.map(({ batch }) => batch)]]));
  const [taken = new Set<string>(), ...others] = pieces.map((piece) => piece.taken);
  for (const other of others) expect(other).toEqual(taken);
  const rows = rowsKept(oracle, "select columns(*)::varchar from silver.sale order by all");
  return { oracle, taken: [...taken].sort(), rows };
}

/** The columns of what the oracle answers. */
function rowsKept(oracle: Oracle, sql: string): unknown {
  oracle.keep("staging.answer", sql);
  return tables.query("from staging.answer").columns;
}

/** What the SQL gives over bronze with all its columns, as texts. */
function overWhole(sql: string): unknown {
  tables.ingest("staging.sales", bronzeBatch(0, RECORDS));
  const whole = sql.replaceAll("bronze.sales", "staging.sales");
  return tables.query(`select columns(*)::varchar from (${whole}) order by all`).columns;
}

const ALL = bronzeBatch(0, [])
  .columns.map(({ name }) => name)
  .sort();

describe("the columns of bronze that the oracle takes", () => {
  it.each([
    ["select value, correlation_id from bronze.sales", ["correlation_id", "value"]],
    ['select b."OFFSET" * 2 as twice, correlation_id from bronze.sales as b', ["correlation_id", "offset"]],
    ["select count(*) over () as n, correlation_id from bronze.sales", ["correlation_id"]],
    ["select correlation_id, key from (select *, 1 as one from bronze.sales)", ["correlation_id", "key"]],
    ["select columns(c -> c = 'key'), correlation_id from bronze.sales", ALL],
    ["select * from bronze.sales", ALL],
  ])("are those that the SQL reads: %s", (sql, columns) => {
    const { taken, rows } = ask(sql);
    expect(rows).toEqual(overWhole(sql));
    expect(taken).toEqual(columns);
  });

  it.each([
    "select b.* from bronze.sales as b",
    "from bronze.sales",
    "select correlation_id, b as whole from bronze.sales as b",
    "select correlation_id, hash(sales) as h from bronze.sales",
    "select correlation_id, try(b)::varchar as whole from bronze.sales as b",
    "select correlation_id, n from bronze.sales as b(t, p, o, s, k, v, e, correlation_id, n)",
    "select correlation_id, k from (select correlation_id, k from bronze.sales as b(t, p, o, s, k))",
    "select correlation_id, one from bronze.sales natural join (select 'b' as \"key\", 1 as one)",
    "select correlation_id, name from (unpivot (select correlation_id, columns('^k') from bronze.sales) on columns('^k') into name name value v)",
    "select correlation_id from bronze.sales as b where b in (select c from bronze.sales as c where c.offset > 5)",
    "select correlation_id from bronze.sales as b where correlation_id is null or b::varchar like '%x%'",
    "select correlation_id, case when correlation_id = 2 then b::varchar end as last_one from bronze.sales as b",
  ])("never change what the SQL means: %s", (sql) => {
    expect(ask(sql).rows).toEqual(overWhole(sql));
  });

  it("are all when only a row, not the sample, shows that one which was left out is read", () => {
    const sql = "select correlation_id, b::varchar as whole from bronze.sales as b where correlation_id >= 0";
    const { taken, rows } = ask(sql);
    expect(taken).toEqual(ALL);
    expect(rows).toEqual(overWhole(sql));
  });

  it("have their names, places and types whether they were taken or not", () => {
    const sql = "select correlation_id from bronze.sales";
    expect(ask(sql).rows).toEqual(overWhole(sql));
    const shape = tables.query("describe oracle_bronze.sales").columns.slice(0, 2);
    expect(shape).toEqual(tables.query("describe staging.sales").columns.slice(0, 2));
    expect(() => tables.query("select count(topic) from oracle_bronze.sales")).toThrow("not given the column topic");
  });

  it("are all as soon as a question reads another", () => {
    const { oracle, taken } = ask("select correlation_id from bronze.sales");
    expect(taken).toEqual(["correlation_id"]);
    const asked = "select max(key) as last_key, max(silver.sale.correlation_id) as n from bronze.sales, silver.sale";
    expect(rowsKept(oracle, asked)).toEqual([["c"], [2n]]);
    expect(rowsKept(oracle, "select count(distinct topic) as topics from bronze.sales")).toEqual([[1n]]);
  });
});

describe("the good rows", () => {
  const sql = 'select try_cast(value[1] as bigint) as id, value, "offset", correlation_id from bronze.sales';

  it("are the latest of each key that every rule lets through", () => {
    const quality = [
      { reason: "not_castable", require: "try_cast(string_split(value, '|')[2] as integer) is not null" },
    ];
    const { rows } = ask(sql, { quality, merge: { key: ["id"], orderBy: ["offset"] } });
    expect(rows).toEqual([["1"], ["1|30"], ["9"], ["2"]]);
  });

  it("do not depend on an order that the SELECT ends with", () => {
    const { rows } = ask(`${sql} order by correlation_id desc`, {
      quality: [{ reason: "no_id", require: "id is not null" }],
      merge: { key: ["id"], orderBy: [] },
    });
    expect(rows).toEqual([
      ["1", "2"],
      ["1|30", "2|x"],
      ["9", "3"],
      ["2", "1"],
    ]);
  });

  it("may come of a SELECT that fails for rows which the rules reject", () => {
    const failing = "select correlation_id, value, string_split(value, '|')[2]::integer as amount from bronze.sales";
    const { rows } = ask(failing, { quality: [{ reason: "bad", require: "value not like '%x'" }] });
    expect(rows).toEqual([
      ["0", "2"],
      ["1|10", "1|30"],
      ["10", "30"],
    ]);
  });
});

it("a name in a text or in a comment is no column", () => {
  expect(columnsNamedIn("select 'key', value /* topic */ from bronze.sales -- offset")).toEqual(new Set(["value"]));
});
