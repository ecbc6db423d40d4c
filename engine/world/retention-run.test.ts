import { describe, expect, it } from "vitest";
import { runScenarioText } from "../testing/run-scenario.ts";

/** A job that comes every minute to a topic that keeps records for some twenty seconds. */
function scenario(failOnDataLoss: boolean, topicConfig: string): string {
  return `version: 1
name: Retention
duration: 3m
pipeline:
  kafka:
    config: { log.retention.check.interval.ms: 5000, log.initial.task.delay.ms: 5000 }
  nodes:
    - { id: orders, kind: source, workload: orders }
    - { id: order.events, kind: topic, partitions: 1, replicationFactor: 1, config: ${topicConfig} }
    - { id: job, kind: micro-batch, trigger: 1m, options: { startingOffsets: earliest, failOnDataLoss: ${failOnDataLoss} } }
    - { id: bronze.orders, kind: bronze }
  edges: [orders -> order.events, order.events -> job, job -> bronze.orders]
workload:
  orders: { kind: generator, records: 15000, rate: { kind: constant, perSecond: 100 }, keys: { count: 10 } }
`;
}

const SHORT = "{ retention.ms: 20000, segment.ms: 5000 }";

async function outcome(text: string) {
  const report = await runScenarioText(text);
  const job = report.stages.find(({ id }) => id === "job");
  return { batches: job?.batches ?? 0, read: job?.recordsOut ?? 0 };
}

describe("a job that comes after retention", () => {
  it("fails when failOnDataLoss is true: the offsets it goes on from are gone", async () => {
    const strict = await outcome(scenario(true, SHORT));
    const whole = await outcome(scenario(true, "{ retention.ms: -1 }"));
    expect(strict.batches).toBeLessThan(whole.batches);
    expect(strict.read).toBeLessThan(whole.read);
  });

  it("goes on at the new start of the log when it is false, and has missed what is gone", async () => {
    const lossy = await outcome(scenario(false, SHORT));
    const whole = await outcome(scenario(false, "{ retention.ms: -1 }"));
    expect(lossy.batches).toBe(whole.batches);
    expect(lossy.read).toBeLessThan(whole.read - 1_000);
  });
});

describe("an election after retention", () => {
  it("loses nothing, although the replicas' logs begin at different offsets", async () => {
    const report = await runScenarioText(`version: 1
name: Retention, then an election
duration: 2m
pipeline:
  kafka:
    config: { log.retention.check.interval.ms: 10000 }
  nodes:
    - { id: orders, kind: source, workload: orders }
    - { id: order.events, kind: topic, partitions: 3, replicationFactor: 3, config: ${SHORT} }
    - { id: readers, kind: consumer-group, config: { auto.offset.reset: earliest } }
  edges: [orders -> order.events, order.events -> readers]
workload:
  orders: { kind: generator, records: 5000, rate: { kind: constant, perSecond: 50 }, keys: { count: 10 } }
chaos:
  - { fault: broker-stop, broker: 1, at: 55s, for: 1s }
  - { fault: broker-stop, broker: 2, at: 81s, for: 1s }
`);
    const kept = report.checks.find(({ check }) => check === "acknowledged-records-kept");
    expect(report.timeline.filter(({ kind }) => kind === "segments-deleted").length).toBeGreaterThan(0);
    expect(kept).toMatchObject({ verdict: "holds", violations: 0 });
  });
});
