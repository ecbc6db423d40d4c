import { expect, test } from "vitest";
import type { FinishedQuery, QueryDesk } from "../inspect/query-desk.ts";
import { freshDuckDbTables } from "../testing/duckdb-tables.ts";
import { runQuery } from "./run-query.ts";

const REQUEST = { sql: "select 1", rowLimit: 10 };
const SLOW = "select count(*) from range(1000000) a, range(100000) b where a.range * b.range % 7 = 3";

/** A desk whose query never ends by itself; tells how often it was worked on, and whether it was given up. */
function endlessDesk() {
  const told = { steps: 0, isGivenUp: false };
  const begin: QueryDesk["begin"] = () => ({
    ok: true,
    value: {
      step: (): FinishedQuery | undefined => {
        told.steps += 1;
        return undefined;
      },
      cancel: () => {
        told.isGivenUp = true;
      },
    },
  });
  return { told, desk: { begin } };
}

test("a query is worked on until it is cancelled, and then given up", async () => {
  const { told, desk } = endlessDesk();
  expect(await runQuery(desk, REQUEST, () => told.steps >= 5)).toEqual({ kind: "cancelled" });
  expect(told).toEqual({ steps: 5, isGivenUp: true });
});

test("a query that was cancelled before its turn is not begun", async () => {
  const { told, desk } = endlessDesk();
  expect(await runQuery(desk, REQUEST, () => true)).toEqual({ kind: "cancelled" });
  expect(told.steps).toBe(0);
});

test("a query that takes too long is given up with a sentence", async () => {
  const { told, desk } = endlessDesk();
  const outcome = await runQuery(desk, REQUEST, () => false, 20);
  expect(outcome).toMatchObject({
    kind: "refused",
    complaint: { message: "The query was stopped: it ran for 0.02 seconds." },
  });
  expect(told.isGivenUp).toBe(true);
});

test("DuckDB lets go of a query in the middle, and answers the next one", async () => {
  const { reader } = await freshDuckDbTables();
  const running = reader.start(SLOW);
  expect([running.step(), running.step()]).toEqual([undefined, undefined]);
  running.cancel();
  const next = reader.start("select 42 as answer");
  let batch = next.step();
  while (batch === undefined) batch = next.step();
  expect(batch).toMatchObject({ rowCount: 1, columns: [{ name: "answer" }] });
  expect(() => reader.start("create table t as select 1").step()).toThrow("read-only");
});
