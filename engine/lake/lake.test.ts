import { beforeEach, describe, expect, test, vi } from "vitest";
import { timeUs } from "../base/time.ts";
import type { DuckDbTables } from "../duckdb/duckdb-tables.ts";
import { freshDuckDbTables } from "../testing/duckdb-tables.ts";
import {
  bronzeBatch,
  bronzeNode,
  deadLetterNode,
  lakePlan,
  referenceNode,
  silverNode,
  TEST_JOB,
  type TestRecord,
} from "../testing/lake-plans.ts";
import {
  SALES_COMMIT_ORDER as COMMIT_ORDER,
  FIRST_SALES as FIRST,
  openLake as openPlan,
  rowsOf,
  runSalesBatch as runBatch,
  type SalesVariant,
  SECOND_SALES as SECOND,
  SALES_SILVER_SQL as SILVER_SQL,
  salesPlan,
} from "../testing/sales-lake.ts";
import type { Lake } from "./lake.ts";

let tables: DuckDbTables;

beforeEach(async () => {
  tables = await freshDuckDbTables();
});

const openLake = (variant: SalesVariant = {}): Lake => openPlan(tables, salesPlan(variant));
const rows = (sql: string) => rowsOf(tables, sql);
const shops = () => rows("select shop, sales, cents from gold.shop order by shop");

/** Lets every text with a statement that begins so fail right before it, after what stands in front of it has run. */
function breakStatement(beginning: string): void {
  const spoil = (sql: string) => sql.replace(beginning, `select * from no_such_table; ${beginning}`);
  const { read, exec } = tables;
  vi.spyOn(tables, "read").mockImplementation((sql) => read.call(tables, spoil(sql)));
  vi.spyOn(tables, "exec").mockImplementation((sql) => exec.call(tables, spoil(sql)));
}

describe("a batch through the layers", () => {
  test("good rows reach silver and gold, bad ones the dead letters with reason and raw value", () => {
    const lake = openLake();
    const outcomes = runBatch(lake, 0, FIRST);
    expect(outcomes.get("bronze.sales")).toMatchObject({ kind: "committed", version: 1, rowsAdded: 5, rowsRemoved: 0 });
    expect(outcomes.get("silver.sale")).toMatchObject({ kind: "committed", version: 1, rowsAdded: 3, rowsRemoved: 0 });
    expect(outcomes.get("silver.sale_dlq")).toMatchObject({ kind: "committed", version: 1, rowsAdded: 2 });
    expect(outcomes.get("gold.shop")).toMatchObject({ kind: "committed", version: 1, rowsAdded: 2 });
    expect(rows("select correlation_id, value, reason from silver.sale_dlq order by 1")).toEqual([
      [3n, "x|A|1", "no_id"],
      [4n, "4|B|0", "no_amount"],
    ]);
    expect(shops()).toEqual([
      ["A", 2n, 400n],
      ["B", 1n, 200n],
    ]);
  });

  test("newer versions replace older ones, older ones change nothing, and a group that is left disappears", () => {
    const lake = openLake();
    runBatch(lake, 0, FIRST);
    const outcomes = runBatch(lake, 1, SECOND);
    expect(outcomes.get("silver.sale")).toMatchObject({ rowsAdded: 2, rowsRemoved: 2 });
    expect(outcomes.get("silver.sale_dlq")).toBeUndefined();
    expect(outcomes.get("gold.shop")).toMatchObject({ rowsAdded: 1, rowsRemoved: 2 });
    expect(shops()).toEqual([["A", 3n, 650n]]);
  });

  test("a rejected row replaces nothing and is in no version, whatever good rows of its key there are", () => {
    const lake = openLake();
    runBatch(lake, 0, [
      { id: 0, value: "1|A|100", eventTimeUs: 1 },
      { id: 1, value: "1|A|0", eventTimeUs: 2 },
      { id: 2, value: "1|B|300", eventTimeUs: 3 },
      { id: 3, value: "1|B|0", eventTimeUs: 4 },
    ]);
    const second = runBatch(lake, 1, [{ id: 4, value: "1|C|0", eventTimeUs: 5 }]);
    expect(second.get("silver.sale")).toMatchObject({ rowsAdded: 0, rowsRemoved: 0, rowsRejected: 1 });
    const third = runBatch(lake, 2, [
      { id: 5, value: "1|C|0", eventTimeUs: 6 },
      { id: 6, value: "1|D|500", eventTimeUs: 7 },
    ]);
    expect(third.get("silver.sale")).toMatchObject({ rowsAdded: 1, rowsRemoved: 1, rowsRejected: 1 });
    const ids = [1, 2, 3].map((version) => rows(`select correlation_id from (${lake.asOf("silver.sale", version)})`));
    expect(ids).toEqual([[[2n]], [[2n]], [[6n]]]);
    expect(shops()).toEqual([["D", 1n, 500n]]);
    expect(rows("select correlation_id from silver.sale_dlq order by 1")).toEqual([[1n], [3n], [4n], [5n]]);
    for (const id of COMMIT_ORDER) expect(lake.digest(id)).toBe(lake.head(id).contentHash);
  });

  test("a group that loses a row to a young group keeps its old rows", () => {
    const lake = openLake();
    runBatch(lake, 0, FIRST);
    const outcomes = runBatch(lake, 1, [{ id: 5, value: "1|C|100", eventTimeUs: 20 }]);
    expect(outcomes.get("gold.shop")).toMatchObject({ rowsAdded: 2, rowsRemoved: 1 });
    expect(shops()).toEqual([
      ["A", 1n, 300n],
      ["B", 1n, 200n],
      ["C", 1n, 100n],
    ]);
  });

  test("groups are computed from the versions of silver that can hold their rows, and from no others", () => {
    const lake = openLake();
    for (let batchId = 0; batchId < 3; batchId++) {
      const shop = `S${batchId}`;
      const outcomes = runBatch(lake, batchId, [
        { id: 2 * batchId, value: `${2 * batchId}|${shop}|5`, eventTimeUs: 1 },
        { id: 2 * batchId + 1, value: `${2 * batchId + 1}|${shop}|5`, eventTimeUs: 1 },
      ]);
      expect(outcomes.get("gold.shop")).toMatchObject({ rowsAdded: 1, rowsRead: 2 });
    }
  });

  test("within a batch the latest version of a key wins, whatever its place", () => {
    const lake = openLake();
    runBatch(lake, 0, [
      { id: 0, value: "1|A|300", eventTimeUs: 30 },
      { id: 1, value: "1|A|100", eventTimeUs: 10 },
      { id: 2, value: "1|A|200", eventTimeUs: 20 },
    ]);
    expect(shops()).toEqual([["A", 1n, 300n]]);
  });

  test("without an order the last to arrive wins, even when it is older", () => {
    const lake = openLake({ orderBy: [] });
    runBatch(lake, 0, FIRST);
    runBatch(lake, 1, SECOND);
    expect(rows("select cents from silver.sale where id = 3")).toEqual([[999n]]);
  });

  test("a row without a merge key is rejected, since no later version could find it", () => {
    const keyless = silverNode("silver.sale", SILVER_SQL, {
      rejects: "silver.sale_dlq",
      merge: { key: ["id"], orderBy: [] },
    });
    const lake = openPlan(
      tables,
      lakePlan([
        { node: bronzeNode("bronze.sales"), from: TEST_JOB },
        { node: keyless, from: "bronze.sales" },
        { node: deadLetterNode("silver.sale_dlq"), from: "silver.sale" },
      ]),
    );
    runBatch(lake, 0, FIRST, "silver.sale_dlq");
    expect(rows("select reason, count(*) from silver.sale_dlq group by all")).toEqual([["null_key", 1n]]);
  });
});

test("a quality rule may look into a table that never changes", () => {
  tables.exec("create table main.shops as select 'A' as shop union select 'B'");
  const lake = openPlan(
    tables,
    lakePlan(
      [
        { node: bronzeNode("bronze.sales"), from: TEST_JOB },
        {
          node: silverNode("silver.sale", SILVER_SQL, {
            quality: [{ reason: "unknown_shop", require: "shop in (select shop from silver.shop)" }],
            rejects: "silver.sale_dlq",
            merge: { key: ["id"], orderBy: ["event_time"] },
          }),
          from: "bronze.sales",
        },
        { node: deadLetterNode("silver.sale_dlq"), from: "silver.sale" },
      ],
      [referenceNode("silver.shop", "shops", "select shop from shops")],
    ),
  );
  runBatch(lake, 0, [...FIRST.slice(0, 2), { id: 2, value: "3|Z|1" }], "silver.sale_dlq");
  expect(rows("select id from silver.sale order by id")).toEqual([[1n], [2n]]);
  expect(rows("select correlation_id, reason from silver.sale_dlq")).toEqual([[2n, "unknown_shop"]]);
});

describe("the same batch again", () => {
  test("is skipped table by table, where each commit carries its batch", () => {
    const lake = openLake();
    const first = runBatch(lake, 0, FIRST);
    const digests = COMMIT_ORDER.map((id) => lake.digest(id));
    const again = runBatch(lake, 0, FIRST);
    for (const id of COMMIT_ORDER) {
      const before = first.get(id);
      expect(again.get(id)).toMatchObject({ kind: "skipped", version: 1, rowsAdded: 0 });
      expect(before?.kind === "committed" && before.contentHash).toBe(lake.digest(id));
    }
    expect(COMMIT_ORDER.map((id) => lake.digest(id))).toEqual(digests);
  });

  test.each(["bronze.sales", "silver.sale", "silver.sale_dlq"])(
    "after a crash behind %s what is missing is written, what is there is not written twice",
    (last) => {
      const lake = openLake();
      runBatch(lake, 0, FIRST, last);
      runBatch(lake, 0, FIRST);
      runBatch(lake, 1, SECOND);
      expect(rows("select count(*), count(distinct correlation_id) from bronze.sales")).toEqual([[8n, 8n]]);
      expect(rows("select count(*) from silver.sale_dlq")).toEqual([[2n]]);
      expect(shops()).toEqual([["A", 3n, 650n]]);
    },
  );

  test("plain sinks write bronze and the dead letters twice", () => {
    const lake = openLake({ idempotent: false });
    runBatch(lake, 0, FIRST, "silver.sale_dlq");
    runBatch(lake, 0, FIRST);
    expect(rows("select count(*), count(distinct correlation_id) from bronze.sales")).toEqual([[10n, 5n]]);
    expect(rows("select count(*) from silver.sale_dlq")).toEqual([[4n]]);
    expect(shops()).toEqual([
      ["A", 2n, 400n],
      ["B", 1n, 200n],
    ]);
  });

  test("gold fed from the raw batch is paid twice by a plain sink, once by an idempotent one", () => {
    for (const [idempotent, paid] of [
      [false, 800n],
      [true, 400n],
    ] as const) {
      tables.reset();
      const lake = openLake({ feed: "batch", idempotent });
      runBatch(lake, 0, FIRST);
      runBatch(lake, 0, FIRST);
      expect(rows("select cents from gold.shop where shop = 'A'")).toEqual([[paid]]);
    }
  });

  test("gold fed from unseen rows is never paid when the driver dies behind silver", () => {
    const lake = openLake({ feed: "unseen" });
    runBatch(lake, 0, FIRST);
    runBatch(lake, 1, [{ id: 9, value: "9|C|700", eventTimeUs: 30 }], "silver.sale");
    runBatch(lake, 1, [{ id: 9, value: "9|C|700", eventTimeUs: 30 }]);
    expect(rows("select count(*) from silver.sale where id = 9")).toEqual([[1n]]);
    expect(shops()).toEqual([
      ["A", 2n, 400n],
      ["B", 1n, 200n],
    ]);
  });

  test("gold that missed a version computes the groups that rows left, too", () => {
    const lake = openLake();
    runBatch(lake, 0, FIRST);
    const move: readonly TestRecord[] = [{ id: 5, value: "1|C|100", eventTimeUs: 20 }];
    runBatch(lake, 1, move, "silver.sale");
    runBatch(lake, 1, move);
    expect(shops()).toEqual([
      ["A", 1n, 300n],
      ["B", 1n, 200n],
      ["C", 1n, 100n],
    ]);
  });

  test("gold fed from silver's changes catches up after a crash behind silver, over several versions", () => {
    const lake = openLake();
    runBatch(lake, 0, FIRST, "silver.sale");
    runBatch(lake, 1, SECOND);
    expect(shops()).toEqual([["A", 3n, 650n]]);
    expect(lake.head("gold.shop")).toMatchObject({ version: 1, sourceVersion: 2 });
  });
});

describe("versions", () => {
  test("each table can be read as it was", () => {
    const lake = openLake();
    runBatch(lake, 0, FIRST);
    runBatch(lake, 1, SECOND);
    const goldAt = (version: number) => rows(`select * from (${lake.asOf("gold.shop", version)}) order by shop`);
    expect(goldAt(0)).toEqual([]);
    expect(goldAt(1)).toEqual([
      ["A", 2n, 400n],
      ["B", 1n, 200n],
    ]);
    expect(goldAt(2)).toEqual([["A", 3n, 650n]]);
    expect(rows(`select id, cents from (${lake.asOf("silver.sale", 1)}) order by id`)).toEqual([
      [1n, 100n],
      [2n, 200n],
      [3n, 300n],
    ]);
  });

  test("the history tells every commit, its writer, its rows and its digest", () => {
    const lake = openLake();
    runBatch(lake, 0, FIRST);
    runBatch(lake, 1, SECOND);
    const told = (id: string) =>
      lake.history(id).map(({ version, meta, rowsAdded, rowsRemoved, sourceVersion }) => ({
        ...{ version, batch: meta.batchId, atUs: meta.atUs, rowsAdded, rowsRemoved, sourceVersion },
      }));
    expect(told("silver.sale")).toEqual([
      { version: 1, batch: 0, atUs: 0, rowsAdded: 3, rowsRemoved: 0, sourceVersion: 0 },
      { version: 2, batch: 1, atUs: 10, rowsAdded: 2, rowsRemoved: 2, sourceVersion: 0 },
    ]);
    expect(told("gold.shop")).toEqual([
      { version: 1, batch: 0, atUs: 0, rowsAdded: 2, rowsRemoved: 0, sourceVersion: 1 },
      { version: 2, batch: 1, atUs: 10, rowsAdded: 1, rowsRemoved: 2, sourceVersion: 2 },
    ]);
    for (const id of COMMIT_ORDER) {
      const history = lake.history(id);
      expect(history.map(({ contentHash }) => contentHash)).toEqual(
        history.map((commit) => lake.digest(id, commit.version)),
      );
      expect(history.every(({ isIdempotent }) => isIdempotent)).toBe(true);
    }
  });

  test.each(["insert into", "update", "commit"])(
    "a commit whose %s fails leaves neither rows nor version",
    (failing) => {
      const lake = openLake();
      runBatch(lake, 0, FIRST);
      const before = shops();
      lake.stage(TEST_JOB, bronzeBatch(1, SECOND));
      const meta = { appId: TEST_JOB, batchId: 1, atUs: timeUs(10) };
      for (const id of ["bronze.sales", "silver.sale"]) lake.commit(id, meta);
      breakStatement(failing);
      expect(() => lake.commit("gold.shop", meta)).toThrow("no_such_table");
      vi.restoreAllMocks();
      expect(shops()).toEqual(before);
      expect(lake.head("gold.shop").version).toBe(1);
      expect(lake.digest("gold.shop")).toBe(lake.head("gold.shop").contentHash);
      expect(lake.commit("gold.shop", meta)?.kind).toBe("committed");
      expect(shops()).toEqual([["A", 3n, 650n]]);
    },
  );

  test("the compaction changes no version and no digest", () => {
    const lake = openLake();
    runBatch(lake, 0, FIRST);
    runBatch(lake, 1, SECOND);
    const before = COMMIT_ORDER.flatMap((id) => [lake.digest(id), lake.digest(id, 1)]);
    tables.checkpoint();
    expect(COMMIT_ORDER.flatMap((id) => [lake.digest(id), lake.digest(id, 1)])).toEqual(before);
    runBatch(lake, 2, [{ id: 10, value: "1|B|50", eventTimeUs: 40 }]);
    expect(shops()).toEqual([
      ["A", 2n, 500n],
      ["B", 1n, 50n],
    ]);
  });
});
