import { describe, expect, it } from "vitest";
import { BROKER_METRICS, CONTROLLER_METRICS } from "../log/kafka/controller/cluster-metrics.ts";
import { isrMask } from "../log/kafka/controller/cluster-report.ts";
import {
  BROKER_VARIABLES,
  NODE_VARIABLES,
  PARTITION_VARIABLES,
  REASON_VARIABLES,
  reasonSubject,
  variableName,
} from "../pipeline/state-variables.ts";
import type { EngineSession } from "../protocol/messages.ts";
import { parseScenario } from "../scenario/parse-scenario.ts";
import { ordersScenario } from "../testing/orders-scenario.ts";
import { freshSession, readScenarioFile, runScenario, runScenarioText } from "../testing/run-scenario.ts";

const DRIVER_DIES = "chaos: [{ fault: driver-crash, job: job, at: { batch: 3, after: tables }, for: 7s }]";

type Series = { readonly timesUs: readonly number[]; readonly values: readonly number[] };

async function seriesOf(session: EngineSession): Promise<ReadonlyMap<string, Series>> {
  return new Map((await session.ask("series", {})).map(({ name, ...series }) => [name, series]));
}

async function finish(scenarioText: string): Promise<EngineSession> {
  const session = freshSession();
  await session.ask("load", { scenarioText, datasets: [], runsChecks: true });
  await session.ask("advance", { untilUs: 3_600_000_000, maxEvents: 10_000_000 });
  return session;
}

const last = (series: Series | undefined): number | undefined => series?.values.at(-1);

describe("the state variables of a run", () => {
  it("are those of the catalogue, all of them and no others", async () => {
    const text = ordersScenario({ poisonShare: 0.05, hasGate: true });
    const parsed = parseScenario(text);
    if (!parsed.ok) throw new Error("the orders' scenario is sound");
    const { nodes, kafka } = parsed.value.scenario.pipeline;
    const expected = [
      ...nodes.flatMap(({ id, kind }) => NODE_VARIABLES[kind].map(({ key }) => variableName(id, key))),
      ...nodes.flatMap((node) =>
        node.kind !== "topic"
          ? []
          : Array.from({ length: node.partitions }, (_, index) => `${node.id}-${index}`).flatMap((partition) =>
              PARTITION_VARIABLES.map(({ key }) => variableName(partition, key)),
            ),
      ),
      ...nodes.flatMap((node) => {
        if (node.kind !== "silver" || node.rejects === undefined) return [];
        const subjects = [...node.quality.map(({ reason }) => reason), "null_key"].map((reason) =>
          reasonSubject(node.rejects ?? "", reason),
        );
        return subjects.flatMap((subject) => REASON_VARIABLES.map(({ key }) => variableName(subject, key)));
      }),
      ...Array.from({ length: kafka.brokers }, (_, index) => `broker-${index + 1}`).flatMap((broker) => [
        ...BROKER_VARIABLES.map(({ key }) => variableName(broker, key)),
        // Under the names that JMX has for them.
        ...Object.keys(BROKER_METRICS).map((name) => variableName(`kafka/${broker}`, name)),
      ]),
      ...Object.keys(CONTROLLER_METRICS).map((name) => variableName("kafka/controller", name)),
    ];
    const series = await seriesOf(await finish(text));
    expect([...series.keys()].sort()).toEqual(expected.sort());
  });

  it("end at what the report says", async () => {
    const session = await finish(ordersScenario());
    const series = await seriesOf(session);
    const { stages, records } = await session.ask("report", { isPartial: false, runsChecks: false });
    const stage = (id: string) => stages.find((each) => each.id === id);
    expect(last(series.get("shop/records-sent"))).toBe(records.produced);
    expect(last(series.get("shop/records-acknowledged"))).toBe(records.acknowledged);
    expect(last(series.get("shop/records-pending"))).toBe(0);
    expect(last(series.get("order.events/records-in"))).toBe(stage("order.events")?.recordsIn);
    expect(last(series.get("order.events/lag-records"))).toBe(0);
    expect(last(series.get("job/records-read"))).toBe(stage("job")?.recordsIn);
    expect(last(series.get("job/batch"))).toBe((stage("job")?.batches ?? 0) - 1);
    expect(last(series.get("gold.revenue/latency-p95-us"))).toBe(stage("gold.revenue")?.latency?.p95Us);
    expect(Math.max(...(series.get("gold.revenue/freshness-us")?.values ?? []))).toBe(
      stage("gold.revenue")?.freshness?.maxUs,
    );
    const { batch } = await session.ask("exportTable", { table: "gold.revenue" });
    expect(last(series.get("gold.revenue/rows"))).toBe(batch.rowCount);
  });

  it("count the dead letters by their reason, as the table has them", async () => {
    const session = await finish(ordersScenario({ poisonShare: 0.1, hasGate: true }));
    const series = await seriesOf(session);
    const { batch } = await session.ask("exportTable", { table: "silver.orders_dlq" });
    const column = batch.columns.find(({ name }) => name === "reason")?.column;
    const counted = new Map<string, number>();
    if (column?.kind !== "utf8") throw new Error("the reasons are texts");
    for (let row = 0; row < batch.rowCount; row++) {
      const reason = new TextDecoder().decode(column.bytes.subarray(column.offsets[row], column.offsets[row + 1]));
      counted.set(reason, (counted.get(reason) ?? 0) + 1);
    }
    const shown = [...series].flatMap(([name, { values }]) => {
      const reason = /^silver\.orders_dlq (.+)\/rows-rejected$/u.exec(name)?.[1];
      return reason === undefined || (values.at(-1) ?? 0) === 0 ? [] : [[reason, values.at(-1)] as const];
    });
    expect(counted.size).toBeGreaterThan(0);
    expect(new Map(shown)).toEqual(counted);
    expect(series.get("silver.orders_dlq null_key/rows-rejected")?.values).toEqual([0]);
  });

  it("count the late records as the workload makes them, and none without lateness", async () => {
    const punctual = ordersScenario();
    const late = punctual.replace("poison:", "lateness: { share: 0.25, mean: 5s, max: 1m }, poison:");
    const sent = last((await seriesOf(await finish(late))).get("shop/records-sent")) ?? 0;
    const share = (last((await seriesOf(await finish(late))).get("shop/records-late")) ?? 0) / sent;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.3);
    expect((await seriesOf(await finish(punctual))).get("shop/records-late")?.values).toEqual([0]);
  });

  it("tell when a driver dies, and what its replay writes again", async () => {
    const scenario = ordersScenario({ sinks: "appending", blocks: DRIVER_DIES });
    const series = await seriesOf(await finish(scenario));
    const report = await runScenarioText(scenario);
    const died = report.timeline.find(({ kind }) => kind === "driver-crashed")?.atUs;
    const back = report.timeline.find(({ kind }) => kind === "driver-restarted")?.atUs;
    expect(series.get("job/state")).toEqual({ timesUs: [0, 0, died, back], values: [0, 1, 2, 1] });
    const doubled = report.checks.find(
      ({ check, table }) => check === "no-duplicates" && table === "bronze.order_events",
    );
    expect(doubled?.violations).toBeGreaterThan(0);
    expect(last(series.get("bronze.order_events/duplicates"))).toBe(doubled?.violations);
    expect(last(series.get("silver.orders/duplicates"))).toBe(doubled?.violations);
  });

  it("count the records that an unclean election took", async () => {
    const session = freshSession();
    const report = await runScenario("golden/unclean-election.scenario.yaml", {}, session);
    const series = await seriesOf(session);
    const lost = report.checks.find(({ check }) => check === "acknowledged-records-kept");
    const topic = lost?.table ?? "";
    expect(lost?.violations).toBeGreaterThan(0);
    expect(last(series.get(`${topic}/records-lost`))).toBe(lost?.violations);
  });

  it("count what a producer without idempotence sends twice", async () => {
    const { scenarioText } = readScenarioFile("golden/lost-responses.scenario.yaml");
    const session = await finish(
      scenarioText.replace("linger.ms: 10", "linger.ms: 10\n        enable.idempotence: false"),
    );
    const report = await session.ask("report", { isPartial: false, runsChecks: false });
    const series = await seriesOf(session);
    const topic = report.stages.find(({ kind }) => kind === "topic")?.id ?? "";
    const twice = (last(series.get(`${topic}/records-in`)) ?? 0) - report.records.produced;
    expect(twice).toBeGreaterThan(0);
    expect(last(series.get(`${topic}/duplicates`))).toBe(twice);
  });

  it("name the replicas in sync as bits of a number", () => {
    expect([[], [1], [2, 1], [3, 1], [52, 1], [100, 53, 2]].map(isrMask)).toEqual([
      0, 1, 3, 5, 2_251_799_813_685_249, 2,
    ]);
  });

  it("follow the brokers from the crash to the unfencing", async () => {
    const { scenarioText } = readScenarioFile("golden/clean-election.scenario.yaml");
    const series = await seriesOf(await finish(scenarioText));
    const crashed = [...series].find(([name, { values }]) => name.endsWith("/is-up") && values.includes(0));
    expect(crashed?.[1].values).toEqual([1, 0, 1]);
    const fenced = series.get(String(crashed?.[0].replace("is-up", "is-fenced")));
    expect(fenced?.values).toEqual([0, 1, 0]);
    expect(fenced?.timesUs[1]).toBeGreaterThan(crashed?.[1].timesUs[1] ?? Number.POSITIVE_INFINITY);
  });
});
