import { describe, expect, it } from "vitest";
import type { Journey } from "../protocol/inspection.ts";
import type { EngineSession } from "../protocol/messages.ts";
import { ordersScenario } from "../testing/orders-scenario.ts";
import { freshSession, readScenarioFile, runScenarioText } from "../testing/run-scenario.ts";

const END_US = 3_600_000_000;

async function run(scenarioText: string, untilUs = END_US): Promise<EngineSession> {
  const session = freshSession();
  const loaded = await session.ask("load", { scenarioText, datasets: [], runsChecks: true });
  expect(loaded).toMatchObject({ kind: "loaded" });
  await session.ask("advance", { untilUs, maxEvents: 1e9 });
  return session;
}

async function journey(session: EngineSession, correlationId: number): Promise<Journey> {
  const found = await session.ask("journey", { correlationId });
  if (found === undefined) throw new Error(`there is no record ${correlationId}`);
  return found;
}

/** The first value of a query, which must be a number. */
async function ask(session: EngineSession, sql: string): Promise<number> {
  const outcome = await session.ask("query", { sql, rowLimit: 1 });
  if (outcome.kind !== "rows") throw new Error(JSON.stringify(outcome));
  const column = outcome.batch.columns[0]?.column;
  if (column?.kind !== "int64" && column?.kind !== "int32") throw new Error("no number");
  return Number(column.values[0]);
}

const kindsOf = ({ steps }: Journey) => steps.map(({ stage, kind }) => `${stage} ${kind}`);

describe("the journey of a record", () => {
  it("goes from its application to gold, in the order of time", async () => {
    const session = await run(ordersScenario());
    const found = await journey(session, 100);
    expect(kindsOf(found)).toEqual([
      "shop handed-over",
      "order.events appended",
      "order.events replicated",
      "order.events acknowledged",
      "job planned",
      "bronze.order_events written",
      "silver.orders written",
      "gold.revenue written",
      "job committed",
    ]);
    expect(found.fate).toBe(
      "It came as far as gold.revenue, and is in bronze.order_events, silver.orders, gold.revenue.",
    );
    const times = found.steps.map(({ atUs }) => atUs);
    expect(times).toEqual([...times].sort((left, right) => left - right));
    const [, appended, , , planned, bronze, , gold] = found.steps;
    expect(appended?.message).toMatch(
      /^Broker [123], leader of order\.events-[01] in epoch 0, appended it at offset \d+\.$/,
    );
    const offset = await ask(session, `select "offset" from bronze.order_events where correlation_id = 100`);
    expect([appended?.offset, bronze?.offset]).toEqual([offset, offset]);
    expect(planned?.batchId).toBe(
      await ask(session, "select batch_id from bronze.order_events where correlation_id = 100"),
    );
    expect(gold?.message).toMatch(/^gold\.revenue changed the group \(\S+\) with version \d+\.$/);
    expect(found.value).toContain(`|${found.key}|`);
    const commit = (await session.ask("watch", { changesSeen: 0, namesSeen: 0, eventsSeen: 0 })).events.find(
      ({ kind, fields }) =>
        kind === "table-committed" && fields["tableId"] === "gold.revenue" && fields["version"] === gold?.version,
    );
    expect(gold?.atUs).toBe(commit?.atUs);
  });

  it("ends where the run stands", async () => {
    const session = await run(ordersScenario(), 4_000_000);
    const newest = (await session.ask("advance", { untilUs: 4_000_000, maxEvents: 1 })).recordsProduced - 1;
    const [handedOver] = (await journey(session, newest)).steps;
    const earlier = await run(ordersScenario(), handedOver?.atUs);
    expect((await journey(earlier, newest)).fate).toBe("It is still with its producer.");
    expect((await journey(session, 20)).fate).toBe("It lies in order.events and waits for a batch.");
    expect(await session.ask("journey", { correlationId: newest + 1 })).toBeUndefined();
    expect(await session.ask("journey", { correlationId: -1 })).toBeUndefined();
    expect(await session.ask("journey", { correlationId: 0.5 })).toBeUndefined();
  });

  it("names the gate that rejected it, and the fault that sent it", async () => {
    const blocks = 'chaos: [{ fault: poison-record, source: shop, at: 3s, value: "7|0|k|n/a", key: k }]';
    const session = await run(ordersScenario({ hasGate: true, blocks }));
    const id = await ask(session, "select correlation_id from silver.orders_dlq");
    const found = await journey(session, id);
    expect(found).toMatchObject({ key: "k", value: "7|0|k|n/a", source: "shop" });
    expect(found.steps[0]).toMatchObject({
      message: "shop handed it to its producer (poison).",
      fault: "poison record from shop",
      atUs: 3_000_000,
    });
    expect(kindsOf(found).slice(-3)).toEqual([
      "bronze.order_events written",
      "silver.orders_dlq rejected",
      "job committed",
    ]);
    expect(found.fate).toBe("silver.orders rejected it (no_amount); silver.orders_dlq has it since version 1.");
  });

  it("says which record took its place", async () => {
    const latest = ordersScenario().replace("key: [order_id, update_no]", "key: [customer]");
    const session = await run(latest);
    const id = await ask(session, "select min(correlation_id) from bronze.order_events");
    const key = (await journey(session, id)).key;
    const kept = await ask(session, `select correlation_id from silver.orders where customer = '${key}'`);
    expect(kept).not.toBe(id);
    const found = await journey(session, id);
    const superseded = found.steps.filter(({ kind }) => kind === "superseded");
    expect(superseded).toHaveLength(1);
    expect(superseded[0]?.message).toMatch(/record \d+/);
    expect(found.fate).toBe(superseded[0]?.message);
    expect((await journey(session, kept)).steps.some(({ kind }) => kind === "superseded")).toBe(false);
  });

  it("tells of the batch that ran again, and of the duplicate that came of it", async () => {
    const blocks = "chaos: [{ fault: driver-crash, job: job, at: { batch: 3, after: tables }, for: 7s }]";
    const session = await run(ordersScenario({ sinks: "appending", blocks }));
    const id = await ask(session, "select min(correlation_id) from bronze.order_events where batch_id = 3");
    const found = await journey(session, id);
    expect(kindsOf(found).filter((kind) => kind === "bronze.order_events written")).toHaveLength(2);
    expect(kindsOf(found).filter((kind) => kind === "silver.orders written")).toHaveLength(2);
    const replayed = found.steps.find(({ kind }) => kind === "replayed");
    expect(replayed).toMatchObject({ batchId: 3, fault: "driver of job dead in batch 3" });
  });

  it("of a lost record ends at the election that lost it", async () => {
    const { scenarioText } = readScenarioFile("golden/unclean-election.scenario.yaml");
    const session = await run(scenarioText);
    const { checks } = await session.ask("report", { isPartial: false, runsChecks: true });
    const lost = checks.find(({ check }) => check === "acknowledged-records-kept")?.evidence[0];
    const found = await journey(session, lost?.correlationId ?? -1);
    const step = found.steps.find(({ kind }) => kind === "lost");
    expect(step).toMatchObject({ partition: lost?.partition, offset: lost?.offset, fault: lost?.fault });
    expect(kindsOf(found).filter((kind) => kind.endsWith("appended"))).toHaveLength(1);
    expect(found.fate).toBe("It was acknowledged and then lost: it is in no leader's log, and no table has it.");
  });

  it.each([
    ["all", "acknowledged", /^Its producer was told that it is safe, \d+ ms/],
    ["1", "acknowledged", /^Its producer was told that the leader has it \(acks=1; followers may not\), \d+ ms/],
    ["0", "unconfirmed", /^It was sent with acks=0: nobody tells/],
  ])("says what acks=%s promises, and no more", async (acks, told, promise) => {
    const text = ordersScenario().replace("workload: orders }", `workload: orders, producer: { acks: ${acks} } }`);
    const { steps } = await journey(await run(text, 4_000_000), 20);
    expect(steps.find(({ kind }) => kind === told)?.message).toMatch(promise);
  });

  it("is told of two sources apart", async () => {
    const text = ordersScenario()
      .replace(
        "    - { id: order.events",
        "    - { id: web, kind: source, workload: clicks }\n    - { id: order.events",
      )
      .replace("edges: [", "edges: [web -> order.events, ")
      .replace(
        "workload:\n",
        "workload:\n  clicks: { kind: generator, records: 600, rate: { kind: constant, perSecond: 20 }, keys: { count: 40 } }\n",
      );
    const session = await run(text);
    const journeys = await Promise.all(Array.from({ length: 60 }, (_, id) => journey(session, id)));
    expect(new Set(journeys.map(({ source }) => source))).toEqual(new Set(["shop", "web"]));
  });

  it("can be asked for at any time and changes nothing", async () => {
    const scenarioText = ordersScenario({ poisonShare: 0.05, hasGate: true });
    const session = await run(scenarioText, 0);
    for (let atUs = 1_000_000; atUs <= 40_000_000; atUs += 3_000_000) {
      await session.ask("advance", { untilUs: atUs, maxEvents: 1e9 });
      for (const id of [0, 7, 99]) await session.ask("journey", { correlationId: id });
    }
    await session.ask("advance", { untilUs: END_US, maxEvents: 1e9 });
    const report = await session.ask("report", { isPartial: false, runsChecks: true });
    expect(report.digest).toBe((await runScenarioText(scenarioText)).digest);
  });
});
