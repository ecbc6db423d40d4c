import { timeUs } from "../base/time.ts";
import type { DuckDbTables } from "../duckdb/duckdb-tables.ts";
import type { CommitOutcome } from "../lake/commit-log.ts";
import { Lake } from "../lake/lake.ts";
import type { LakePlan } from "../lake/lake-plan.ts";
import type { Tables } from "../lake/tables.ts";
import {
  bronzeBatch,
  bronzeNode,
  deadLetterNode,
  goldNode,
  lakePlan,
  silverNode,
  TEST_JOB,
  type TestRecord,
} from "./lake-plans.ts";

/** Records of value `id|shop|cents`, merged by id, summed by shop. */
export const SALES_SILVER_SQL = `
  select try_cast(p[1] as bigint) as id, p[2] as shop, try_cast(p[3] as bigint) as cents, event_time, correlation_id
  from (select *, string_split(value, '|') as p from bronze.sales)`;
export const SALES_GOLD_SQL =
  "select shop, count(*) as sales, sum(cents)::bigint as cents from silver.sale group by all";

export type SalesVariant = {
  readonly feed?: "changes" | "batch" | "unseen" | "full";
  readonly idempotent?: boolean;
  readonly orderBy?: readonly string[];
};

export function salesPlan({
  feed = "changes",
  idempotent = true,
  orderBy = ["event_time"],
}: SalesVariant = {}): LakePlan {
  const quality = [
    { reason: "no_id", require: "id is not null" },
    { reason: "no_amount", require: "cents > 0" },
  ];
  return lakePlan([
    { node: bronzeNode("bronze.sales", idempotent), from: TEST_JOB },
    {
      node: silverNode("silver.sale", SALES_SILVER_SQL, {
        quality,
        rejects: "silver.sale_dlq",
        merge: { key: ["id"], orderBy },
        idempotent,
      }),
      from: "bronze.sales",
    },
    { node: deadLetterNode("silver.sale_dlq"), from: "silver.sale" },
    {
      node: goldNode("gold.shop", SALES_GOLD_SQL, {
        groupBy: ["shop"],
        feed,
        money: { column: "cents", unitsPerDollar: 100 },
        idempotent,
      }),
      from: "silver.sale",
    },
  ]);
}

/** The tables in the order in which a batch commits them. */
export const SALES_COMMIT_ORDER = ["bronze.sales", "silver.sale", "silver.sale_dlq", "gold.shop"];

export function openLake(tables: Tables, plan: LakePlan): Lake {
  const lake = Lake.open(tables, plan);
  if (!lake.ok) throw new Error(JSON.stringify(lake.error));
  return lake.value;
}

/** Runs a batch up to and with the commit of `last`; the outcomes by table. */
export function runSalesBatch(
  lake: Lake,
  batchId: number,
  records: readonly TestRecord[],
  last = "gold.shop",
): ReadonlyMap<string, CommitOutcome | undefined> {
  lake.stage(TEST_JOB, bronzeBatch(batchId, records));
  const outcomes = new Map<string, CommitOutcome | undefined>();
  for (const tableId of SALES_COMMIT_ORDER) {
    outcomes.set(tableId, lake.commit(tableId, { appId: TEST_JOB, batchId, atUs: timeUs(batchId * 10) }));
    if (tableId === last) break;
  }
  return outcomes;
}

/** The rows of a query. */
export function rowsOf(tables: DuckDbTables, sql: string): readonly (readonly unknown[])[] {
  const { columns, rowCount } = tables.query(sql);
  return Array.from({ length: rowCount }, (_, row) => columns.map((column) => column[row]));
}

/** Three good records and two bad ones. */
export const FIRST_SALES: readonly TestRecord[] = [
  { id: 0, value: "1|A|100", eventTimeUs: 10 },
  { id: 1, value: "2|B|200", eventTimeUs: 11 },
  { id: 2, value: "3|A|300", eventTimeUs: 12 },
  { id: 3, value: "x|A|1", eventTimeUs: 13 },
  { id: 4, value: "4|B|0", eventTimeUs: 14 },
];
/** A newer version of the first sale, one of the second that moves it to the other shop, an older one of the third. */
export const SECOND_SALES: readonly TestRecord[] = [
  { id: 5, value: "1|A|150", eventTimeUs: 20 },
  { id: 6, value: "2|A|200", eventTimeUs: 21 },
  { id: 7, value: "3|A|999", eventTimeUs: 5 },
];
