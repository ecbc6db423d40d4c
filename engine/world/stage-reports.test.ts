import { describe, expect, it } from "vitest";
import { MINUTE } from "../base/time.ts";
import type { RunReport } from "../protocol/report.ts";
import { freshSession, runScenario } from "../testing/run-scenario.ts";
import { TINY_SCENARIO } from "../testing/tiny-scenario.ts";

const PATIENCE_MS = 60_000;

async function run(scenarioText: string): Promise<RunReport> {
  const session = freshSession();
  const loaded = await session.ask("load", { scenarioText, datasets: [], runsChecks: false });
  expect(loaded).toMatchObject({ kind: "loaded" });
  await session.ask("advance", { untilUs: 10 * MINUTE, maxEvents: 1e9 });
  return session.ask("report", { isPartial: false, runsChecks: false });
}

/** In and out of every stage, by its id. */
function flows({ stages }: RunReport): Record<string, readonly number[]> {
  return Object.fromEntries(stages.map(({ id, recordsIn, recordsOut }) => [id, [recordsIn, recordsOut]]));
}

/** The tiny scenario in which the driver dies for good behind a step of a batch. */
function dying(step: string, batch = 0): string {
  return `${TINY_SCENARIO}chaos:\n  - { fault: driver-crash, job: job, at: { batch: ${batch}, after: ${step} }, for: 1h }\n`;
}

describe("what goes in and out of the stages", () => {
  it("is the same all the way when nothing is lost and nothing doubled", async () => {
    expect(flows(await run(TINY_SCENARIO))).toEqual({
      orders: [1000, 1000],
      "order.events": [1000, 1000],
      job: [1000, 1000],
      "bronze.orders": [1000, 1000],
    });
  });

  it("agrees between a job that died before its first commit and the table that it left", async () => {
    const late = dying("bronze.orders").replace("trigger: 10s", "trigger: 10s, startAt: 5s");
    const { job, "bronze.orders": bronze, "order.events": topic } = flows(await run(late));
    expect(bronze?.[1]).toBeGreaterThan(400);
    expect(job).toEqual([bronze?.[0], bronze?.[0]]);
    expect(topic).toEqual([1000, bronze?.[0]]);
    expect(flows(await run(dying("tasks", 1)))).toMatchObject({ job: [0, 0], "bronze.orders": [0, 0] });
  });

  it("counts at a table the batches that it committed, and at a dead-letter table the rejects", async () => {
    const gated = TINY_SCENARIO.replace(
      "  edges: [",
      `    - id: silver.clean
      kind: silver
      sql: select key, correlation_id, event_time from bronze.orders
      quality: [{ reason: odd, require: correlation_id % 2 = 0 }]
      rejects: silver.dlq
      merge: { key: [correlation_id], orderBy: [event_time] }
    - { id: silver.dlq, kind: dead-letter }
  edges: [bronze.orders -> silver.clean, silver.clean -> silver.dlq, `,
    );
    expect(flows(await run(gated))).toMatchObject({ "silver.clean": [1000, 500], "silver.dlq": [500, 500] });
  });

  it("tells what was written twice from what was read", async () => {
    const twice = dying("tables", 1)
      .replace("for: 1h", "for: 5s")
      .replace("kind: bronze", "kind: bronze, sink: { idempotent: false }");
    const { job, "bronze.orders": bronze, "order.events": topic } = flows(await run(twice));
    expect(topic).toEqual([1000, 1000]);
    expect(job?.[0]).toBe(1000);
    expect(job?.[1]).toBeGreaterThan(1000);
    expect(bronze).toEqual([job?.[1], job?.[1]]);
  });

  it(
    "keeps at a topic the records that it took and lost",
    async () => {
      const report = await runScenario("golden/power-loss.scenario.yaml");
      const lost = report.checks.find(({ check }) => check === "acknowledged-records-kept")?.violations ?? 0;
      const topic = report.stages.find(({ kind }) => kind === "topic");
      expect(lost).toBeGreaterThan(0);
      expect(topic?.recordsIn).toBe(report.records.produced);
      expect(topic?.recordsOut).toBe(report.stages.find(({ kind }) => kind === "micro-batch")?.recordsIn);
    },
    PATIENCE_MS,
  );

  it("has rates that nine records still show in", async () => {
    const few = TINY_SCENARIO.replace("records: 1000", "records: 9").replace("perSecond: 100", "perSecond: 0.1");
    const report = await run(few.replace("duration: 1m", "duration: 1h"));
    const { endedAtUs, stages } = report;
    for (const { recordsOut, throughputPerSecond } of stages) {
      expect(recordsOut).toBe(9);
      expect(throughputPerSecond).toBeCloseTo(9e6 / endedAtUs, 6);
      expect(throughputPerSecond).toBeGreaterThan(0);
    }
  });
});
