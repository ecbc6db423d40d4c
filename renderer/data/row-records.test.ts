import { expect, test, vi } from "vitest";
import type { CommandName, RequestOf } from "../../engine/protocol/messages.ts";
import { ordersScenario } from "../../engine/testing/orders-scenario.ts";
import { freshSession } from "../../engine/testing/run-scenario.ts";
import { textBatch } from "../../engine/testing/text-columns.ts";
import { createWorkbench } from "../app/create-workbench.ts";
import type { QueryRows } from "../stores/query-store.ts";
import { MemoryHost, MemoryMachine } from "../testing/memory-host.ts";
import { showRecordsBehind, tableShownBy } from "./row-records.ts";
import { openQuery } from "./run-query.ts";

const toast = vi.hoisted(() => vi.fn());
vi.mock("../widgets/toast.ts", () => ({ showToast: toast }));

const TITLE = "The records behind this row cannot be told.";
const END_US = 3_600_000_000;

test("of a gold row are shown as bronze has them, and they add up to what the row says", async () => {
  const text = ordersScenario({ hasGate: true, poisonShare: 0.05 });
  const session = freshSession();
  await session.ask("load", { scenarioText: text, datasets: [], runsChecks: false });
  await session.ask("advance", { untilUs: END_US, maxEvents: 1e9 });
  const made = createWorkbench(new MemoryHost(new MemoryMachine()), {});
  const ask = <Name extends CommandName>(name: Name, request: RequestOf<Name>) => session.ask(name, request);
  const bench = { ...made, runner: { ask } as unknown as typeof made.runner };
  bench.run.setState({ current: { number: 1, nowUs: END_US, text } as never, phase: { kind: "paused" } });
  const front = () => bench.queries.getState().tabs.at(-1);

  await openQuery(bench, { sql: "select * from gold.revenue" });
  const gold = front();
  if (gold?.rows === undefined) throw new Error(JSON.stringify(gold?.state));
  await showRecordsBehind(bench, gold, gold.rows, 0);
  const behind = front();
  expect(behind?.title).toBe("Records behind a row of gold.revenue");
  expect(behind?.sql).toMatch(/^select \* from "?bronze"?\./u);
  const orders = gold.rows.batch.columns.find(({ name }) => name === "orders")?.column;
  if (orders === undefined || !("values" in orders)) throw new Error("the gold table counts orders");
  expect(behind?.rows?.batch.rowCount).toBe(Number(orders.values[0]));
}, 30_000);

test("cannot be told without the run's engine, and the person hears why", async () => {
  const bench = createWorkbench(new MemoryHost(new MemoryMachine()), {});
  bench.run.setState({ current: { number: 1, nowUs: 0, text: "" } as never });
  const rows = { batch: textBatch([["customer", ["k1"]]]) } as unknown as QueryRows;
  await showRecordsBehind(bench, { sql: "from gold.revenue", atUs: 0 }, rows, 0);
  expect(toast).toHaveBeenCalledWith(TITLE, { detail: expect.stringMatching(/^The tables of this run are gone/u) });
});

test.each([
  ["select * from gold.revenue", "gold.revenue"],
  ["SELECT * FROM Gold.Revenue LIMIT 1000;", "gold.revenue"],
  ["from gold.revenue", "gold.revenue"],
  ["select customer from gold.revenue", undefined],
  ["select * from gold.revenue where orders > 1", undefined],
  ["select * from gold.revenue, silver.orders", undefined],
])("%s shows the rows of %s", (sql, table) => {
  expect(tableShownBy(sql)).toBe(table);
});
