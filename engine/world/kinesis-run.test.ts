import { describe, expect, it } from "vitest";
import { SECOND } from "../base/time.ts";
import { planPipeline } from "../pipeline/plan-pipeline.ts";
import type { RunReport, StageReport } from "../protocol/report.ts";
import { parseScenario } from "../scenario/parse-scenario.ts";
import { freshSession, runScenarioText } from "../testing/run-scenario.ts";

type Pieces = {
  readonly stream?: string;
  readonly app?: string;
  readonly source?: string;
  readonly nodes?: string;
  readonly edges?: string;
  readonly records?: number;
  readonly perSecond?: number;
  readonly blocks?: string;
};

/** A source, a stream and an application; each line can be added to. */
function clicks(pieces: Pieces = {}): string {
  const { stream = "shards: 2", app = "workers: 2", source = "", nodes = "", edges = "", blocks = "" } = pieces;
  return `version: 1
name: Clicks
seed: 3
duration: 10m
pipeline:
  nodes:
    - { id: shop, kind: source, workload: clicks${source} }
    - { id: clicks, kind: kinesis-stream, ${stream} }
    - { id: counter, kind: kcl-application, config: { initialPositionInStream: TRIM_HORIZON }, ${app} }
${nodes}  edges:
    - shop -> clicks
    - clicks -> counter
${edges}workload:
  clicks:
    kind: generator
    records: ${pieces.records ?? 6_000}
    rate: { kind: constant, perSecond: ${pieces.perSecond ?? 100} }
    keys: { count: 50, zipf: 0.5 }
${blocks}`;
}

function stageOf(report: RunReport, id: string): StageReport {
  const stage = report.stages.find((one) => one.id === id);
  if (stage === undefined) throw new Error(`${id} is no stage`);
  return stage;
}

function problemsOf(text: string): readonly string[] {
  const parsed = parseScenario(text);
  const planned = parsed.ok ? planPipeline(parsed.value) : parsed;
  return planned.ok ? [] : planned.error.map(({ message, allowed }) => `${message}; ${allowed}`);
}

describe("a stream and an application in a scenario", () => {
  it("run to their end, and the report says what went in and came out", async () => {
    const report = await runScenarioText(clicks());
    expect(report.status).toBe("finished");
    expect(report.endedAtUs).toBeLessThan(120 * SECOND);
    expect(report.records).toMatchObject({ produced: 6_000, acknowledged: 6_000, failed: 0, inNoLog: 0 });
    expect(stageOf(report, "clicks")).toMatchObject({ recordsIn: 6_000, recordsThrottled: 0, readsThrottled: 0 });
    expect(stageOf(report, "counter")).toMatchObject({ recordsOut: 6_000, recordsSkipped: 0, lagEndRecords: 0 });
    expect(stageOf(report, "counter").latency?.maxUs).toBeGreaterThan(0);
    const verdicts = Object.fromEntries(report.checks.map(({ check, verdict }) => [check, verdict]));
    expect(verdicts).toMatchObject({
      "acknowledged-records-kept": "holds",
      "key-order-kept": "holds",
      "every-record-processed": "holds",
    });
  });

  it("throttle and count it, and what is sent again breaks the order of its key", async () => {
    const report = await runScenarioText(clicks({ stream: "shards: 1", perSecond: 1_300, records: 26_000 }));
    expect(stageOf(report, "clicks").recordsThrottled).toBeGreaterThan(500);
    expect(report.records.acknowledged + report.records.failed).toBe(26_000);
    const order = report.checks.find(({ check }) => check === "key-order-kept");
    expect(order).toMatchObject({ verdict: "violated", table: "clicks" });
  });

  it("give up what a shard does not take within RecordTtl", async () => {
    const source = ", kpl: { RecordTtl: 2000 }";
    const report = await runScenarioText(clicks({ stream: "shards: 1", source, perSecond: 3_000, records: 30_000 }));
    expect(report.records.failed).toBeGreaterThan(1_000);
    expect(stageOf(report, "clicks").recordsIn).toBe(report.records.acknowledged);
  });

  it("process again what a dead worker had not checkpointed", async () => {
    const blocks =
      "chaos:\n  - { fault: worker-crash, application: counter, worker: 1, at: 40s, for: 30s }\n" +
      "  - { fault: worker-crash, application: counter, worker: 2, at: 41s, for: 30s }\n";
    const report = await runScenarioText(clicks({ app: "workers: 2, checkpointEvery: 30s", blocks }));
    expect(stageOf(report, "counter").recordsRepeated).toBeGreaterThan(100);
    const once = report.checks.find(({ check }) => check === "processed-once");
    expect(once).toMatchObject({ verdict: "violated", group: "counter" });
    expect(report.checks.find(({ check }) => check === "every-record-processed")?.verdict).toBe("holds");
    expect(report.timeline.filter(({ kind }) => kind === "worker-restarted")).toHaveLength(2);
  });

  it("are resharded, and say so when Kinesis refuses", async () => {
    const blocks =
      "chaos:\n  - { fault: update-shard-count, stream: clicks, shards: 4, at: 20s }\n" +
      "  - { fault: split-shard, stream: clicks, shard: 0, at: 30s }\n" +
      "  - { fault: worker-pause, application: counter, worker: 1, at: 35s, for: 20s }\n";
    const report = await runScenarioText(clicks({ blocks }));
    expect(report.timeline.find(({ kind }) => kind === "reshard-refused")?.message).toContain("ResourceInUseException");
    expect(report.timeline.filter(({ kind }) => kind === "shard-end")).toHaveLength(2);
    expect(report.checks.find(({ check }) => check === "every-record-processed")?.verdict).toBe("holds");
    expect(report.checks.find(({ check }) => check === "key-order-kept")?.verdict).toBe("holds");
  });

  it("leave state variables for the screen", async () => {
    const session = freshSession();
    await session.ask("load", {
      scenarioText: clicks({ app: "workers: 2, enhancedFanOut: false" }),
      datasets: [],
      runsChecks: false,
    });
    await session.ask("advance", { untilUs: 600 * SECOND, maxEvents: 1e9 });
    const values = new Map(await session.ask("stateAt", { atUs: 50 * SECOND }));
    expect(values.get("clicks/open-shards")).toBe(2);
    expect(values.get("clicks/records-in")).toBeGreaterThan(4_000);
    expect(values.get("clicks shardId-000000000001/is-closed")).toBe(0);
    expect(values.get("counter/leases")).toBe(2);
    expect(values.get("counter worker-2/is-up")).toBe(1);
  });

  it("are the same run again", async () => {
    const blocks = "chaos:\n  - { fault: worker-crash, application: counter, worker: 1, at: 40s, for: 10s }\n";
    const [one, other] = [await runScenarioText(clicks({ blocks })), await runScenarioText(clicks({ blocks }))];
    expect(one.digest).toBe(other.digest);
  });
});

describe("a pipeline with Kinesis is refused", () => {
  it("when a job should read a stream", () => {
    const nodes = "    - { id: job, kind: micro-batch }\n    - { id: bronze.clicks, kind: bronze }\n";
    const edges = "    - clicks -> job\n    - job -> bronze.clicks\n";
    expect(problemsOf(clicks({ nodes, edges }))[0]).toContain(
      "a Kinesis stream gives a Kinesis stream's shards, a micro-batch job takes a topic's offsets",
    );
  });

  it("when the shards of an on-demand stream are stated, or changed by hand", () => {
    expect(problemsOf(clicks({ stream: "mode: ON_DEMAND, shards: 2" }))[0]).toContain("Kinesis itself sets the shards");
    const blocks = "chaos:\n  - { fault: update-shard-count, stream: clicks, shards: 4, at: 20s }\n";
    expect(problemsOf(clicks({ stream: "mode: ON_DEMAND", blocks }))[0]).toContain("Kinesis itself sets the shards");
  });

  it("when a fault names a worker that is not there", () => {
    const blocks = "chaos:\n  - { fault: worker-crash, application: counter, worker: 3, at: 20s, for: 1s }\n";
    expect(problemsOf(clicks({ blocks }))).toEqual(["counter has no worker 3; 1 to 2"]);
  });

  it("when a source that feeds a topic has settings of the Kinesis Producer Library", () => {
    const nodes =
      "    - { id: other, kind: source, workload: clicks, kpl: { RateLimit: 100 } }\n    - { id: t, kind: topic }\n";
    expect(problemsOf(clicks({ nodes, edges: "    - other -> t\n" }))[0]).toContain("the source feeds a topic");
  });

  it("when a setting is none that is read", () => {
    const source = ", kpl: { AggregationEnabled: true }";
    expect(problemsOf(clicks({ source }))[0]).toMatch(/AggregationEnabled|not read/);
  });
});
