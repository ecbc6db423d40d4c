import { describe, expect, test } from "vitest";
import { SMALL_SCENARIO, smallScenarioWith } from "../testing/small-scenario.ts";
import { LIMITS } from "./limits.ts";
import { parseScenario } from "./parse-scenario.ts";
import type { Problem } from "./problem.ts";

function problemsOf(text: string): readonly Problem[] {
  const result = parseScenario(text);
  return result.ok ? [] : result.error;
}

describe("YAML that is broken", () => {
  test.each([
    ["nothing", "", "1:1", "empty"],
    ["only a comment", "# nothing\n", "1:1", "empty"],
    ["an open list", "version: 1\nname: [a, b\n", "3:1", "yaml-syntax"],
    ["an open quote", 'version: 1\nname: "a\n', "3:1", "yaml-syntax"],
    ["a tab for blanks", "version: 1\npipeline:\n\tkafka: 1\n", "3:1", "yaml-syntax"],
    ["two documents", "version: 1\n---\nversion: 1\n", "2:1", "second-document"],
    ["a directive", "%YAML 1.1\n---\nversion: 1\n", "1:1", "directive"],
  ])("%s", (_title, text, place, code) => {
    const [problem] = problemsOf(text);
    expect(`${problem?.line}:${problem?.column} ${problem?.code}`).toBe(`${place} ${code}`);
  });

  test("a bracket that is never closed is one mistake, not one for every token after it", () => {
    const problems = problemsOf(`# text\n  : [ broken {{\n${SMALL_SCENARIO}`);
    expect(problems.map(({ line, code }) => `${line} ${code}`)).toEqual(["2 yaml-syntax", "4 yaml-syntax"]);
  });

  test("mistakes that have nothing to do with each other are all told", () => {
    const problems = problemsOf("version: 1\nname: a: b\nseed: 1: 2\n");
    expect(problems.map(({ line }) => line)).toEqual([2, 3]);
  });

  test("text that is no mapping", () => {
    expect(problemsOf("just a text")).toMatchObject([
      { line: 1, column: 1, path: "", code: "wrong-type", found: '"just a text"' },
    ]);
    expect(problemsOf("- a\n- b\n")).toMatchObject([
      { line: 1, column: 1, path: "", code: "wrong-type", found: "a list of 2" },
    ]);
  });
});

describe("what YAML can do and a scenario may not", () => {
  test("keys that stand there twice", () => {
    const text = smallScenarioWith("seed: 7\n", "seed: 7\nseed: 8\n");
    expect(problemsOf(text)).toMatchObject([{ line: 10, column: 1, path: "seed", code: "duplicate-key" }]);
  });

  test.each(["__proto__", "constructor", "prototype"])("the key %s", (key) => {
    const at = smallScenarioWith("    brokers: 3\n", `    brokers: 3\n    ${key}: { polluted: true }\n`);
    expect(problemsOf(at)).toMatchObject([
      { line: 25, column: 5, path: `pipeline.kafka.${key}`, code: "forbidden-key" },
    ]);
    expect(problemsOf(`${key}: 1\n${SMALL_SCENARIO}`)).toMatchObject([
      { line: 1, column: 1, path: key, code: "forbidden-key" },
    ]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test("anchors, aliases, merge keys and tags", () => {
    const text = smallScenarioWith(
      "config: { broker.session.timeout.ms: 9000 }",
      "config: &settings { broker.session.timeout.ms: 9000 }",
    )
      .replace("keys: { count: 50, zipf: 1.1 }", "keys: *settings")
      .replace("replay: { speedup: 60 }", "replay: { <<: 1, speedup: !!float 60 }");
    expect(problemsOf(text).map((problem) => `${problem.path} ${problem.code}`)).toEqual([
      "pipeline.kafka.config anchor",
      "workload.made.keys alias",
      'workload.real.replay["<<"] merge-key',
      "workload.real.replay.speedup tag",
    ]);
  });

  test("keys that are no text", () => {
    const text = smallScenarioWith("seed: 7\n", "seed: 7\n12: a\n? [b, c]\n: d\n&x e: f\n");
    expect(problemsOf(text).map((problem) => `${problem.line} ${problem.code}`)).toEqual([
      "10 key-not-text",
      "11 key-not-text",
      "13 key-not-text",
    ]);
  });

  test("problems of the YAML and of the scenario come together", () => {
    const text = smallScenarioWith("seed: 7\n", "seed: seven\nseed: 8\n");
    expect(problemsOf(text).map((problem) => problem.code)).toEqual(["wrong-type", "duplicate-key"]);
  });
});

describe("limits", () => {
  test("the length of the file", () => {
    expect(problemsOf("#".repeat(LIMITS.textLength + 1))).toMatchObject([
      { code: "too-long", found: "1048577 characters" },
    ]);
    expect(problemsOf("#".repeat(LIMITS.textLength))).toMatchObject([{ code: "empty" }]);
  });

  test.each([
    ["lists in brackets", (depth: number) => `x: ${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}\n`],
    ["mappings in braces", (depth: number) => `x: ${"{a: ".repeat(depth - 1)}1${"}".repeat(depth - 1)}\n`],
    ["lists on one line", (depth: number) => `x:\n  ${"- ".repeat(depth - 1)}a\n`],
    [
      "mappings by indentation",
      (depth: number) => Array.from({ length: depth }, (_, level) => `${" ".repeat(level)}x:\n`).join(""),
    ],
  ])("the depth of %s", (_title, nested) => {
    expect(problemsOf(nested(LIMITS.depth)).map((problem) => problem.code)).not.toContain("too-deep");
    expect(problemsOf(nested(LIMITS.depth + 2)).map((problem) => problem.code)).toContain("too-deep");
    expect(problemsOf(nested(500)).map((problem) => problem.code)).toContain("too-deep");
  });

  test("a depth that would break a recursive reader", () => {
    expect(problemsOf("[".repeat(1_000_000))).toMatchObject([{ line: 1, code: "too-deep" }]);
    expect(problemsOf("- ".repeat(500_000))).toMatchObject([{ line: 1, code: "too-deep" }]);
  });

  test("the number of values", () => {
    const text = smallScenarioWith("seed: 7\n", `seed: [${"1,".repeat(LIMITS.yamlNodes)}]\n`);
    expect(problemsOf(text)).toMatchObject([{ code: "too-many-values", path: expect.stringMatching(/^seed\[\d+\]$/) }]);
  });

  test("the number of tokens", () => {
    const text = `x: [${",".repeat(LIMITS.yamlTokens)}]\n`;
    expect(problemsOf(text)).toMatchObject([{ line: 1, code: "too-many-tokens" }]);
  });

  test("billion laughs: no alias is ever followed", () => {
    const lines = Array.from(
      { length: 9 },
      (_, level) => `x${level + 1}: &x${level + 1} [${Array(9).fill(`*x${level}`).join(", ")}]`,
    );
    const problems = problemsOf(`x0: &x0 [lol]\n${lines.join("\n")}\n`);
    expect(problems.filter((problem) => problem.code === "alias")).toHaveLength(81);
  });

  test("the length of texts, SQL and keys", () => {
    expect(problemsOf(smallScenarioWith("name: Orders #", `name: ${"x".repeat(201)} #`))).toMatchObject([
      { path: "name", code: "too-large" },
    ]);
    const sql = (length: number) =>
      smallScenarioWith("sql: select shop, city from shops", `sql: ${"s".repeat(length)}`);
    expect(problemsOf(sql(LIMITS.sqlLength))).toEqual([]);
    expect(problemsOf(sql(LIMITS.sqlLength + 1))).toMatchObject([{ code: "too-long" }]);
    const key = "k".repeat(LIMITS.idLength + 1);
    expect(problemsOf(smallScenarioWith("seed: 7\n", `seed: 7\n${key}: 1\n`))).toMatchObject([
      { line: 10, code: "too-long" },
    ]);
  });

  test.each([
    ["pipeline.nodes", "  nodes:\n", "    - { id: n@, kind: topic }\n", LIMITS.pipelineNodes],
    ["pipeline.edges", "  edges:\n", "    - orders -> order.events\n", LIMITS.edges],
    ["chaos", "chaos:\n", "  - { fault: broker-crash, broker: 1, at: 1s, for: 1s }\n", LIMITS.chaos],
  ])("the number of %s", (path, head, line, limit) => {
    const lines = Array.from({ length: limit }, (_, index) => line.replace("@", String(index))).join("");
    expect(
      problemsOf(smallScenarioWith(head, head + lines)).map((problem) => `${problem.path} ${problem.code}`),
    ).toContain(`${path} too-large`);
  });
});
