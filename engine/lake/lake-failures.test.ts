import { beforeEach, describe, expect, test } from "vitest";
import { timeUs } from "../base/time.ts";
import type { DuckDbTables } from "../duckdb/duckdb-tables.ts";
import { freshDuckDbTables } from "../testing/duckdb-tables.ts";
import { bronzeBatch, bronzeNode, goldNode, lakePlan, silverNode, TEST_JOB } from "../testing/lake-plans.ts";
import {
  FIRST_SALES as FIRST,
  SALES_GOLD_SQL as GOLD_SQL,
  openLake as openPlan,
  SALES_SILVER_SQL as SILVER_SQL,
} from "../testing/sales-lake.ts";

let tables: DuckDbTables;

beforeEach(async () => {
  tables = await freshDuckDbTables();
});

describe("SQL that fails on a value", () => {
  test("fails the batch for its table and those behind it, and writes nothing", () => {
    const hard = SILVER_SQL.replaceAll("try_cast", "cast");
    const lake = openPlan(
      tables,
      lakePlan([
        { node: bronzeNode("bronze.sales"), from: TEST_JOB },
        {
          node: silverNode("silver.sale", hard, { merge: { key: ["id"], orderBy: ["event_time"] } }),
          from: "bronze.sales",
        },
        { node: goldNode("gold.shop", GOLD_SQL, { groupBy: ["shop"], feed: "batch" }), from: "silver.sale" },
      ]),
    );
    lake.stage(TEST_JOB, bronzeBatch(0, FIRST));
    const meta = { appId: TEST_JOB, batchId: 0, atUs: timeUs(0) };
    expect(lake.commit("bronze.sales", meta)?.kind).toBe("committed");
    expect(lake.commit("silver.sale", meta)).toMatchObject({
      kind: "failed",
      reason: expect.stringContaining("Could not convert string 'x'"),
    });
    expect(lake.commit("gold.shop", meta)?.kind).toBe("failed");
    expect(lake.head("silver.sale").version).toBe(0);
  });

  test("a gold table whose SQL groups by more than it declares fails instead of mixing its groups", () => {
    const sql = "select shop, id, count(*) as n from silver.sale group by shop, id";
    const lake = openPlan(
      tables,
      lakePlan([
        { node: bronzeNode("bronze.sales"), from: TEST_JOB },
        {
          node: silverNode("silver.sale", SILVER_SQL, { merge: { key: ["id"], orderBy: ["event_time"] } }),
          from: "bronze.sales",
        },
        { node: goldNode("gold.shop", sql, { groupBy: ["shop"] }), from: "silver.sale" },
      ]),
    );
    lake.stage(TEST_JOB, bronzeBatch(0, FIRST.slice(0, 3)));
    const meta = { appId: TEST_JOB, batchId: 0, atUs: timeUs(0) };
    lake.commit("silver.sale", meta);
    expect(lake.commit("gold.shop", meta)).toMatchObject({
      kind: "failed",
      reason: expect.stringContaining("more than one row for the same (shop)"),
    });
  });
});
