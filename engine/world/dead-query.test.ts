import { describe, expect, it } from "vitest";
import { ordersScenario } from "../testing/orders-scenario.ts";
import { runScenarioText } from "../testing/run-scenario.ts";

const QUESTION = `questions:
  - { ask: Who?, table: gold.revenue, sql: select customer from gold.revenue order by amount_cents desc limit 3 }
`;

const HARD_CAST = { amount: "cast(part[4] as bigint)", poisonShare: 0.02, blocks: QUESTION } as const;

describe("a query that an exception ends", () => {
  it("violates a check that every run is held to, and answers as of its last batch", async () => {
    const report = await runScenarioText(ordersScenario(HARD_CAST));
    const failed = report.timeline.find(({ kind }) => kind === "query-failed");
    const survives = report.checks.find(({ check }) => check === "query-survives");
    expect(survives).toMatchObject({ job: "job", verdict: "violated", violations: 1 });
    expect(survives?.evidence).toEqual([
      { note: failed?.fields["reason"], batchId: expect.any(Number), atUs: failed?.atUs },
    ]);
    expect(report.expectations).toEqual([
      { check: "query-survives", job: "job", expect: "holds", found: "violated", isMet: false, isImplied: true },
    ]);
    const { asOf, isRight } = report.answers[0] ?? {};
    expect(isRight).toBe(true);
    const [end0 = 0, end1 = 0] = asOf?.endOffsets ?? [];
    expect(asOf?.recordsUnread).toBe(600 - end0 - end1);
    expect(asOf?.batchId).toBe((survives?.evidence[0]?.batchId ?? 0) - 1);
  });

  it("lets its tables go on ageing until the end of the run", async () => {
    const report = await runScenarioText(ordersScenario(HARD_CAST));
    const failedUs = report.timeline.find(({ kind }) => kind === "query-failed")?.atUs ?? 0;
    const { freshness } = report.stages.find(({ id }) => id === "bronze.order_events") ?? {};
    expect(freshness?.maxUs).toBeGreaterThan((report.endedAtUs - failedUs) * 0.98);
  });

  it("may be what a scenario expects", async () => {
    const blocks = "expectations:\n  - { check: query-survives, expect: violated }\n";
    const report = await runScenarioText(ordersScenario({ ...HARD_CAST, blocks }));
    expect(report.expectations).toEqual([
      { check: "query-survives", expect: "violated", found: "violated", isMet: true },
    ]);
  });

  it("leaves in the stages what each took: bronze a batch more than silver, in and out alike", async () => {
    const report = await runScenarioText(ordersScenario(HARD_CAST));
    const stageOf = (id: string) => report.stages.find((stage) => stage.id === id);
    const bronze = stageOf("bronze.order_events");
    const silver = stageOf("silver.orders");
    expect(bronze?.recordsIn).toBe(bronze?.recordsOut);
    expect(stageOf("job")).toMatchObject({ recordsIn: bronze?.recordsIn, recordsOut: bronze?.recordsIn });
    expect(silver?.recordsIn).toBeLessThan(bronze?.recordsIn ?? 0);
  });

  it("is not held against the tables that committed the batch before it failed", async () => {
    const gold =
      "select customer, count(*) as orders, sum(case when amount_cents = 'n/a' then cast(amount_cents as bigint) else 1 end)::bigint as amount_cents from silver.orders group by all";
    const report = await runScenarioText(ordersScenario({ amount: "part[4]", poisonShare: 0.02, gold }));
    const verdicts = Object.fromEntries(report.checks.map(({ check, verdict }) => [check, verdict]));
    expect(verdicts).toMatchObject({ "query-survives": "violated", "silver-latest-per-key": "holds" });
    const commits = report.timeline.filter(({ kind }) => kind === "table-committed");
    expect(commits.at(-1)?.fields["tableId"]).toBe("silver.orders");
  });
});

describe("a run that ends in the middle of a batch", () => {
  it("holds its tables to what was committed, and asks them for that", async () => {
    const whole = await runScenarioText(ordersScenario());
    const between = whole.timeline.filter(({ kind }) => kind === "table-committed").at(-1)?.atUs ?? 0;
    const sum =
      "questions:\n  - { ask: How many?, table: gold.revenue, sql: select sum(orders) as n from gold.revenue }\n";
    const report = await runScenarioText(ordersScenario({ blocks: sum }), { untilUs: between });
    const [endOf0 = 0, endOf1 = 0] = report.answers[0]?.asOf.endOffsets ?? [];
    expect(report.answers[0]?.rows).toEqual([[endOf0 + endOf1]]);
    expect(report.timeline.at(-1)).toMatchObject({ kind: "table-committed", fields: { tableId: "gold.revenue" } });
    expect(report.checks.filter(({ verdict }) => verdict !== "holds")).toEqual([]);
    expect(report.answers[0]?.isRight).toBe(true);
    expect(report.answers[0]?.asOf.recordsUnread).toBeGreaterThan(0);
  });

  it("says which source its duration cut off, and which job committed nothing", async () => {
    const report = await runScenarioText(ordersScenario({ duration: "3s" }));
    expect(report.stages.find(({ id }) => id === "shop")).toMatchObject({ recordsPlanned: 600, isSpent: false });
    const late = ordersScenario({ duration: "5s" }).replace("trigger: 5s,", "trigger: 5s, startAt: 4s,");
    const { stages } = await runScenarioText(late.replace("perSecond: 20", "perSecond: 1000"), { untilUs: 2_000_000 });
    expect(stages.find(({ id }) => id === "shop")).toMatchObject({ isSpent: true });
    expect(stages.find(({ id }) => id === "job")).toMatchObject({ batches: 0 });
  });
});
