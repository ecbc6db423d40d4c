import { describe, expect, it } from "vitest";
import { SECOND } from "../base/time.ts";
import { encodeUtf8 } from "../base/utf8.ts";
import type { LoadOutcome, LoadRequest } from "../protocol/messages.ts";
import { freshDuckDbTables } from "../testing/duckdb-tables.ts";
import { TINY_SCENARIO } from "../testing/tiny-scenario.ts";
import { Session } from "./session.ts";

const WHOLE = { untilUs: 3_600 * SECOND, maxEvents: 1e9 };

async function load(scenarioText: string, request: Partial<LoadRequest> = {}): Promise<[Session, LoadOutcome]> {
  const session = new Session(freshDuckDbTables);
  return [session, await session.ask("load", { scenarioText, datasets: [], runsChecks: true, ...request })];
}

function problemsOf(outcome: LoadOutcome): readonly string[] {
  if (outcome.kind === "loaded") return [];
  return outcome.problems.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`);
}

/** The tiny scenario with a silver table of this SQL behind bronze. */
function withSilver(sql: string): string {
  return TINY_SCENARIO.replace(
    "    - { id: bronze.orders, kind: bronze }\n",
    `    - { id: bronze.orders, kind: bronze }\n    - id: silver.clean\n      kind: silver\n      sql: |\n        ${sql}\n      merge: { key: [key], orderBy: [event_time] }\n`,
  ).replace("job -> bronze.orders]", "job -> bronze.orders, bronze.orders -> silver.clean]");
}

describe("a session", () => {
  it("starts its tables once, and again only after a start that failed", async () => {
    let starts = 0;
    const session = new Session(() => {
      starts += 1;
      return starts === 1 ? Promise.reject(new Error("no memory")) : freshDuckDbTables();
    });
    await expect(session.ask("boot", {})).rejects.toThrow("no memory");
    await session.ask("boot", {});
    await session.ask("boot", {});
    await session.ask("load", { scenarioText: TINY_SCENARIO, datasets: [], runsChecks: true });
    expect(starts).toBe(2);
  });

  it("runs to its end, and reports what it proved", async () => {
    const [session, outcome] = await load(TINY_SCENARIO);
    expect(outcome).toMatchObject({ kind: "loaded", name: "Tiny", recordsPlanned: 1000 });
    const progress = await session.ask("advance", WHOLE);
    expect(progress).toMatchObject({
      isFinished: true,
      reachedUntil: true,
      recordsProduced: 1000,
      recordsCommitted: 1000,
    });
    const report = await session.ask("report", { isPartial: false, runsChecks: true });
    expect(report).toMatchObject({
      status: "finished",
      isChecked: true,
      records: { produced: 1000, acknowledged: 1000, failed: 0 },
    });
    expect(report.checks.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual([
      "query-survives holds",
      "acknowledged-records-kept holds",
      "key-order-kept holds",
      "no-duplicates holds",
      "bronze-equals-log holds",
      "progress-never-goes-back holds",
    ]);
    expect(report.digest).toMatch(/^[0-9a-f]{64}$/);
    const exported = await session.ask("exportTable", { table: "bronze.orders" });
    expect(exported.batch.rowCount).toBe(1000);
    const earlier = await session.ask("exportTable", { table: "bronze.orders", version: exported.version - 1 });
    expect(earlier.batch.rowCount).toBeLessThan(1000);
    await expect(session.ask("exportTable", { table: "bronze.orders", version: 99 })).rejects.toThrow(
      "has the versions 0 to",
    );
    const timings = await session.ask("timings", {});
    expect(timings.tablesHeapBytes).toBeGreaterThan(1e6);
  });

  it("shows the state at any instant, before and after the fact", async () => {
    const [session] = await load(TINY_SCENARIO);
    await session.ask("advance", WHOLE);
    const early = new Map(await session.ask("stateAt", { atUs: 5 * SECOND }));
    const late = new Map(await session.ask("stateAt", { atUs: 50 * SECOND }));
    expect(early.get("order.events-0/committed-offset")).toBe(0);
    expect(early.get("order.events-0/high-watermark")).toBeGreaterThan(400);
    expect(late.get("order.events-0/committed-offset")).toBe(1000);
    const series = await session.ask("series", {});
    expect(series.map(({ name }) => name)).toContain("order.events/lag-records");
  });

  it("is the same run whether or not anybody pauses, looks or asks", async () => {
    const [whole] = await load(TINY_SCENARIO);
    await whole.ask("advance", WHOLE);
    const [watched] = await load(TINY_SCENARIO);
    for (let second = 1; second <= 60; second++) {
      while (!(await watched.ask("advance", { untilUs: second * SECOND, maxEvents: 97 })).reachedUntil);
      if (second % 7 === 0) await watched.ask("stateAt", { atUs: second * SECOND });
      if (second % 20 === 0) await watched.ask("report", { isPartial: true, runsChecks: true });
    }
    const ends = [whole, watched].map((session) => session.ask("report", { isPartial: false, runsChecks: false }));
    const [one, other] = await Promise.all(ends);
    expect(other?.digest).toBe(one?.digest);
    const [reseeded] = await load(TINY_SCENARIO, { seed: 99 });
    await reseeded.ask("advance", WHOLE);
    const third = await reseeded.ask("report", { isPartial: false, runsChecks: false });
    expect(third.digest).not.toBe(one?.digest);
  });

  it("refuses wrong SQL where it stands in the document, before anything runs", async () => {
    const [, outcome] = await load(withSilver("select kee as key, event_time, correlation_id from bronze.orders"));
    expect(problemsOf(outcome)).toEqual([expect.stringMatching(/^13:16 pipeline\.nodes\[4\]\.sql: .*kee/)]);
  });

  it("refuses a function that gives another value each time", async () => {
    const [, outcome] = await load(withSilver("select key, now() as event_time, correlation_id from bronze.orders"));
    expect(problemsOf(outcome)).toEqual([expect.stringMatching(/^13:21 .*now gives another value each time/)]);
  });

  it("refuses a dataset that cannot be read, and names the file", async () => {
    const text = TINY_SCENARIO.replace(
      "pipeline:",
      "datasets:\n  rows: { file: rows.parquet, format: parquet }\npipeline:",
    );
    const [, outcome] = await load(text, { datasets: [{ name: "rows", bytes: encodeUtf8("no parquet at all") }] });
    expect(outcome).toMatchObject({ kind: "refused", problems: [{ line: 5, found: "rows.parquet", code: "dataset" }] });
  });

  it("runs a workload of mapped columns, and says what its SQL lacks", async () => {
    const rows = encodeUtf8("id,happened,shop\n1,2025-01-01 00:00:00,a\n2,2025-01-01 00:00:05,b\n");
    const mapped = TINY_SCENARIO.replace(
      /\nworkload:[\s\S]*/,
      "\nworkload:\n  orders: { kind: dataset, dataset: rows, mapping: { eventTime: happened, key: shop, value: [id, shop] } }\ndatasets: { rows: { file: r.csv, format: csv } }\n",
    );
    const [session, outcome] = await load(mapped, { datasets: [{ name: "rows", bytes: rows }] });
    expect(problemsOf(outcome)).toEqual([]);
    await session.ask("advance", WHOLE);
    const { batch } = await session.ask("exportTable", { table: "bronze.orders" });
    expect(batch.rowCount).toBe(2);
    const broken = mapped.replace(
      /dataset: rows, mapping: .* \} \}/,
      'sql: "select happened as event_time, idd as value from rows" }',
    );
    const [, refused] = await load(broken, { datasets: [{ name: "rows", bytes: rows }] });
    expect(problemsOf(refused)).toEqual([expect.stringMatching(/^12:65 workload\.orders\.sql: .*idd/)]);
  });

  it("keeps the books of two topics apart", async () => {
    const [session, outcome] = await load(TWO_TOPICS);
    expect(problemsOf(outcome)).toEqual([]);
    await session.ask("advance", WHOLE);
    const { checks, records } = await session.ask("report", { isPartial: false, runsChecks: true });
    expect(records).toEqual({ produced: 700, acknowledged: 700, unconfirmed: 0, failed: 0, inNoLog: 0 });
    expect(checks.filter(({ verdict }) => verdict !== "holds")).toEqual([]);
    expect(checks.filter(({ check }) => check === "acknowledged-records-kept").map(({ table }) => table)).toEqual([
      "ta",
      "tb",
    ]);
  });

  it("counts the time of rejected records only where they are written, not as a stage of every record", async () => {
    const gated = withSilver("select key, value, event_time, correlation_id from bronze.orders")
      .replace("merge: {", "quality: [{ reason: never, require: 'false' }]\n      rejects: silver.dlq\n      merge: {")
      .replace("  edges: [", "    - { id: silver.dlq, kind: dead-letter }\n  edges: [silver.clean -> silver.dlq, ");
    const [session, outcome] = await load(gated);
    expect(problemsOf(outcome)).toEqual([]);
    await session.ask("advance", WHOLE);
    const { stages } = await session.ask("report", { isPartial: false, runsChecks: false });
    const stageOf = (id: string) => stages.find((stage) => stage.id === id);
    expect(stageOf("silver.dlq")).toMatchObject({ recordsOut: 1000 });
    expect(stageOf("silver.dlq")?.latency).toBeUndefined();
    expect(stageOf("silver.clean")?.latency).toBeDefined();
  });

  it("starts a query when it is told to, and with available-now stops when it has read what was there", async () => {
    const late = TINY_SCENARIO.replace("trigger: 10s", "trigger: available-now, startAt: 5s");
    const [session] = await load(late);
    const { isFinished, recordsCommitted } = await session.ask("advance", WHOLE);
    expect(isFinished).toBe(true);
    expect(recordsCommitted).toBeGreaterThan(400);
    expect(recordsCommitted).toBeLessThan(600);
  });
});

const TWO_TOPICS = `version: 1
name: Two
duration: 1m
pipeline:
  nodes:
    - { id: a, kind: source, workload: a }
    - { id: b, kind: source, workload: b }
    - { id: ta, kind: topic, partitions: 2 }
    - { id: tb, kind: topic, partitions: 1 }
    - { id: ja, kind: micro-batch, trigger: 1s, options: { startingOffsets: earliest } }
    - { id: jb, kind: micro-batch, trigger: 1s, options: { startingOffsets: earliest } }
    - { id: bronze.a, kind: bronze }
    - { id: bronze.b, kind: bronze }
    - id: silver.sa
      kind: silver
      sql: select key, value, event_time, correlation_id from bronze.a
      merge: { key: [key], orderBy: [event_time, correlation_id] }
  edges: [a -> ta, b -> tb, ta -> ja, tb -> jb, ja -> bronze.a, jb -> bronze.b, bronze.a -> silver.sa]
workload:
  a: { kind: generator, records: 400, rate: { kind: constant, perSecond: 100 }, keys: { count: 10 } }
  b: { kind: generator, records: 300, rate: { kind: constant, perSecond: 100 }, keys: { count: 10 } }
`;
