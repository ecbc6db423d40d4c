import { describe, expect, it } from "vitest";
import { encodeUtf8 } from "../base/utf8.ts";
import { TablesError } from "../lake/tables.ts";
import type { EngineSession } from "../protocol/messages.ts";
import { freshDuckDbTables } from "../testing/duckdb-tables.ts";
import { ordersScenario } from "../testing/orders-scenario.ts";
import { runScenarioText } from "../testing/run-scenario.ts";
import { TINY_SCENARIO } from "../testing/tiny-scenario.ts";
import { Session } from "./session.ts";

const WHOLE = { untilUs: 3_600_000_000, maxEvents: 1e9 };

async function load(session: EngineSession, scenarioText: string) {
  return session.ask("load", { scenarioText, datasets: [], runsChecks: true });
}

async function digestOf(session: EngineSession): Promise<string> {
  await session.ask("advance", WHOLE);
  return (await session.ask("report", { isPartial: false, runsChecks: true })).digest;
}

/** A session whose tables fail, while they are told to, at the next row that a commit writes. */
function fragileSession() {
  const told: { failure: Error | undefined } = { failure: undefined };
  const session = new Session(async () => {
    const tables = await freshDuckDbTables();
    const read = tables.read.bind(tables);
    tables.read = (sql) => {
      const { failure } = told;
      if (failure === undefined || !sql.startsWith("begin")) return read(sql);
      tables.exec("begin");
      throw failure;
    };
    return tables;
  });
  return { told, session };
}

describe("a session that loads again", () => {
  it("begins anew, and the runs are those of sessions of their own", async () => {
    const session = new Session(freshDuckDbTables);
    const orders = ordersScenario({ hasGate: true, poisonShare: 0.05 });
    const alone = [(await runScenarioText(orders)).digest, (await runScenarioText(TINY_SCENARIO)).digest];
    expect(await load(session, orders)).toMatchObject({ kind: "loaded" });
    const first = await digestOf(session);
    await session.ask("query", { sql: "select count(*) from silver.orders", rowLimit: 1 });
    expect(await load(session, TINY_SCENARIO)).toMatchObject({ kind: "loaded" });
    expect([first, await digestOf(session)]).toEqual(alone);
    const { tables } = await session.ask("sqlCatalogue", {});
    expect(tables.map(({ name }) => name)).toEqual(["bronze.orders"]);
    const outcome = await session.ask("query", { sql: "select count(*) from silver.orders", rowLimit: 1 });
    expect(outcome.kind).toBe("refused");
  });

  it("leaves nothing of a run that was only rehearsed", async () => {
    const session = new Session(freshDuckDbTables);
    const orders = ordersScenario({ hasGate: true, poisonShare: 0.05 });
    await load(session, orders);
    await session.ask("advance", { untilUs: 17_000_000, maxEvents: 1e9 });
    await load(session, orders);
    expect(await digestOf(session)).toBe((await runScenarioText(orders)).digest);
  });

  it("keeps the run that it has when the text is no scenario, and loads after SQL that is wrong", async () => {
    const session = new Session(freshDuckDbTables);
    await load(session, TINY_SCENARIO);
    await session.ask("advance", { untilUs: 5_000_000, maxEvents: 1e9 });
    expect(await load(session, "version: 1\nname: [")).toMatchObject({ kind: "refused" });
    expect((await session.ask("advance", { untilUs: 6_000_000, maxEvents: 1e9 })).nowUs).toBe(6_000_000);
    const wrong = ordersScenario({ gold: "select nobody, count(*) as n from silver.orders group by all" });
    expect(await load(session, wrong)).toMatchObject({ kind: "refused" });
    expect(await load(session, TINY_SCENARIO)).toMatchObject({ kind: "loaded" });
    expect(await digestOf(session)).toBe((await runScenarioText(TINY_SCENARIO)).digest);
  });
});

describe("a session whose run breaks down", () => {
  it("says why, moves no further, and can be looked at and loaded again", async () => {
    const { told, session } = fragileSession();
    await load(session, ordersScenario());
    await session.ask("advance", { untilUs: 12_000_000, maxEvents: 1e9 });
    told.failure = new TablesError("failed to allocate data of size 16.0 MiB", { kind: "Out of Memory" });
    const failed = session.ask("advance", WHOLE);
    await expect(failed).rejects.toThrow("The tables need more memory than they may take");
    await expect(session.ask("advance", WHOLE)).rejects.toThrow("The tables need more memory than they may take");
    await expect(session.ask("inject", { fault: { fault: "driver-crash", job: "job", for: "1s" } })).rejects.toThrow();
    told.failure = undefined;
    const rows = await session.ask("query", { sql: "select count(*) from gold.revenue", rowLimit: 1 });
    expect(rows.kind).toBe("rows");
    const report = await session.ask("report", { isPartial: true, runsChecks: true });
    expect(report).toMatchObject({ status: "partial", isChecked: true });
    expect((await session.ask("watch", { changesSeen: 0, namesSeen: 0, eventsSeen: 0 })).events.length).toBeGreaterThan(
      3,
    );
    expect(await load(session, TINY_SCENARIO)).toMatchObject({ kind: "loaded" });
    expect((await session.ask("advance", WHOLE)).isFinished).toBe(true);
  });

  it("answers other questions when one of them fails", async () => {
    const session = new Session(freshDuckDbTables);
    await expect(session.ask("advance", WHOLE)).rejects.toThrow("no scenario is loaded");
    await load(session, TINY_SCENARIO);
    await expect(session.ask("exportTable", { table: "bronze.nobody" })).rejects.toThrow("bronze.nobody");
    expect((await session.ask("advance", WHOLE)).isFinished).toBe(true);
  });
});

describe("a file that is looked into", () => {
  const session = new Session(freshDuckDbTables);
  const bytes = encodeUtf8("id,at,shop\n1,2025-01-01 00:00:00,a\n2,2025-01-01 00:00:05,b\n3,,c\n");

  it("needs no scenario, and shows its columns and first rows", async () => {
    const preview = await session.ask("previewDataset", { format: "csv", bytes, rowLimit: 2 });
    expect(preview).toMatchObject({ kind: "columns", rowCount: 3, types: ["BIGINT", "TIMESTAMP", "VARCHAR"] });
    if (preview.kind !== "columns") throw new Error(preview.message);
    expect(preview.batch.rowCount).toBe(2);
    expect(preview.batch.columns.map(({ name }) => name)).toEqual(["id", "at", "shop"]);
    const more = await session.ask("previewDataset", { format: "csv", bytes, rowLimit: 99 });
    expect(more).toMatchObject({ batch: { rowCount: 3 } });
  });

  it("that cannot be read is answered with a sentence", async () => {
    const preview = await session.ask("previewDataset", { format: "parquet", bytes, rowLimit: 2 });
    expect(preview).toEqual({ kind: "unreadable", message: expect.stringMatching(/\w+ \w+/u) });
  });
});
