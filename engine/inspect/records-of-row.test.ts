import { beforeAll, describe, expect, it } from "vitest";
import type { RowRecords, RowRequest } from "../protocol/inspection.ts";
import type { EngineSession } from "../protocol/messages.ts";
import { ordersScenario } from "../testing/orders-scenario.ts";
import { freshSession } from "../testing/run-scenario.ts";

/** Large orders only, by customer and by minute of their event time. */
const LARGE =
  "select customer, date_trunc('minute', event_time) as minute, count(*) as orders, sum(amount_cents)::bigint as amount_cents " +
  "from silver.orders o where amount_cents > 20000 group by all";

const SCENARIO = ordersScenario({ hasGate: true, poisonShare: 0.05, gold: LARGE })
  .replace('"offset", correlation_id\n', '"offset", correlation_id, event_time\n')
  .replace("groupBy: [customer]", "groupBy: [customer, minute]");

let session: EngineSession;

beforeAll(async () => {
  session = freshSession();
  const loaded = await session.ask("load", { scenarioText: SCENARIO, datasets: [], runsChecks: true });
  expect(loaded).toMatchObject({ kind: "loaded" });
  await session.ask("advance", { untilUs: 3_600_000_000, maxEvents: 1e9 });
});

function ask(row: RowRequest["row"], more: Partial<RowRequest> = {}): Promise<RowRecords> {
  return session.ask("recordsOf", { table: "gold.revenue", row, limit: 100, ...more });
}

async function numbers(sql: string): Promise<readonly number[]> {
  const outcome = await session.ask("query", { sql, rowLimit: 100 });
  const column = outcome.kind === "rows" ? outcome.batch.columns[0]?.column : undefined;
  if (column === undefined || !("values" in column)) throw new Error(JSON.stringify(outcome));
  return Array.from(column.values as Float64Array, Number);
}

describe("the records behind a row of gold", () => {
  it("are those of its group that its own conditions let in", async () => {
    const minute = await numbers("select epoch_us(minute) from gold.revenue where customer = 'k1' order by 1");
    const row = [
      { column: "customer", value: "k1" },
      { column: "minute", value: minute[0] },
    ];
    const found = await ask(row);
    const expected = await numbers(
      `select correlation_id from silver.orders where customer = 'k1' and amount_cents > 20000 and epoch_us(date_trunc('minute', event_time)) = ${minute[0]} order by 1`,
    );
    expect(expected.length).toBeGreaterThan(1);
    expect(found).toEqual({ kind: "records", correlationIds: expected, isCut: false });
    expect(await ask(row, { limit: 1 })).toEqual({
      kind: "records",
      correlationIds: expected.slice(0, 1),
      isCut: true,
    });
    expect(await ask(row, { atUs: 0 })).toEqual({ kind: "records", correlationIds: [], isCut: false });
    const text = [row[0] as RowRequest["row"][number], { column: "minute", value: "2025-01-01 00:00:00" }];
    expect(await ask(text)).toEqual(found);
  });

  it("of another table are named by the row itself, or not at all", async () => {
    const bronze = { table: "bronze.order_events" };
    expect(await ask([{ column: "correlation_id", value: 7n }], bronze)).toMatchObject({ correlationIds: [7] });
    expect(await ask([{ column: "key", value: "k1" }], bronze)).toEqual({
      kind: "unknown",
      message: "the row does not say its correlation_id",
    });
    expect(await ask([{ column: "customer", value: "k1" }])).toEqual({
      kind: "unknown",
      message: "the row does not say its minute, which is part of its key",
    });
    expect((await ask([], { table: "gold.nobody" })).kind).toBe("unknown");
  });

  it("may have keys that are hostile, or NULL", async () => {
    const hostile = [
      { column: "customer", value: "'; drop table gold.revenue; --" },
      { column: "minute", value: undefined },
    ];
    expect(await ask(hostile)).toEqual({ kind: "records", correlationIds: [], isCut: false });
  });
});
