import { describe, expect, it } from "vitest";
import { SECOND } from "../base/time.ts";
import type { CheckOutcome, RunReport } from "../protocol/report.ts";
import { formatProblem } from "../scenario/problem.ts";
import { freshDuckDbTables } from "../testing/duckdb-tables.ts";
import { ordersScenario } from "../testing/orders-scenario.ts";
import { runScenario, runScenarioText } from "../testing/run-scenario.ts";
import { Session } from "../worker/session.ts";

type Story = {
  readonly producer: string;
  readonly chaos: readonly string[];
  /** Left out, it does not. */
  readonly failsOnDataLoss?: boolean;
  /** A second source beside the first, by its producer. */
  readonly other?: string;
};

/** Three brokers that come back quickly, three partitions, 100 records a second for 40 s, a job that goes on when data is lost. */
function scenarioOf({ producer, chaos, other, failsOnDataLoss = false }: Story): string {
  const second = other === undefined ? [] : [`    - { id: web, kind: source, workload: orders, producer: ${other} }`];
  return [
    "version: 1",
    "name: Evidence",
    "duration: 5m",
    "pipeline:",
    "  kafka:",
    "    brokers: 3",
    "    config: { broker.session.timeout.ms: 2000, broker.heartbeat.interval.ms: 500 }",
    "    disk: { flushInterval: 30s, restartDuration: 100ms }",
    "  nodes:",
    `    - { id: shop, kind: source, workload: orders, producer: ${producer} }`,
    ...second,
    "    - { id: order.events, kind: topic, partitions: 3, replicationFactor: 3 }",
    "    - id: job",
    "      kind: micro-batch",
    "      trigger: 2s",
    `      options: { startingOffsets: earliest, failOnDataLoss: ${failsOnDataLoss} }`,
    "    - { id: bronze.orders, kind: bronze }",
    "  edges:",
    "    - shop -> order.events",
    ...(other === undefined ? [] : ["    - web -> order.events"]),
    "    - order.events -> job",
    "    - job -> bronze.orders",
    "workload:",
    "  orders: { kind: generator, records: 4000, rate: { kind: constant, perSecond: 100 }, keys: { count: 40 } }",
    "chaos:",
    ...chaos.map((fault) => `  - ${fault}`),
    "",
  ].join("\n");
}

async function run(story: Story): Promise<RunReport> {
  const session = new Session(freshDuckDbTables);
  const loaded = await session.ask("load", { scenarioText: scenarioOf(story), datasets: [], runsChecks: true });
  if (loaded.kind === "refused") throw new Error(loaded.problems.map(formatProblem).join("\n"));
  await session.ask("advance", { untilUs: 3_600 * SECOND, maxEvents: 1e9 });
  return session.ask("report", { isPartial: false, runsChecks: true });
}

function outcomeOf({ checks }: RunReport, name: CheckOutcome["check"]): CheckOutcome {
  const found = checks.find(({ check }) => check === name);
  if (found === undefined) throw new Error(`${name} did not run`);
  return found;
}

/** The instants and the faults that the rows of a check name, each once. */
function causesOf({ evidence }: CheckOutcome): readonly string[] {
  const said = evidence.map(({ atUs, fault, isFaultOver }) => {
    const at = atUs === undefined ? "" : `${Math.floor(atUs / SECOND)} s `;
    return `${at}${isFaultOver === true ? "after" : "during"} ${fault}`;
  });
  return [...new Set(said)];
}

describe("the evidence of a run names", () => {
  it("what was in force when the last broker failed that had a record, and nothing that was over or came later", async () => {
    const report = await run({
      producer: "{ acks: 1 }",
      chaos: [
        "{ fault: slow-follower, broker: 3, at: 1s, for: 2s, fetchDelay: 200ms }",
        "{ fault: driver-crash, job: job, at: 24s, for: 5s }",
        "{ fault: slow-follower, broker: 1, at: 20s, for: 20s, fetchDelay: 4s }",
        "{ fault: slow-follower, broker: 3, at: 20s, for: 20s, fetchDelay: 4s }",
        "{ fault: broker-crash, broker: 2, at: 25s, for: 30s }",
        "{ fault: slow-link, from: 1, to: 3, at: 50s, for: 5s, latency: 10ms }",
      ],
    });
    const kept = outcomeOf(report, "acknowledged-records-kept");
    expect(kept.verdict).toBe("violated");
    expect(causesOf(kept)).toEqual(["25 s during slow follower 1, slow follower 3, broker 2 down"]);
  });

  it("the loss of power and not the crash before it that did no harm, in every check that it violates", async () => {
    const report = await run({
      producer: "{ acks: all }",
      chaos: [
        "{ fault: broker-crash, broker: 3, at: 20s, for: 1s }",
        "{ fault: power-loss, brokers: [1, 2, 3], at: 29s, for: 4s }",
      ],
    });
    const lost = "29 s during broker 1, 2, 3 without power";
    expect(causesOf(outcomeOf(report, "acknowledged-records-kept"))).toEqual([lost]);
    expect(causesOf(outcomeOf(report, "bronze-equals-log"))).toEqual([lost]);
    const steps = causesOf(outcomeOf(report, "progress-never-goes-back"));
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.every((cause) => cause.endsWith("after broker 1, 2, 3 without power"))).toBe(true);
    expect(report.records.inNoLog).toBe(outcomeOf(report, "acknowledged-records-kept").violations);
  });

  it("the death of a leader whose epoch nobody copied, though the next leader has other records at its offsets", async () => {
    const kept = outcomeOf(await runScenario("golden/unshared-epoch.scenario.yaml"), "acknowledged-records-kept");
    expect(causesOf(kept)).toEqual(["14 s during broker 2 down, slow follower 1, broker 3 down"]);
  });

  it("who asked for no acknowledgement, and how many records are in no log, beside the promises of another producer", async () => {
    const report = await run({
      producer: "{ acks: 0 }",
      other: "{ acks: all }",
      chaos: ["{ fault: power-loss, broker: 1, at: 20s, for: 10s }"],
    });
    expect(report.records).toMatchObject({ produced: 8000, acknowledged: 4000, unconfirmed: 4000, failed: 0 });
    const gone = report.records.inNoLog ?? 0;
    expect(gone).toBeGreaterThan(0);
    expect(outcomeOf(report, "acknowledged-records-kept")).toMatchObject({
      verdict: "holds",
      summary: `all 4,000 acknowledged records are in the log; shop asked for no acknowledgement (acks: 0), and ${gone} of 4,000 records sent so are in no leader's log`,
    });
  });

  it("who asked for no acknowledgement, where nobody can tell because nothing was promised", async () => {
    const report = await run({
      producer: "{ acks: 0 }",
      chaos: ["{ fault: power-loss, broker: 1, at: 20s, for: 10s }"],
    });
    expect(report.records.acknowledged).toBe(0);
    const kept = outcomeOf(report, "acknowledged-records-kept");
    expect(kept.verdict).toBe("unknown");
    expect(causesOf(kept).every((cause) => cause.endsWith("during broker 1 without power"))).toBe(true);
    expect(kept.evidence.length).toBe(20);
  });

  it("the death of the leader that alone had a record of which nobody was told", async () => {
    const report = await run({
      producer: "{ acks: 0 }",
      chaos: [
        "{ fault: slow-follower, broker: 1, at: 20s, for: 20s, fetchDelay: 4s }",
        "{ fault: slow-follower, broker: 3, at: 20s, for: 20s, fetchDelay: 4s }",
        "{ fault: broker-crash, broker: 2, at: 25s, for: 30s }",
      ],
    });
    const kept = outcomeOf(report, "acknowledged-records-kept");
    expect(causesOf(kept)).toEqual(["25 s during slow follower 1, slow follower 3, broker 2 down"]);
  });

  it("the crash that a wait without end began with, and no fault that came later", async () => {
    const report = await run({
      producer: "{ acks: all }",
      chaos: [
        "{ fault: broker-crash, brokers: [1, 2, 3], at: 15s, for: 4m }",
        "{ fault: slow-follower, broker: 3, at: 1m, for: 3m, fetchDelay: 1s }",
      ],
    });
    expect(causesOf(outcomeOf(report, "query-survives"))).toEqual([
      expect.stringMatching(/^19\d s during broker 1, 2, 3 down$/),
    ]);
  });

  it("a driver's death between silver and gold fed by unseen rows, and none that gold did not feel", async () => {
    const blocks = [
      "chaos:",
      "  - { fault: driver-crash, job: job, at: { batch: 3, after: silver.orders }, for: 1s }",
      "  - { fault: driver-crash, job: job, at: { batch: 5, after: tables }, for: 1s }",
      "",
    ].join("\n");
    const report = await runScenarioText(ordersScenario({ feed: "unseen", blocks }));
    const { verdict, evidence } = outcomeOf(report, "gold-equals-oracle");
    expect(verdict).toBe("violated");
    expect(new Set(evidence.map(({ fault }) => fault))).toEqual(new Set(["driver of job dead in batch 3"]));
  });

  it("the loss of power behind the exception that ends a query whose offsets are gone", async () => {
    const report = await run({
      producer: "{ acks: all }",
      failsOnDataLoss: true,
      chaos: ["{ fault: power-loss, brokers: [1, 2, 3], at: 29s, for: 4s }"],
    });
    const [cause, ...others] = causesOf(outcomeOf(report, "query-survives"));
    expect(others).toEqual([]);
    expect(cause).toMatch(/^\d+ s after broker 1, 2, 3 without power$/);
  });
});

describe("a query that a poison record ended", () => {
  const AMOUNT = "cast(part[4] as bigint)";

  it("names the fault that sent the record", async () => {
    const blocks = 'chaos: [{ fault: poison-record, source: shop, at: 7s, value: "7|0|k1|n/a" }]';
    const { checks } = await runScenarioText(ordersScenario({ amount: AMOUNT, blocks }));
    const [row] = checks.find(({ check }) => check === "query-survives")?.evidence ?? [];
    expect(row).toMatchObject({ fault: "poison record from shop", isFaultOver: true });
  });

  it("names no fault where the source's own records are to blame, or the poison came later", async () => {
    const blocks = 'chaos: [{ fault: poison-record, source: shop, at: 50s, value: "7|0|k1|n/a" }]';
    const { checks } = await runScenarioText(ordersScenario({ amount: AMOUNT, poisonShare: 0.05, blocks }));
    const [row] = checks.find(({ check }) => check === "query-survives")?.evidence ?? [];
    expect(row?.note).toContain("cannot take batch");
    expect(row?.fault).toBeUndefined();
  });
});
