import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseScenario } from "../scenario/parse-scenario.ts";
import { formatProblem, type Problem } from "../scenario/problem.ts";
import { SMALL_SCENARIO, smallScenarioWith } from "../testing/small-scenario.ts";
import { type PipelinePlan, planPipeline } from "./plan-pipeline.ts";

function planOf(text: string): PipelinePlan {
  const planned = result(text);
  if (!planned.ok) throw new Error(planned.error.map(formatProblem).join("\n"));
  return planned.value;
}

function problemsOf(text: string): readonly Problem[] {
  const planned = result(text);
  return planned.ok ? [] : planned.error;
}

function result(text: string) {
  const parsed = parseScenario(text);
  if (!parsed.ok) throw new Error(parsed.error.map(formatProblem).join("\n"));
  return planPipeline(parsed.value);
}

/** The nodes and edges of a job with several tables of each layer, in a given order of the file. */
const MANY_NODES: Readonly<Record<string, string>> = {
  "bronze.a": "kind: bronze",
  "bronze.b": "kind: bronze",
  "silver.a1": "kind: silver, sql: select 1, sink: { mode: append }, rejects: silver.a1_dlq",
  "silver.a1_dlq": "kind: dead-letter",
  "silver.b1": "kind: silver, sql: select 1, sink: { mode: append }",
  "gold.a1_sum": "kind: gold, groupBy: [k], sql: select 1",
  "gold.b1_sum": "kind: gold, groupBy: [k], sql: select 1",
};
const FEEDS: Readonly<Record<string, string>> = {
  "bronze.a": "job",
  "bronze.b": "job",
  "silver.a1": "bronze.a",
  "silver.a1_dlq": "silver.a1",
  "silver.b1": "bronze.b",
  "gold.a1_sum": "silver.a1",
  "gold.b1_sum": "silver.b1",
};

function scenarioWith(tables: readonly string[], edges: readonly string[] = tables): string {
  const nodes = tables.map((id) => `    - { id: ${id}, ${MANY_NODES[id]} }`);
  const lines = edges.map((id) => `    - ${FEEDS[id]} -> ${id}`);
  return `version: 1
name: Many tables
duration: 1m
pipeline:
  nodes:
    - { id: in, kind: source, workload: w }
    - { id: t, kind: topic }
    - { id: job, kind: micro-batch }
${nodes.join("\n")}
  edges:
    - in -> t
    - t -> job
${lines.join("\n")}
workload:
  w: { kind: generator, records: 1, rate: { kind: constant, perSecond: 1 } }
`;
}

const ALL = Object.keys(MANY_NODES);
const LAYER = { bronze: 0, silver: 1, "dead-letter": 1, gold: 2 } as const;

describe("the plan of a pipeline", () => {
  test("of the small scenario", () => {
    const plan = planOf(SMALL_SCENARIO);
    expect(plan.sources.map(({ node, topic }) => [node.id, topic.id])).toEqual([
      ["orders", "order.events"],
      ["replay", "order.events"],
    ]);
    expect(plan.topics.map((topic) => topic.id)).toEqual(["order.events"]);
    expect(plan.references.map((node) => node.id)).toEqual(["silver.shop"]);
    expect(plan.jobs.map(({ node, topic }) => [node.id, topic.id])).toEqual([["job", "order.events"]]);
    expect(plan.jobs[0]?.tables.map(({ node, from }) => [node.id, from])).toEqual([
      ["bronze.order_events", "job"],
      ["silver.order", "bronze.order_events"],
      ["silver.order_dlq", "silver.order"],
      ["gold.sales", "silver.order"],
    ]);
  });

  test("commits layer by layer, and in a layer in the order of the file among those that are ready", () => {
    const order = (tables: readonly string[]) =>
      planOf(scenarioWith(tables)).jobs[0]?.tables.map(({ node }) => node.id);
    expect(order(ALL)).toEqual([
      "bronze.a",
      "bronze.b",
      "silver.a1",
      "silver.a1_dlq",
      "silver.b1",
      "gold.a1_sum",
      "gold.b1_sum",
    ]);
    expect(order(ALL.toReversed())).toEqual([
      "bronze.b",
      "bronze.a",
      "silver.b1",
      "silver.a1",
      "silver.a1_dlq",
      "gold.b1_sum",
      "gold.a1_sum",
    ]);
  });

  test("has every table once, after what feeds it, whatever the order of nodes and edges (seed 51)", () => {
    const shuffled = fc.shuffledSubarray(ALL, { minLength: ALL.length });
    fc.assert(
      fc.property(shuffled, shuffled, (nodes, edges) => {
        const tables = planOf(scenarioWith(nodes, edges)).jobs[0]?.tables ?? [];
        const ids = tables.map(({ node }) => node.id);
        expect(ids.toSorted()).toEqual(ALL.toSorted());
        const layers = tables.map(({ node }) => LAYER[node.kind]);
        expect(layers).toEqual(layers.toSorted());
        for (const { node, from } of tables)
          if (from !== "job") expect(ids.indexOf(from)).toBeLessThan(ids.indexOf(node.id));
        const bronze = ids.filter((id) => id.startsWith("bronze"));
        expect(bronze).toEqual(nodes.filter((id) => id.startsWith("bronze")));
      }),
      { seed: 51, numRuns: 100 },
    );
  });

  test("keeps the tables of two jobs apart", () => {
    const text = smallScenarioWith(
      "    - id: bronze.order_events\n      kind: bronze\n",
      "    - { id: job2, kind: micro-batch }\n    - { id: bronze.copy, kind: bronze }\n    - id: bronze.order_events\n      kind: bronze\n",
    ).replace(
      "    - order.events -> job\n",
      "    - order.events -> job\n    - order.events -> job2\n    - job2 -> bronze.copy\n",
    );
    expect(planOf(text).jobs.map((job) => job.tables.map(({ node }) => node.id))).toEqual([
      ["bronze.order_events", "silver.order", "silver.order_dlq", "gold.sales"],
      ["bronze.copy"],
    ]);
    const crash = text.replace("after: silver.order }", "after: bronze.copy }");
    expect(problemsOf(crash)).toMatchObject([
      { path: "chaos[4].at.after", message: "the job job does not write bronze.copy", code: "unknown-reference" },
    ]);
  });
});

describe("what is no pipeline", () => {
  test.each([
    [
      "an edge that skips a layer",
      "- bronze.order_events -> silver.order\n",
      "- bronze.order_events -> gold.sales\n    - bronze.order_events -> silver.order\n",
      "pipeline.edges[4] edge-refused",
    ],
    [
      "an edge the wrong way",
      "- order.events -> job\n",
      "- order.events -> job\n    - job -> order.events\n",
      "pipeline.edges[3] edge-refused",
    ],
    [
      "a source without a topic",
      "    - replay -> order.events # two sources, one topic\n",
      "",
      "pipeline.nodes[1].id edge-missing",
    ],
    ["a job without a topic", "    - order.events -> job\n", "", "pipeline.nodes[3].id edge-missing"],
    [
      "a job without a table",
      "    - job -> bronze.order_events\n",
      "",
      "pipeline.nodes[3].id edge-missing, pipeline.nodes[4].id edge-missing",
    ],
    ["a gold table fed by nobody", "    - silver.order -> gold.sales\n", "", "pipeline.nodes[8].id edge-missing"],
    [
      "rejects without an edge",
      "    - silver.order -> silver.order_dlq\n",
      "",
      "pipeline.nodes[6].rejects edge-missing, pipeline.nodes[7].id edge-missing",
    ],
    [
      "an edge without rejects",
      "      quality:\n        - { reason: no_value, require: value is not null }\n      rejects: silver.order_dlq\n",
      "",
      "pipeline.edges[5] edge-refused",
    ],
    [
      "a job with two topics",
      "- order.events -> job\n",
      "- order.events -> job\n    - other -> job\n    - orders -> other\n",
      "pipeline.nodes[0].id too-many-edges, pipeline.nodes[3].id too-many-edges",
    ],
  ])("%s", (_title, passage, replacement, expected) => {
    const text = smallScenarioWith(passage, replacement).replace(
      "  edges:\n",
      replacement.includes("other") ? "    - { id: other, kind: topic }\n  edges:\n" : "  edges:\n",
    );
    expect(
      problemsOf(text)
        .map((problem) => `${problem.path} ${problem.code}`)
        .join(", "),
    ).toBe(expected);
  });

  test("is said with its place, its reason and what may be", () => {
    const text = smallScenarioWith(
      "- order.events -> job\n",
      "- order.events -> gold.sales\n    - order.events -> job\n",
    );
    const [problem] = problemsOf(text);
    expect(problem === undefined ? "" : formatProblem(problem)).toBe(
      '77:7 pipeline.edges[2]: a topic gives a topic\'s offsets, a gold table takes a silver table or a reference table; found "order.events -> gold.sales", allowed: an edge to a consumer group or a micro-batch job.',
    );
  });

  test("a topic that no job reads is a pipeline all the same", () => {
    const plan = planOf(
      scenarioWith(["bronze.a"])
        .replace("    - { id: job, kind: micro-batch }\n    - { id: bronze.a, kind: bronze }\n", "")
        .replace("    - t -> job\n    - job -> bronze.a\n", ""),
    );
    expect(plan.jobs).toEqual([]);
    expect(plan.topics.map((topic) => topic.id)).toEqual(["t"]);
  });
});
