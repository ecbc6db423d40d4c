import { describe, expect, it } from "vitest";
import { SECOND } from "../base/time.ts";
import { ordersScenario } from "../testing/orders-scenario.ts";
import { freshSession, runScenarioText } from "../testing/run-scenario.ts";

describe("a job that begins to read at the latest offsets", () => {
  it("is not held to what came before", async () => {
    const job = "startAt: 12s, options: { startingOffsets: latest }";
    const report = await runScenarioText(ordersScenario({ job }));
    expect(report.checks.filter(({ verdict }) => verdict !== "holds")).toEqual([]);
    const bronze = report.stages.find(({ id }) => id === "bronze.order_events");
    expect(bronze?.recordsIn).toBeGreaterThan(300);
    expect(bronze?.recordsIn).toBeLessThan(500);
  });

  it("counts as committed what it read, not what lay before", async () => {
    const session = freshSession();
    const scenarioText = ordersScenario({ job: "startAt: 12s, options: { startingOffsets: latest }" });
    await session.ask("load", { scenarioText, datasets: [], runsChecks: true });
    const progress = await session.ask("advance", { untilUs: 3_600 * SECOND, maxEvents: 1e9 });
    const { stages } = await session.ask("report", { isPartial: false, runsChecks: true });
    expect(progress.recordsCommitted).toBe(stages.find(({ id }) => id === "bronze.order_events")?.recordsIn);
  });
});

describe("a driver that is down when its job should start", () => {
  it.each([
    ["at the start", "0s", "0s", 20],
    ["before the start", "10s", "5s", 25],
  ])("is started when the fault is over: %s", async (_, startAt, at, up) => {
    const blocks = `chaos:\n  - { fault: driver-crash, job: job, at: ${at}, for: 20s }\n`;
    const job = `startAt: ${startAt}, options: { startingOffsets: earliest }`;
    const report = await runScenarioText(ordersScenario({ job, blocks }));
    const firstOf = (kind: string) => report.timeline.find((event) => event.kind === kind);
    expect(firstOf("driver-crashed")?.message).toBe("The driver of job died, before its first batch");
    expect(firstOf("driver-restarted")?.atUs).toBe(up * SECOND);
    expect(firstOf("batch-planned")?.atUs).toBeGreaterThan(up * SECOND);
    expect(report.checks.every(({ verdict }) => verdict === "holds")).toBe(true);
  });

  it("is started when it should be when the fault is over by then", async () => {
    const blocks = "chaos:\n  - { fault: driver-crash, job: job, at: 1s, for: 2s }\n";
    const job = "startAt: 10s, options: { startingOffsets: earliest }";
    const report = await runScenarioText(ordersScenario({ job, blocks }));
    expect(report.timeline.filter(({ kind }) => kind.startsWith("driver-"))).toEqual([]);
    expect(report.timeline.find(({ kind }) => kind === "batch-planned")?.atUs).toBeGreaterThan(10 * SECOND);
  });
});
