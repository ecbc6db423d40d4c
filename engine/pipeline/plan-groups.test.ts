import { describe, expect, test } from "vitest";
import { parseScenario } from "../scenario/parse-scenario.ts";
import { formatProblem } from "../scenario/problem.ts";
import { planPipeline } from "./plan-pipeline.ts";

/** A pipeline of topics and groups: nodes as YAML flow mappings, edges as text. */
function scenarioOf(nodes: readonly string[], edges: readonly string[]): string {
  const lines = [
    "    - { id: shop, kind: source, workload: w }",
    "    - { id: orders, kind: topic }",
    ...nodes.map((node) => `    - ${node}`),
    "  edges:",
    ...["shop -> orders", ...edges].map((edge) => `    - ${edge}`),
  ];
  return `version: 1
name: Groups
duration: 1m
pipeline:
  nodes:
${lines.join("\n")}
workload:
  w: { kind: generator, records: 1, rate: { kind: constant, perSecond: 1 } }
`;
}

function plan(nodes: readonly string[], edges: readonly string[]) {
  const parsed = parseScenario(scenarioOf(nodes, edges));
  if (!parsed.ok) throw new Error(parsed.error.map(formatProblem).join("\n"));
  return planPipeline(parsed.value);
}

function problemsOf(nodes: readonly string[], edges: readonly string[]): readonly string[] {
  const planned = plan(nodes, edges);
  return planned.ok ? [] : planned.error.map(({ path, message }) => `${path}: ${message}`);
}

const BILLING = "{ id: billing, kind: consumer-group, onFailure: { afterRetries: dead-letter } }";

describe("the groups of a pipeline", () => {
  test("read one topic or several, and send what they cannot process to one", () => {
    const nodes = ["{ id: payments, kind: topic }", "{ id: failed, kind: topic }", BILLING];
    const planned = plan(
      [...nodes, "{ id: audit, kind: consumer-group }"],
      ["shop -> payments", "orders -> billing", "payments -> billing", "billing -> failed", "orders -> audit"],
    );
    expect(planned.ok).toBe(false);
    const fed = plan(
      [...nodes, "{ id: audit, kind: consumer-group }", "{ id: till, kind: source, workload: w }"],
      ["till -> payments", "orders -> billing", "payments -> billing", "billing -> failed", "orders -> audit"],
    );
    const groups = fed.ok ? fed.value.groups : [];
    expect(
      groups.map(({ node, topics, deadLetters }) => [node.id, topics.map(({ id }) => id), deadLetters?.id]),
    ).toEqual([
      ["billing", ["orders", "payments"], "failed"],
      ["audit", ["orders"], undefined],
    ]);
  });

  test("say twice where failed records go: by a setting and by an edge", () => {
    expect(problemsOf([BILLING], ["orders -> billing"])).toEqual([
      "pipeline.nodes[2].onFailure.afterRetries: there is no edge along which the records could go",
    ]);
    const quiet = "{ id: billing, kind: consumer-group }";
    expect(problemsOf(["{ id: failed, kind: topic }", quiet], ["orders -> billing", "billing -> failed"])).toEqual([
      "pipeline.edges[2]: billing does not send what it cannot process to a topic",
    ]);
  });

  test("never read what they have written themselves, nor through other groups", () => {
    expect(problemsOf([BILLING], ["orders -> billing", "billing -> orders"])).toEqual([
      "pipeline.edges[2]: billing would read again what it could not process",
    ]);
    const retry = "{ id: retry, kind: consumer-group, onFailure: { afterRetries: dead-letter } }";
    const edges = ["orders -> billing", "billing -> failed", "failed -> retry", "retry -> orders"];
    expect(problemsOf([BILLING, retry, "{ id: failed, kind: topic }"], edges)).toEqual([
      "pipeline.edges[2]: billing would read again what it could not process",
      "pipeline.edges[4]: retry would read again what it could not process",
    ]);
  });
});

describe("a topic", () => {
  test("that nobody writes to is told of", () => {
    expect(problemsOf(["{ id: empty, kind: topic }", "{ id: g, kind: consumer-group }"], ["empty -> g"])).toEqual([
      "pipeline.nodes[2].id: a topic takes records, which needs at least one edge",
    ]);
  });
});
