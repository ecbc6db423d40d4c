import { expect, test } from "vitest";
import { isCarried, uncarriedColumns } from "../lake/result-types.ts";
import { describeSelect } from "../lake/table-layout.ts";
import { freshDuckDbTables } from "../testing/duckdb-tables.ts";

test.each([
  "1::tinyint",
  "1::smallint",
  "1::integer",
  "1::bigint",
  "1::utinyint",
  "1::usmallint",
  "1::uinteger",
  "1::ubigint",
  "1::hugeint",
  "1::uhugeint",
  "1::float",
  "1::double",
  "1.5::decimal(9,2)",
  "true",
  "'a'",
  "null",
  "uuid '00000000-0000-0000-0000-000000000001'",
  "date '2025-01-01'",
  "timestamp '2025-01-01'",
  "timestamp_s '2025-01-01'",
  "timestamp_ms '2025-01-01'",
  "timestamp_ns '2025-01-01'",
  "time '10:00'",
  "interval 1 day",
  "[1, 2]",
  "[1, 2]::integer[2]",
  "{'a': 1}",
  "map {'a': 1}",
  "'a'::blob",
  "'101'::bit",
  "'a'::enum('a', 'b')",
  "'2025-01-01 00:00:00+00'::timestamptz",
  "'10:00:00+00'::timetz",
  "union_value(a := 1)",
])("results carry %s if the type is said to be carried, and only then", async (value) => {
  const tables = await freshDuckDbTables();
  const sql = `select ${value} as c`;
  const columns = describeSelect(tables, sql);
  const problems = uncarriedColumns(sql, columns);
  const read = (): unknown => tables.query(sql);
  if (isCarried(columns[0]?.type ?? "")) {
    expect(read).not.toThrow();
    expect(problems).toEqual([]);
  } else {
    expect(read).toThrow("results cannot carry");
    expect(problems[0]?.message).toContain(`column c is ${columns[0]?.type}`);
  }
});
