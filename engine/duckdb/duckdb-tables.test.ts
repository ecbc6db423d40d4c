import { beforeEach, describe, expect, test } from "vitest";
import type { ColumnBatch } from "../base/columns.ts";
import { encodeUtf8 } from "../base/utf8.ts";
import { TablesError } from "../lake/tables.ts";
import { freshDuckDbTables } from "../testing/duckdb-tables.ts";
import type { DuckDbTables } from "./duckdb-tables.ts";

let tables: DuckDbTables;

beforeEach(async () => {
  tables = await freshDuckDbTables();
});

const everyKind: ColumnBatch = {
  rowCount: 3,
  columns: [
    { name: "i", column: { kind: "int32", values: Int32Array.of(1, -2, 3), valid: Uint8Array.of(1, 1, 0) } },
    { name: "big", column: { kind: "int64", values: Float64Array.of(2 ** 53, -1, -(2 ** 40) - 5) } },
    { name: "exact", column: { kind: "int64", values: BigInt64Array.of(9_223_372_036_854_775_807n, 0n, -1n) } },
    { name: "d", column: { kind: "float64", values: Float64Array.of(0.5, -0.25, 1e300) } },
    { name: "b", column: { kind: "bool", values: Uint8Array.of(1, 0, 1), valid: Uint8Array.of(1, 1, 0) } },
    { name: "t", column: { kind: "timestamp", values: Float64Array.of(986_169_600_000_001, 0, -1) } },
    { name: "s", column: { kind: "utf8", bytes: encodeUtf8("abé"), offsets: Int32Array.of(0, 2, 2, 4) } },
    { name: "k", column: { kind: "dictionary", codes: Int32Array.of(1, -1, 0), dictionary: ["ORD", "LAX"] } },
  ],
};

describe("ingest and query", () => {
  test("every kind of column arrives with its value, its type and its NULLs", () => {
    tables.ingest("staging.kinds", everyKind);
    const result = tables.query("select * from staging.kinds");
    expect(result.names).toEqual(["i", "big", "exact", "d", "b", "t", "s", "k"]);
    expect(result.types.slice(0, 7)).toEqual([
      "INTEGER",
      "BIGINT",
      "BIGINT",
      "DOUBLE",
      "BOOLEAN",
      "TIMESTAMP",
      "VARCHAR",
    ]);
    expect(result.columns).toEqual([
      [1, -2, null],
      [9_007_199_254_740_992n, -1n, -1_099_511_627_781n],
      [9_223_372_036_854_775_807n, 0n, -1n],
      [0.5, -0.25, 1e300],
      [true, false, null],
      ["2001-04-02 00:00:00.000001", "1970-01-01 00:00:00", "1969-12-31 23:59:59.999999"],
      ["ab", "", "é"],
      ["LAX", null, "ORD"],
    ]);
  });

  test("pieces make one table: every kind, NULLs and dictionaries of their own included", () => {
    const other: ColumnBatch = {
      rowCount: 2,
      columns: [
        { name: "i", column: { kind: "int32", values: Int32Array.of(7, 8) } },
        { name: "big", column: { kind: "int64", values: Float64Array.of(5, 6) } },
        { name: "exact", column: { kind: "int64", values: BigInt64Array.of(3n, 4n) } },
        { name: "d", column: { kind: "float64", values: Float64Array.of(1.5, 2.5) } },
        { name: "b", column: { kind: "bool", values: Uint8Array.of(0, 1) } },
        { name: "t", column: { kind: "timestamp", values: Float64Array.of(1, 2) } },
        { name: "s", column: { kind: "utf8", bytes: encodeUtf8("xyz"), offsets: Int32Array.of(0, 1, 3) } },
        { name: "k", column: { kind: "dictionary", codes: Int32Array.of(-1, 0), dictionary: ["DFW"] } },
      ],
    };
    tables.ingest("staging.pieces", everyKind, other, everyKind);
    tables.ingest("staging.first", everyKind);
    tables.ingest("staging.second", other);
    const whole = "from staging.first union all from staging.second union all from staging.first";
    expect(tables.query("from staging.pieces").columns).toEqual(tables.query(whole).columns);
  });

  test("batches of any size come one after the other as they are", () => {
    const numbers = (count: number, step: number): ColumnBatch => ({
      rowCount: count,
      columns: [
        { name: "n", column: { kind: "int64", values: Float64Array.from({ length: count }, (_, row) => row * step) } },
      ],
    });
    for (const [count, step] of [
      [3, 1],
      [4_000_000, 2],
      [100_000, 3],
      [0, 1],
      [5, 7],
    ] as const) {
      tables.ingest("staging.numbers", numbers(count, step));
      const { columns } = tables.query("select count(*)::int, coalesce(sum(n), 0)::bigint from staging.numbers");
      expect(columns).toEqual([[count], [BigInt((step * count * (count - 1)) / 2)]]);
    }
  });

  test("integers arrive exactly wherever their halves turn over", () => {
    const edges = [
      0,
      -1,
      2 ** 31 - 1,
      2 ** 31,
      -(2 ** 31),
      -(2 ** 31) - 1,
      2 ** 32 - 1,
      2 ** 32,
      -(2 ** 32),
      2 ** 53,
      -(2 ** 53),
    ];
    const values = Float64Array.from(edges);
    tables.ingest("staging.edges", {
      rowCount: edges.length,
      columns: [{ name: "n", column: { kind: "int64", values } }],
    });
    expect(tables.query("select n from staging.edges").columns).toEqual([edges.map(BigInt)]);
  });

  test("pieces of very different sizes arrive whole", () => {
    const texts = (count: number, size: number): ColumnBatch => {
      const offsets = Int32Array.from({ length: count + 1 }, (_, index) => index * size);
      const bytes = new Uint8Array(count * size).fill(65);
      return { rowCount: count, columns: [{ name: "s", column: { kind: "utf8", bytes, offsets } }] };
    };
    tables.ingest("staging.texts", texts(1, 3), texts(20_000, 100), texts(0, 0), texts(1, 5));
    const { columns } = tables.query(
      "select count(*)::int, sum(length(s))::int, min(s), max(s[:1]) from staging.texts",
    );
    expect(columns).toEqual([[20_002], [2_000_008], ["AAA"], ["A"]]);
  });

  test("an ingest that fails leaves nothing behind for the next", () => {
    const good: ColumnBatch = { rowCount: 2, columns: everyKind.columns.slice(3, 4).map((column) => column) };
    const bad: ColumnBatch = {
      rowCount: 2,
      columns: [
        {
          name: "d",
          get column(): never {
            throw new Error("gone");
          },
        },
      ],
    };
    expect(() => tables.ingest("staging.d", good, bad)).toThrow("gone");
    tables.ingest("staging.d", good);
    expect(tables.query("select count(*)::int n from staging.d").columns).toEqual([[2]]);
  });

  test("an ingested table replaces the one of that name, and stays usable for SQL", () => {
    tables.ingest("staging.kinds", everyKind);
    tables.ingest("staging.kinds", { rowCount: 1, columns: everyKind.columns.slice(0, 2) });
    expect(tables.query("select count(*)::int n, sum(i) s from staging.kinds").columns).toEqual([[1], [1n]]);
  });

  test("an ingest of no rows makes an empty table", () => {
    tables.ingest("staging.kinds", { rowCount: 0, columns: everyKind.columns });
    expect(tables.query("select count(*)::int n from staging.kinds").columns).toEqual([[0]]);
  });

  test("wide integers, decimals and dates come exact", () => {
    const { columns, types } = tables.query(
      "select sum(18446744073709551615::ubigint) h, -1.50::decimal(9,2) m, date '2001-04-06' d, null n",
    );
    expect(columns).toEqual([[18_446_744_073_709_551_615n], ["-1.50"], ["2001-04-06"], [null]]);
    expect(types.slice(0, 3)).toEqual(["HUGEINT", "DECIMAL(9,2)", "DATE"]);
  });

  test("read gives back what ingest took, over more rows than one vector holds", () => {
    tables.exec("create table staging.many as select i::int i, i * 3 as big, 'row ' || i as s from range(5000) t(i)");
    const { rowCount, columns } = tables.read("select * from staging.many order by i");
    expect(rowCount).toBe(5000);
    const [i, big, s] = columns.map(({ column }) => column);
    expect(i?.kind === "int32" && i.values[4999]).toBe(4999);
    expect(big?.kind === "int64" && big.values[4999]).toBe(14_997n);
    expect(s?.kind === "utf8" && s.bytes.slice(s.offsets[4999], s.offsets[5000])).toEqual(encodeUtf8("row 4999"));
  });
});

describe("errors", () => {
  test("a refused statement throws with DuckDB's kind, the position and the candidates", () => {
    tables.exec("create table silver.flight (origin varchar)");
    let thrown: unknown;
    try {
      tables.exec("select 'é', orign from silver.flight");
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(TablesError);
    expect(thrown).toMatchObject({ kind: "Binder", position: 12, candidates: ["origin"] });
  });

  test("check locates a problem by line and column, and says nothing of sound SQL", () => {
    tables.exec("create table silver.flight (origin varchar)");
    expect(tables.check("select origin from silver.flight")).toBeUndefined();
    expect(tables.check("select origin,\n  orign\nfrom silver.flight")).toEqual({
      message: 'Referenced column "orign" not found in FROM clause!',
      line: 2,
      column: 3,
      candidates: ["origin"],
    });
    expect(tables.check("select 1; select 2")?.message).toBe("Cannot prepare multiple statements at once!");
  });

  test("check runs nothing", () => {
    tables.exec("create table silver.flight (origin varchar)");
    expect(tables.check("drop table silver.flight")).toBeUndefined();
    expect(tables.query("select count(*)::int n from silver.flight").columns).toEqual([[0]]);
  });

  test.each([
    ["select to_json(1)", "json"],
    ["select now() at time zone 'UTC'", "icu"],
  ])("%s fails at once, since nothing is downloaded", (sql, extension) => {
    expect(tables.check(sql)?.message).toContain(`DuckDB's ${extension} extension`);
  });

  test.each([
    "select * from read_csv('/etc/passwd')",
    "select * from '/etc/passwd'",
    "copy (select 1) to '/tmp/x.csv'",
  ])("%s is refused: SQL reaches no file", (sql) => {
    expect(() => tables.exec(sql)).toThrow(TablesError);
  });

  test("a statement that fails in a transaction leaves nothing behind after rollback", () => {
    tables.exec("create table silver.flight (id int)");
    expect(() => tables.exec("begin; insert into silver.flight values (1); select no_such_column; commit")).toThrow(
      TablesError,
    );
    tables.exec("rollback");
    expect(tables.query("select count(*)::int n from silver.flight").columns).toEqual([[0]]);
  });

  test("too many rows for the memory limit is an error of SQL, and the database lives on", () => {
    tables.exec("set memory_limit='50MB'");
    let thrown: unknown;
    try {
      tables.exec("create table staging.big as select i, hash(i) h from range(30000000) t(i)");
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ kind: "Out of Memory" });
    expect(tables.query("select 1 one").columns).toEqual([[1]]);
  });
});

test("the version is the pinned one: hash() and with it every content hash depends on it", () => {
  expect(tables.engineVersion).toBe("v1.4.3");
  expect(tables.query("select hash(1, 'a', null)::varchar h").columns).toEqual([["2034008192618861702"]]);
});

test("a checkpoint keeps every row", () => {
  tables.exec("create table bronze.e as select i from range(100000) t(i)");
  tables.exec("delete from bronze.e where i % 2 = 0");
  tables.checkpoint();
  expect(tables.query("select count(*)::int n, sum(i)::bigint s from bronze.e").columns).toEqual([
    [50_000],
    [2_500_000_000n],
  ]);
});

test("DuckDB's random bytes are the same in every run, and nobody else's are touched", async () => {
  const draw = () => tables.query("select random() a, random() b, gen_random_uuid()::varchar c").columns;
  const before = crypto.getRandomValues;
  const first = draw();
  expect(crypto.getRandomValues).toBe(before);
  tables.reset();
  expect(draw()).toEqual(first);
  expect(crypto.getRandomValues(new Uint8Array(16))).not.toEqual(crypto.getRandomValues(new Uint8Array(16)));
});
