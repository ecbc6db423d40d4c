import { beforeEach, expect, test } from "vitest";
import { timeUs } from "../base/time.ts";
import type { DuckDbTables } from "../duckdb/duckdb-tables.ts";
import { freshDuckDbTables } from "../testing/duckdb-tables.ts";
import {
  bronzeBatch,
  bronzeNode,
  deadLetterNode,
  goldNode,
  lakePlan,
  silverNode,
  TEST_JOB,
  type TestRecord,
} from "../testing/lake-plans.ts";
import { openLake, rowsOf, runSalesBatch, SALES_SILVER_SQL, salesPlan } from "../testing/sales-lake.ts";
import type { CommitOutcome } from "./commit-log.ts";
import type { Lake } from "./lake.ts";

let tables: DuckDbTables;

beforeEach(async () => {
  tables = await freshDuckDbTables();
});

function commit(lake: Lake, tableId: string, batchId: number): CommitOutcome | undefined {
  return lake.commit(tableId, { appId: TEST_JOB, batchId, atUs: timeUs(batchId) });
}

function stage(lake: Lake, batchId: number, ...records: readonly TestRecord[]): void {
  lake.stage(TEST_JOB, bronzeBatch(batchId, records));
}

test("a grouped gold table that missed a commit computes the groups of both batches", () => {
  const gold = "select shop, max(cents)::bigint as most from silver.sale group by all";
  const lake = openLake(
    tables,
    lakePlan([
      { node: bronzeNode("bronze.sales"), from: TEST_JOB },
      {
        node: silverNode("silver.sale", SALES_SILVER_SQL, { merge: { key: ["id"], orderBy: ["event_time"] } }),
        from: "bronze.sales",
      },
      { node: goldNode("gold.most", gold, { groupBy: ["shop"] }), from: "silver.sale" },
    ]),
  );
  for (const [batchId, value] of ["1|A|5", "2|B|7", "3|C|9"].entries()) {
    stage(lake, batchId, { id: batchId, value });
    commit(lake, "silver.sale", batchId);
    if (batchId !== 1) commit(lake, "gold.most", batchId);
  }
  expect(rowsOf(tables, "from gold.most order by shop")).toEqual([
    ["A", 5n],
    ["B", 7n],
    ["C", 9n],
  ]);
});

test("of two rows of a key in one batch, one without a value to order by never wins", () => {
  const ordered = SALES_SILVER_SQL.replace("p[2] as shop", "p[2] as shop, try_cast(p[4] as integer) as place");
  const plan = lakePlan([
    { node: bronzeNode("bronze.sales"), from: TEST_JOB },
    { node: silverNode("silver.sale", ordered, { merge: { key: ["id"], orderBy: ["place"] } }), from: "bronze.sales" },
  ]);
  const lake = openLake(tables, plan);
  stage(lake, 0, { id: 0, value: "1|A|5|5" }, { id: 1, value: "1|B|5|" });
  commit(lake, "silver.sale", 0);
  expect(rowsOf(tables, "select shop from silver.sale")).toEqual([["A"]]);
});

test("a batch without rejects makes no version of the dead letters, also when it runs again behind a crash", () => {
  const lake = openLake(tables, salesPlan());
  const sale = { id: 0, value: "1|A|5" };
  runSalesBatch(lake, 0, [sale], "silver.sale");
  const again = runSalesBatch(lake, 0, [sale]);
  expect(again.get("silver.sale")?.kind).toBe("skipped");
  expect(again.get("silver.sale_dlq")).toBeUndefined();
  expect(lake.head("silver.sale_dlq").version).toBe(0);
});

test("what silver's commit told of one batch is not believed of the next", () => {
  const hard = SALES_SILVER_SQL.replaceAll("try_cast", "cast");
  const lake = openLake(
    tables,
    lakePlan([
      { node: bronzeNode("bronze.sales"), from: TEST_JOB },
      {
        node: silverNode("silver.sale", hard, {
          quality: [{ reason: "no_amount", require: "cents > 0" }],
          rejects: "silver.sale_dlq",
          merge: { key: ["id"], orderBy: ["event_time"] },
        }),
        from: "bronze.sales",
      },
      { node: deadLetterNode("silver.sale_dlq"), from: "silver.sale" },
    ]),
  );
  stage(lake, 0, { id: 0, value: "1|A|5" });
  expect(commit(lake, "silver.sale", 0)?.kind).toBe("committed");
  expect(commit(lake, "silver.sale_dlq", 0)).toBeUndefined();
  stage(lake, 1, { id: 1, value: "x|A|5" });
  expect(commit(lake, "silver.sale", 1)?.kind).toBe("failed");
  expect(commit(lake, "silver.sale_dlq", 1)?.kind).toBe("failed");
});
