import { describe, expect, test } from "vitest";
import { smallScenarioWith } from "../testing/small-scenario.ts";
import { parseScenario } from "./parse-scenario.ts";

function problemsWith(passage: string, replacement: string) {
  const result = parseScenario(smallScenarioWith(passage, replacement));
  return result.ok ? [] : result.error;
}

describe("what names something that is not there", () => {
  test.each([
    ["workload: made\n", "workload: mode\n", "pipeline.nodes[0].workload", "made"],
    ["- replay -> order.events", "- reply -> order.events", "pipeline.edges[1]", "replay"],
    ["rejects: silver.order_dlq", "rejects: silver.order_dql", "pipeline.nodes[6].rejects", "silver.order_dlq"],
    ["rejects: silver.order_dlq", "rejects: gold.sales", "pipeline.nodes[6].rejects", undefined],
    ["dataset: shops", "dataset: shop", "pipeline.nodes[5].dataset", "shops"],
    ["    dataset: orders", "    dataset: order", "workload.real.dataset", "orders"],
    ["broker: 2, at: 1m", "broker: 4, at: 1m", "chaos[0].broker", undefined],
    ["brokers: [1, 3]", "brokers: [1, 30]", "chaos[1].brokers[1]", undefined],
    ["from: 1, to: 2", "from: 1, to: 9", "chaos[2].to", undefined],
    ["job: job, at: 8m", "job: jobb, at: 8m", "chaos[5].job", "job"],
    ["job: job, at: 8m", "job: orders, at: 8m", "chaos[5].job", undefined],
    ["after: silver.order }", "after: offsetlog }", "chaos[4].at.after", "offset-log"],
    ["after: silver.order }", "after: silver.shop }", "chaos[4].at.after", undefined],
    ["freshness, table: gold.sales", "freshness, table: gold.sale", "slos[0].table", "gold.sales"],
    ["lag-records, job: job", "lag-records, job: job2", "slos[1].job", "job"],
    ["oracle, table: gold.sales", "oracle, table: gold.sails", "expectations[1].table", "gold.sales"],
    ["How many?, table: gold.sales", "How many?, table: gold.sals", "questions[0].table", "gold.sales"],
    ["  orders: { x: 0", "  order: { x: 0", "layout.order", "orders"],
  ])("%s -> %s", (passage, replacement, path, suggestion) => {
    const problems = problemsWith(passage, replacement);
    expect(problems.map((problem) => [problem.path, problem.code])).toEqual([[path, "unknown-reference"]]);
    expect(problems[0]?.suggestion).toBe(suggestion);
  });
});

describe("what is there twice", () => {
  test.each([
    ["- id: silver.shop\n", "- id: silver.order\n", "pipeline.nodes[6].id"],
    ["- id: silver.shop\n", "- id: silver.order_events\n", "pipeline.nodes[5].id"],
    ["- order.events -> job", "- orders -> order.events\n    - order.events -> job", "pipeline.edges[2]"],
    ["check: no-duplicates, expect: violated }", "check: gold-equals-oracle, table: gold.sales }", "expectations[1]"],
  ])("%s -> %s", (passage, replacement, path) => {
    const problems = problemsWith(passage, replacement);
    expect(problems.map((problem) => [problem.path, problem.code])).toEqual([[path, "duplicate"]]);
  });

  test("an edge from a node to itself", () => {
    const problems = problemsWith("- order.events -> job", "- order.events -> job\n    - job -> job");
    expect(problems).toMatchObject([{ path: "pipeline.edges[3]", code: "self-edge", found: '"job -> job"' }]);
  });
});

describe("what does not fit what it names", () => {
  test("more replicas than brokers", () => {
    expect(problemsWith("replicationFactor: 3", "replicationFactor: 5")).toMatchObject([
      { path: "pipeline.nodes[2].replicationFactor", found: "5", allowed: "at most 3, the number of brokers" },
    ]);
  });

  test("more in-sync replicas than replicas, whoever says so", () => {
    expect(problemsWith("replicationFactor: 3", "replicationFactor: 1")).toMatchObject([
      {
        path: 'pipeline.nodes[2].config["min.insync.replicas"]',
        found: "2",
        allowed: "at most 1, its replicationFactor",
      },
    ]);
    const cluster = "      config:\n        min.insync.replicas: 2\n";
    const text = smallScenarioWith(cluster, "").replace(
      "{ broker.session.timeout.ms: 9000 }",
      "{ min.insync.replicas: 4 }",
    );
    const result = parseScenario(text);
    expect(result.ok ? [] : result.error).toMatchObject([
      { path: 'pipeline.kafka.config["min.insync.replicas"]', found: "4" },
    ]);
  });

  test("a fault after the end", () => {
    expect(problemsWith("at: 8m, for: 10s", "at: 10m, for: 10s")).toMatchObject([
      { path: "chaos[5].at", code: "out-of-range" },
    ]);
  });

  test("a job that would start after the end", () => {
    expect(problemsWith("trigger: 10s\n", "trigger: 10s\n      startAt: 10m\n")).toMatchObject([
      { path: "pipeline.nodes[3].startAt", code: "out-of-range", message: "the job would start when the run is over" },
    ]);
    expect(problemsWith("trigger: 10s\n", "trigger: 10s\n      startAt: 9m\n")).toEqual([]);
  });

  test("so many duplicates that hardly a record is new", () => {
    const withShare = (share: string) =>
      problemsWith("lateness: { share: 0.1", `duplicates: { share: ${share} }\n    lateness: { share: 0.1`);
    expect(withShare("1")).toMatchObject([{ path: "workload.made.duplicates.share", code: "too-large" }]);
    expect(withShare("0.9")).toEqual([]);
  });

  test("more generated records than a run may have", () => {
    const text = smallScenarioWith("records: 1000", "records: 30000000").replace("workload: real", "workload: made");
    const result = parseScenario(text);
    expect(result.ok ? [] : result.error).toMatchObject([
      { path: "workload", code: "too-large", found: "60000000 records" },
    ]);
  });
});

test("a node whose kind is misspelt is no reason to complain about those who name it", () => {
  const problems = problemsWith("kind: micro-batch", "kind: microbatch");
  expect(problems).toMatchObject([{ path: "pipeline.nodes[3].kind", suggestion: "micro-batch" }]);
});
