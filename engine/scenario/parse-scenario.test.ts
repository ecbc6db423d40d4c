import { describe, expect, test } from "vitest";
import { SMALL_SCENARIO, smallScenarioWith } from "../testing/small-scenario.ts";
import { LIMITS } from "./limits.ts";
import { parseScenario } from "./parse-scenario.ts";
import { formatProblem, type Problem } from "./problem.ts";
import type { NodeKind, NodeOfKind, Scenario } from "./scenario.ts";

function parsed(text: string): Scenario {
  const result = parseScenario(text);
  if (!result.ok) throw new Error(result.error.map(formatProblem).join("\n"));
  return result.value.scenario;
}

function problemsOf(text: string): readonly Problem[] {
  const result = parseScenario(text);
  return result.ok ? [] : result.error;
}

function nodeOf<K extends NodeKind>(scenario: Scenario, kind: K): NodeOfKind<K> {
  const node = scenario.pipeline.nodes.find((entry) => entry.kind === kind);
  if (node === undefined) throw new Error(`no ${kind}`);
  return node as NodeOfKind<K>;
}

describe("a scenario that is right", () => {
  const scenario = parsed(SMALL_SCENARIO);

  test("has our own durations in whole microseconds and Kafka's settings in Kafka's units", () => {
    expect(scenario.duration).toBe(600_000_000);
    expect(nodeOf(scenario, "micro-batch").trigger).toBe(10_000_000);
    expect(nodeOf(scenario, "micro-batch").options.maxTriggerDelay).toBe(900_000_000);
    expect(nodeOf(scenario, "source").producer["linger.ms"]).toBe(10);
    expect(scenario.pipeline.kafka.network.latency).toBe(500);
  });

  test("has its defaults filled in", () => {
    expect(scenario.pipeline.kafka.config["broker.heartbeat.interval.ms"]).toBe(2_000);
    expect(nodeOf(scenario, "bronze").sink).toEqual({ mode: "append", idempotent: true });
    expect(nodeOf(scenario, "silver").sink).toEqual({ mode: "merge", idempotent: true });
    expect(nodeOf(scenario, "gold").feed).toBe("changes");
    expect(nodeOf(scenario, "micro-batch").serviceTime).toEqual({
      perBatch: 60_000,
      walCommit: 40_000,
      commitOffsets: 40_000,
      perTask: 15_000,
      perRecordNs: 4_000,
      perByteNs: 20,
      perTableCommit: 150_000,
      perRowWrittenNs: 2_500,
    });
    expect(scenario.expectations[1]).toMatchObject({ expect: "holds" });
  });

  test("names the brokers of a fault in one way, however they were written", () => {
    expect(scenario.chaos[0]).toEqual({ fault: "broker-crash", brokers: [2], at: 60_000_000, for: 30_000_000 });
    expect(scenario.chaos[1]).toMatchObject({ fault: "power-loss", brokers: [1, 3] });
    expect(scenario.chaos[4]).toMatchObject({ at: { batch: 12, after: "silver.order" } });
    expect(scenario.chaos[5]).toMatchObject({ at: 480_000_000 });
  });

  test("has edges with two ends", () => {
    expect(scenario.pipeline.edges[0]).toEqual({ from: "orders", to: "order.events" });
  });

  test("counts the entities of a generator from the updates of each, or the other way round", () => {
    expect(scenario.workload["made"]).toMatchObject({ entities: 1_000 });
    const updated = parsed(smallScenarioWith("records: 1000\n", "records: 1000\n    updatesPerKey: 4\n"));
    expect(updated.workload["made"]).toMatchObject({ entities: 250 });
    const counted = parsed(smallScenarioWith("records: 1000\n", "records: 1000\n    entities: 10\n"));
    expect(counted.workload["made"]).toMatchObject({ entities: 10 });
  });

  test("reads orderBy: arrival as no order at all", () => {
    const text = SMALL_SCENARIO.replace(/orderBy: \[[^\]]*\]/, "orderBy: arrival");
    expect(nodeOf(parsed(text), "silver").merge?.orderBy).toEqual([]);
  });

  test("is frozen, all of it", () => {
    const isDeepFrozen = (value: unknown): boolean =>
      typeof value !== "object" ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(isDeepFrozen));
    expect(isDeepFrozen(scenario)).toBe(true);
  });

  test("knows where everything stands", () => {
    const result = parseScenario(SMALL_SCENARIO);
    if (!result.ok) throw new Error("no scenario");
    const { locate, text, writtenIn } = result.value;
    const lines = text.split("\n");
    const value = locate(["pipeline", "nodes", 0, "producer", "linger.ms"]);
    expect(lines[value.line - 1]?.slice(value.column - 1)).toMatch(/^10 # behind a setting/);
    const key = locate(["pipeline", "nodes", 0, "producer", "linger.ms"], "key");
    expect(lines[key.line - 1]?.slice(key.column - 1)).toMatch(/^linger.ms: 10/);
    const missing = locate(["pipeline", "nodes", 0, "producer", "acks"]);
    expect(lines[missing.line - 1]?.slice(missing.column - 1)).toMatch(/^producer:/);
    expect(writtenIn).toBe(1);
  });
});

describe("a scenario that is wrong", () => {
  test("reports every problem at once, in the order of the text, each with place, path, what is there and what may be", () => {
    const text = SMALL_SCENARIO.replace("partitions: 4", "partition: 4")
      .replace("kind: bronze\n", "kind: bronz\n")
      .replace("trigger: 10s", "trigger: 10")
      .replace("- order.events -> job", "- order.event -> job")
      .replace("seed: 7", "seed: seven");
    expect(problemsOf(text).map((problem) => ({ ...problem, allowed: problem.allowed.slice(0, 30) }))).toEqual([
      {
        line: 9,
        column: 7,
        path: "seed",
        code: "wrong-type",
        message: "this value does not fit",
        found: '"seven"',
        allowed: "a whole number 0 to 4294967295",
      },
      {
        line: 38,
        column: 7,
        path: "pipeline.nodes[2].partition",
        code: "unknown-key",
        message: "partition is no key that is known here",
        found: 'the key "partition"',
        allowed: "id, kind, partitions, replicat",
        suggestion: "partitions",
      },
      {
        line: 45,
        column: 16,
        path: "pipeline.nodes[3].trigger",
        code: "wrong-value",
        message: "this value does not fit",
        found: "10",
        allowed: "available-now, or a number wit",
      },
      {
        line: 48,
        column: 13,
        path: "pipeline.nodes[4].kind",
        code: "unknown-word",
        message: "this value does not fit",
        found: '"bronz"',
        allowed: "source, topic, kinesis-stream,",
        suggestion: "bronze",
      },
      {
        line: 77,
        column: 7,
        path: "pipeline.edges[2]",
        code: "unknown-reference",
        message: "order.event is not a node of this pipeline",
        found: '"order.event"',
        allowed: "orders, replay, order.events, ",
        suggestion: "order.events",
      },
    ]);
  });

  test.each([
    ["a missing kind", "      kind: dead-letter\n", "", "pipeline.nodes[7].kind missing"],
    ["a missing section", "duration: 10m\n", "", "duration missing"],
    ["a duration without a unit", "duration: 10m", "duration: 10 minutes", "duration not-a-duration"],
    ["a duration that is too long", "duration: 10m", "duration: 8d", "duration out-of-range"],
    ["a whole number that is none", "seed: 7", "seed: 7.5", "seed wrong-type"],
    ["a number that is too small", "partitions: 4", "partitions: 0", "pipeline.nodes[2].partitions too-small"],
    ["a number that is too large", "partitions: 4", "partitions: 4000", "pipeline.nodes[2].partitions too-large"],
    ["a YAML 1.1 number", "partitions: 4", "partitions: 1_000", "pipeline.nodes[2].partitions wrong-type"],
    ["not a number", "speedup: 60", "speedup: .nan", "workload.real.replay.speedup wrong-type"],
    ["an infinite number", "speedup: 60", "speedup: .inf", "workload.real.replay.speedup wrong-type"],
    ["a list for a text", "name: Orders", "name: [Orders]", "name wrong-type"],
    ["an empty value", "workload: made\n", "workload:\n", "pipeline.nodes[0].workload wrong-type"],
    ["a bad edge", "- order.events -> job", "- order.events => job", "pipeline.edges[2] malformed"],
    [
      "a bad name",
      "made:\n",
      "my made:\n",
      'pipeline.nodes[0].workload unknown-reference, workload["my made"] malformed',
    ],
    [
      "a wrong place in a batch",
      "after: silver.order }",
      "after: silver.ordre }",
      "chaos[4].at.after unknown-reference",
    ],
    ["a place without a batch", "at: { batch: 12, after", "at: { after", "chaos[4].at.batch missing"],
    ["a place with a wrong batch", "at: { batch: 12, after", "at: { batch: x, after", "chaos[4].at.batch wrong-type"],
    ["neither a time nor a place", "at: 8m, for: 10s", "at: [8m], for: 10s", "chaos[5].at wrong-value"],
    ["two ways to name brokers", "broker: 2, at: 1m", "broker: 2, brokers: [1], at: 1m", "chaos[0].brokers conflict"],
    ["no broker at all", "broker: 2, at: 1m", "at: 1m", "chaos[0].broker missing"],
    ["a broker twice", "brokers: [1, 3]", "brokers: [1, 1]", "chaos[1].brokers duplicate"],
    ["a link to itself", "from: 1, to: 2", "from: 1, to: 1", "chaos[2].to rule"],
    ["a merge without a key", "key: [key] # what", "key: [] # what", "pipeline.nodes[6].merge.key too-small"],
    [
      "an unknown order",
      "orderBy: [\n          event_time, # first\n          correlation_id # then\n        ]",
      "orderBy: time",
      "pipeline.nodes[6].merge.orderBy wrong-value",
    ],
    ["quality without rejects", "      rejects: silver.order_dlq\n", "", "pipeline.nodes[6].rejects missing"],
    [
      "two answers to what a record is",
      "dataset: orders\n",
      "dataset: orders\n    sql: select 1\n",
      "workload.real.mapping conflict",
    ],
    [
      "no answer to what a record is",
      "    dataset: orders\n    mapping: { eventTime: placed_at, key: shop, value: [order_id, amount] }\n",
      "",
      "workload.real missing",
    ],
    [
      "both counts of entities",
      "records: 1000\n",
      "records: 1000\n    entities: 5\n    updatesPerKey: 2\n",
      "workload.made.updatesPerKey conflict",
    ],
    [
      "more entities than records",
      "records: 1000\n",
      "records: 1000\n    entities: 5000\n",
      "workload.made.entities out-of-range",
    ],
    ["a mean above the maximum", "mean: 5s", "mean: 5m", "workload.made.lateness.mean out-of-range"],
    [
      "a table for a check of the whole run",
      "no-duplicates, expect",
      "no-duplicates, table: gold.sales, expect",
      "expectations[0].table unknown-key",
    ],
    ["an unknown check", "check: no-duplicates", "check: no-duplicate", "expectations[0].check unknown-word"],
    ["an older document", "version: 1", "version: 0", "version unknown-version"],
    ["a newer document", "version: 1", "version: 2", "version unknown-version"],
    ["a version that is none", "version: 1", "version: one", "version unknown-word"],
  ])("%s", (_title, passage, replacement, expected) => {
    const found = problemsOf(smallScenarioWith(passage, replacement));
    expect(found.map((problem) => `${problem.path} ${problem.code}`).join(", ")).toBe(expected);
  });

  test("lists so many problems and counts the rest", () => {
    const repeat = (line: string) => `${line}\n`.repeat(150);
    const text = SMALL_SCENARIO.replace("chaos:\n", `chaos:\n${repeat("  - { fault: fire }")}`).replace(
      "slos:\n",
      `slos:\n${repeat("  - { metric: beauty }")}`,
    );
    const problems = problemsOf(text);
    expect(problems).toHaveLength(LIMITS.problems + 1);
    expect(problems.at(-1)).toMatchObject({
      code: "more-problems",
      message: "from here on there are 100 more problems",
    });
  });

  test("a problem reads as one line", () => {
    const [problem] = problemsOf(smallScenarioWith("kind: bronze\n", "kind: bronz\n"));
    expect(problem === undefined ? "" : formatProblem(problem)).toBe(
      '48:13 pipeline.nodes[4].kind: this value does not fit; found "bronz", allowed: source, topic, kinesis-stream, consumer-group, kcl-application, micro-batch, bronze, silver, gold, dead-letter, reference. Did you mean bronze?',
    );
  });
});

test("an entry without a name is not offered as what is allowed (fuzz seed 7)", () => {
  const parsed = parseScenario(
    'version: 1\nname: x\nduration: 1m\ndatasets:\n  "": []\npipeline:\n  nodes:\n    - { id: silver.shop, kind: reference, dataset: shops, sql: select 1 }\n  edges: []\nworkload: {}\n',
  );
  const problems = parsed.ok ? [] : parsed.error;
  expect(problems.find(({ code }) => code === "unknown-reference")?.allowed).toContain("but there is none");
});
