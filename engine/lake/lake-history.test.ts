import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { timeUs } from "../base/time.ts";
import type { DuckDbTables } from "../duckdb/duckdb-tables.ts";
import type { GoldNode } from "../scenario/scenario.ts";
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
import { openLake, rowsOf } from "../testing/sales-lake.ts";
import type { Lake } from "./lake.ts";
import type { LakeTable } from "./lake-plan.ts";
import { oracleName } from "./oracle.ts";

let tables: DuckDbTables;

beforeEach(async () => {
  tables = await freshDuckDbTables();
});

const SEED = 20_260_731;
const MERGE = { key: ["id", "part"], orderBy: ["event_time", "amount"] };
const SILVER = `select try_cast(p[1] as integer) as id, p[2] as part, nullif(p[3], '') as shop, try_cast(p[4] as integer) as amount,
  event_time, correlation_id from (select *, string_split(value, '|') as p from bronze.sales)`;

const GOLD: Readonly<Record<string, { sql: string; groupBy: readonly string[]; feed: GoldNode["feed"] }>> = {
  "gold.by_shop": {
    sql: "select shop, count(*) as n, sum(amount)::bigint as total, quantile_cont(amount, 0.5) as median from silver.sale group by all",
    groupBy: ["shop"],
    feed: "changes",
  },
  "gold.large": {
    sql: "select s.part || '!' as part, s.id % 2 as odd, max(amount) as top from silver.sale s where amount > 3 group by 1, 2 having count(*) > 1",
    groupBy: ["part", "odd"],
    feed: "changes",
  },
  "gold.share": {
    sql: "with t as (select count(*) as n from silver.sale) select shop, count(*) / max(t.n) as share from silver.sale, t group by shop",
    groupBy: ["shop"],
    feed: "changes",
  },
  "gold.whole": {
    sql: "select shop, min(amount) as least from silver.sale group by all",
    groupBy: ["shop"],
    feed: "full",
  },
};

function plan(): readonly LakeTable[] {
  const quality = [
    { reason: "no_amount", require: "amount is not null" },
    { reason: "too_much", require: "amount < 8" },
  ];
  return [
    { node: bronzeNode("bronze.sales"), from: TEST_JOB },
    { node: silverNode("silver.sale", SILVER, { quality, rejects: "silver.dlq", merge: MERGE }), from: "bronze.sales" },
    { node: deadLetterNode("silver.dlq"), from: "silver.sale" },
    ...Object.entries(GOLD).map(([id, { sql, ...parts }]) => ({ node: goldNode(id, sql, parts), from: "silver.sale" })),
  ];
}

type Sale = {
  readonly id: number;
  readonly part: string;
  readonly shop: string;
  readonly amount: number | "x";
  readonly at: number;
};

/** One try of a batch: how many tables commit before the driver dies; the last try of a batch runs to its end. */
type Batch = {
  readonly sales: readonly Sale[];
  readonly crashesAfter: readonly number[];
  readonly isCompacted: boolean;
};

const sale: fc.Arbitrary<Sale> = fc.record({
  id: fc.integer({ min: 0, max: 3 }),
  part: fc.constantFrom("a", "b"),
  shop: fc.constantFrom("", "N", "E", "S", "W"),
  amount: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 0, max: 9 }) },
    { weight: 1, arbitrary: fc.constant("x" as const) },
  ),
  at: fc.integer({ min: 0, max: 9 }),
});
const batches = fc.array(
  fc.record<Batch>({
    sales: fc.array(sale, { maxLength: 6 }),
    crashesAfter: fc.array(fc.integer({ min: 0, max: plan().length }), { maxLength: 2 }),
    isCompacted: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);

/** What a table held behind each of its versions: copies, as slow and as simple as can be. */
class Copies {
  readonly #copies = new Map<string, string[]>();

  take(lake: Lake, tableId: string): void {
    const list = this.#copies.get(tableId) ?? [contents(tableId)];
    this.#copies.set(tableId, list);
    if (lake.head(tableId).version === list.length) list.push(contents(tableId));
  }

  entries(): IterableIterator<[string, string[]]> {
    return this.#copies.entries();
  }
}

function contents(relation: string): string {
  const bags = rowsOf(tables, `select * from ${relation}`).map((row) => row.map(String).join("|"));
  return bags.sort().join("\n");
}

function records(sales: readonly Sale[], firstId: number): readonly TestRecord[] {
  return sales.map(({ id, part, shop, amount, at }, index) => ({
    id: firstId + index,
    value: `${id}|${part}|${shop}|${amount}`,
    eventTimeUs: at,
  }));
}

test(`every version reads as its copy, digests chain, and tables equal the oracle under crashes (seed ${SEED})`, {
  timeout: 240_000,
}, () => {
  fc.assert(
    fc.property(batches, (run) => {
      tables.reset();
      const lake = openLake(tables, lakePlan(plan()));
      const ids = plan().map(({ node }) => node.id);
      const copies = new Copies();
      for (const id of ids) copies.take(lake, id);
      const ledger: TestRecord[] = [];
      run.forEach(({ sales, crashesAfter, isCompacted }, batchId) => {
        const rows = records(sales, ledger.length);
        ledger.push(...rows);
        for (const commits of [...crashesAfter, ids.length]) {
          lake.stage(TEST_JOB, bronzeBatch(batchId, rows));
          for (const id of ids.slice(0, commits)) {
            lake.commit(id, { appId: TEST_JOB, batchId, atUs: timeUs(batchId) });
            copies.take(lake, id);
          }
        }
        if (isCompacted) tables.checkpoint();
      });
      for (const [id, list] of copies.entries()) {
        expect(lake.head(id).version).toBe(list.length - 1);
        expect(lake.digest(id)).toBe(lake.head(id).contentHash);
        list.forEach((copy, version) => {
          expect(contents(`(${lake.asOf(id, version)})`)).toBe(copy);
          if (version > 0) expect(lake.digest(id, version)).toBe(lake.history(id)[version - 1]?.contentHash);
        });
      }
      const oracle = lake.runOracle(new Map([["bronze.sales", [bronzeBatch(0, ledger)]]]));
      for (const id of oracle.tableIds) {
        if (id === "bronze.sales") continue;
        expect(`${id}\n${contents(id)}`).toBe(`${id}\n${contents(oracleName(id))}`);
      }
    }),
    { seed: SEED, numRuns: 12 },
  );
});
