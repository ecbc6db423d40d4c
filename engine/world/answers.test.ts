import { describe, expect, it } from "vitest";
import type { AnswerReport } from "../protocol/report.ts";
import { type OrdersParts, ordersScenario } from "../testing/orders-scenario.ts";
import { freshSession, runScenarioText } from "../testing/run-scenario.ts";

/** A driver that dies between two sinks that are not idempotent: bronze and silver have a batch twice. */
const DOUBLED: OrdersParts = {
  sinks: "appending",
  blocks: "chaos:\n  - { fault: driver-crash, job: job, at: { batch: 3, after: gold.revenue }, for: 3s }\n",
};

async function ask(sql: string, parts: OrdersParts = {}): Promise<AnswerReport> {
  const question = `questions:\n  - { ask: What?, table: gold.revenue, sql: "${sql}" }\n`;
  const report = await runScenarioText(ordersScenario({ ...parts, blocks: `${parts.blocks ?? ""}${question}` }));
  return report.answers[0] as AnswerReport;
}

describe("an answer", () => {
  it("is right in any order of its rows", async () => {
    const answer = await ask("select customer, amount_cents from gold.revenue");
    expect(answer).toMatchObject({ isRight: true, rowCount: 40, oracleRowCount: 40 });
    expect(answer.rows).toHaveLength(20);
    expect(answer).not.toHaveProperty("differences");
  });

  it("is wrong by a row that is there twice, within a limit too", async () => {
    const sql =
      "select order_id, update_no, amount_cents from silver.orders order by amount_cents desc, order_id limit 100";
    const answer = await ask(sql, DOUBLED);
    expect(new Set(answer.rows.map((row) => row.join())).size).toBeLessThan(answer.rows.length);
    expect(answer.isRight).toBe(false);
  });

  it.each([1, 2, 3])("is wrong when an offset of %i shows another row than the oracle's", async (offset) => {
    const buckets = "select distinct amount_cents // 150000 as bucket from gold.revenue order by bucket desc";
    const { rows, oracleRows, isRight } = await ask(`${buckets} limit 1 offset ${offset}`, DOUBLED);
    expect(isRight).toBe(rows[0]?.[0] === oracleRows[0]?.[0]);
  });

  it("has numbers that are none as text, since JSON has no such numbers", async () => {
    const { rows } = await ask("select 'nan'::double as n, 'infinity'::double as i, 0.5::double as h");
    expect(rows).toEqual([["NaN", "Infinity", 0.5]]);
  });

  it("is wrong by a row that is not shown, and that row is shown then", async () => {
    const hidden = "case when row_number() over (order by customer) <= 20 then 0 else amount_cents end as c";
    const answer = await ask(`select customer, ${hidden} from gold.revenue order by customer`, DOUBLED);
    expect(answer.rows).toEqual(answer.oracleRows);
    expect(answer.isRight).toBe(false);
    const { inRun, inRunCount, inOracleCount } = answer.differences ?? {};
    expect(inRunCount).toBe(inOracleCount);
    expect(inRun?.length).toBe(Math.min(20, inRunCount ?? 0));
    expect(inRun?.every((row) => row[1] !== 0)).toBe(true);
    expect(answer.dollarsWrong).toBeGreaterThan(0);
  });

  it("is right in what it asks of a table that is wrong elsewhere", async () => {
    const answer = await ask("select count(*) as customers from gold.revenue", DOUBLED);
    expect(answer).toMatchObject({ isRight: true, rows: [[40]] });
    expect(answer.dollarsWrong).toBeGreaterThan(0);
  });

  it("may take any of the rows that tie at its limit", async () => {
    const some = await ask("select customer from gold.revenue limit 3");
    expect(some).toMatchObject({ isRight: true, rowCount: 3 });
    // Every customer ties with every other, and the amounts that are wrong are not asked for.
    const ties = await ask("select customer, 1 as one from gold.revenue order by one limit 3", DOUBLED);
    expect(ties).toMatchObject({ isRight: true, rowCount: 3 });
  });

  it("is as wrong as its order when it hides what orders it", async () => {
    const answer = await ask("select customer from gold.revenue order by amount_cents desc limit 39", DOUBLED);
    const { isOpen } = answer;
    expect(isOpen).toBeUndefined();
  });

  it("does not hang on the order in which fractions are added", async () => {
    const answer = await ask(
      "select avg(amount_cents / 7.3) as mean, sum(1.0 / amount_cents) as odd from silver.orders",
    );
    expect(answer.isRight).toBe(true);
  });
});

describe("a question that fails", () => {
  it("costs no report: it says what failed and where", async () => {
    const answer = await ask("select cast(customer as integer) as x from gold.revenue");
    const line = ordersScenario({ blocks: "questions:" }).split("\n").indexOf("questions:") + 2;
    expect(answer).toMatchObject({ isRight: false, rows: [], rowCount: 0 });
    expect(answer.failure).toMatchObject({ of: "run", path: "questions[0].sql", line });
    expect(answer.failure?.message).toMatch(/Could not convert string 'k\d+' to INT32/);
  });

  it("costs no report either where only the oracle fails, in the pipeline's own SQL", async () => {
    const amount = "case when count(*) over () > 300 then cast(value as bigint) else 1 end";
    const blocks = "questions:\n  - { ask: What?, table: gold.revenue, sql: select * from gold.revenue }\n";
    const report = await runScenarioText(ordersScenario({ amount, blocks }));
    const unknown = report.checks.filter(({ verdict }) => verdict === "unknown");
    expect(unknown.map(({ check }) => check)).toEqual(["silver-latest-per-key", "gold-equals-oracle"]);
    expect(unknown[0]?.summary).toContain(
      "the pipeline's SQL fails over everything that was produced: Could not convert",
    );
    expect(report.answers[0]).toMatchObject({
      rowCount: 40,
      oracleRowCount: 0,
      isRight: false,
      failure: { of: "oracle" },
    });
  });

  it.each([
    [
      "questions:\n  - { ask: What?, table: gold.revenue, sql: 'select [1, 2] as l from gold.revenue' }\n",
      {},
      "column l is INTEGER[]",
    ],
    [
      "",
      {
        gold: "select customer, max(time '10:00') as t, sum(amount_cents)::bigint as amount_cents from silver.orders group by all",
      },
      "column t is TIME",
    ],
  ] as const)("is refused before the start where its columns cannot be carried", async (blocks, parts, message) => {
    const scenarioText = ordersScenario({ ...parts, blocks });
    const loaded = await freshSession().ask("load", { scenarioText, datasets: [], runsChecks: true });
    expect(loaded).toMatchObject({ kind: "refused", problems: [{ message: expect.stringContaining(message) }] });
  });
});

it("a gold table with sums of fractions equals the oracle, in whatever order they were added up", async () => {
  const gold =
    "select customer, count(*) as orders, sum(amount_cents)::bigint as amount_cents, sum(1.0 / amount_cents) as odd from silver.orders group by all";
  const report = await runScenarioText(ordersScenario({ gold }));
  expect(report.checks.filter(({ verdict }) => verdict !== "holds")).toEqual([]);
});
