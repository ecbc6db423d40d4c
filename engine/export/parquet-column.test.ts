import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import { encodeUtf8 } from "../base/utf8.ts";
import type { TableExport } from "../protocol/messages.ts";
import { freshSession } from "../testing/run-scenario.ts";
import { encodeParquet } from "./parquet-table.ts";

type Exported = Pick<TableExport, "batch" | "types">;

async function write(exported: Exported): Promise<ArrayBuffer> {
  const bytes = await encodeParquet(exported, "test", async () => true);
  if (bytes === undefined) throw new Error("nobody interrupted it");
  return bytes.slice().buffer;
}

/** A column of texts; undefined is NULL. */
function texts(values: readonly (string | undefined)[]): Exported["batch"]["columns"][number]["column"] {
  const ends = values.map((_, index) => encodeUtf8(values.slice(0, index + 1).join("")).length);
  return {
    kind: "utf8",
    bytes: encodeUtf8(values.join("")),
    offsets: Int32Array.of(0, ...ends),
    valid: Uint8Array.from(values, (value) => (value === undefined ? 0 : 1)),
  };
}

/** One column of a type that comes as text. */
function column(type: string, values: readonly (string | undefined)[]): Exported {
  return { types: [type], batch: { rowCount: values.length, columns: [{ name: "it", column: texts(values) }] } };
}

async function roundTrip(type: string, values: readonly (string | undefined)[]) {
  const file = await write(column(type, values));
  const [, element] = parquetMetadata(file).schema;
  const rows = await parquetReadObjects({ file });
  return { element, values: rows.map((row) => row["it"]) };
}

test.each([
  ["DECIMAL(9,2)", "INT32"],
  ["DECIMAL(18,4)", "INT64"],
  ["DECIMAL(38,10)", "FIXED_LEN_BYTE_ARRAY"],
])("a %s is a DECIMAL in an %s", async (type, physical) => {
  const [precision, scale] = [...type.matchAll(/\d+/gu)].map(Number);
  const found = await roundTrip(
    type,
    ["12.50", undefined, "-0.25", "0.00"].map((text) => text?.padEnd(text.length - 2 + (scale ?? 0), "0")),
  );
  expect(found.element).toMatchObject({ type: physical, converted_type: "DECIMAL", precision, scale });
  expect(found.element?.logical_type).toEqual({ type: "DECIMAL", precision, scale });
  const scaled = found.values.map((value) => (value === null ? null : Math.round(Number(value) * 1e10) / 1e10));
  expect(scaled).toEqual([12.5, null, -0.25, 0]);
});

test("a DATE is a DATE, long ago and far away too", async () => {
  const found = await roundTrip("DATE", ["2001-04-05", undefined, "1969-12-31", "0044-03-15 (BC)", "12345-01-01"]);
  expect(found.element).toMatchObject({ type: "INT32", converted_type: "DATE", logical_type: { type: "DATE" } });
  const days = found.values.map((value) => (value instanceof Date ? value.getTime() / 86_400_000 : value));
  expect(days).toEqual([11_417, null, -1, -735_160, 3_789_391]);
});

test("dates without end are the ends of the type, as in DuckDB's own files", async () => {
  const file = await write(column("DATE", ["infinity", "-infinity"]));
  const days = await parquetReadObjects({ file, parsers: { dateFromDays: (day) => day } });
  expect(days).toEqual([{ it: 2_147_483_647 }, { it: -2_147_483_647 }]);
});

test("a HUGEINT is a DECIMAL without a fraction, and text only where it has a digit too many", async () => {
  const most = "9".repeat(38);
  const found = await roundTrip("HUGEINT", ["1", `-${most}`, undefined, most]);
  expect(found.element).toMatchObject({ type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, precision: 38, scale: 0 });
  expect(found.values).toEqual([1, -1e38, null, 1e38]);
  const long = await roundTrip("HUGEINT", ["1", `1${most}`]);
  expect(long.element).toMatchObject({ type: "BYTE_ARRAY", converted_type: "UTF8" });
  expect(long.values).toEqual(["1", `1${most}`]);
});

test("a UBIGINT keeps its largest values; what has no place in Parquet stays text", async () => {
  const found = await roundTrip("UBIGINT", ["18446744073709551615"]);
  expect(found.element).toMatchObject({ converted_type: "DECIMAL", precision: 20, scale: 0 });
  expect(found.values).toEqual([2 ** 64]);
  expect((await roundTrip("INTERVAL", ["1 day"])).values).toEqual(["1 day"]);
});

const GOLD = `version: 1
name: Types
duration: 1m
pipeline:
  nodes:
    - { id: orders, kind: source, workload: orders }
    - { id: order.events, kind: topic, partitions: 1, replicationFactor: 1 }
    - { id: job, kind: micro-batch, trigger: 10s, options: { startingOffsets: earliest } }
    - { id: bronze.orders, kind: bronze }
    - id: silver.order
      kind: silver
      sql: select key, correlation_id, event_time from bronze.orders
      merge: { key: [key], orderBy: [event_time] }
    - id: gold.days
      kind: gold
      groupBy: [day]
      sql: |
        select event_time::date as day, sum(correlation_id) as total, 1.25::decimal(10,2) as price,
          min(7)::tinyint as tiny, min(1.5)::float as share, min(4000000000)::uinteger as wide
        from silver.order group by all
  edges: [orders -> order.events, order.events -> job, job -> bronze.orders, bronze.orders -> silver.order, silver.order -> gold.days]
workload:
  orders: { kind: generator, records: 100, rate: { kind: constant, perSecond: 100 }, keys: { count: 10 } }
`;

test("DuckDB's own types arrive as what they are", async () => {
  const session = freshSession();
  const loaded = await session.ask("load", { scenarioText: GOLD, datasets: [], runsChecks: false });
  expect(loaded).toMatchObject({ kind: "loaded" });
  await session.ask("advance", { untilUs: 60_000_000, maxEvents: 1e9 });
  const exported = await session.ask("exportTable", { table: "gold.days" });
  expect(exported.types).toEqual(["DATE", "HUGEINT", "DECIMAL(10,2)", "TINYINT", "FLOAT", "UINTEGER"]);
  const [row] = await parquetReadObjects({ file: await write(exported) });
  expect(row).toMatchObject({ day: new Date("2025-01-01"), price: 1.25, tiny: 7, share: 1.5, wide: 4_000_000_000n });
  expect(row?.["total"]).toBeGreaterThan(0);
});
