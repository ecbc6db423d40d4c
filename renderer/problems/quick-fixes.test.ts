import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { assertDefined } from "../../engine/base/assert.ts";
import { applyEdits } from "../../engine/scenario/edit-scenario.ts";
import type { ScenarioEdit } from "../../engine/scenario/plain-edit.ts";
import { formatPath } from "../../engine/scenario/problem.ts";
import { diagnose } from "../stores/diagnose.ts";
import { type AppProblem, fixedText } from "./app-problem.ts";
import { findProblems } from "./find-problems.ts";
import { parsePath } from "./parse-path.ts";
import { problemsByNode } from "./problems-by-node.ts";

const demo = readFileSync("scenarios/flights-broker-crash.scenario.yaml", "utf8");

function problemsIn(text: string): readonly AppProblem[] {
  const { problems, parsed, drawing } = diagnose(text);
  return findProblems(problems, parsed, assertDefined(drawing, "the text can be drawn"));
}

const edited = (...edits: ScenarioEdit[]): string => applyEdits({ text: demo }, edits);
const node = (index: number, ...rest: (string | number)[]) => ["pipeline", "nodes", index, ...rest];
const edge = (index: number) => ["pipeline", "edges", index];

/** A mistake, the code of its problem, and the titles of what is offered. */
const CASES: readonly (readonly [mistake: string, text: string, code: string, titles: readonly string[]])[] = [
  [
    "a key with a slip",
    demo.replace("min.insync.replicas:", "min.insync.replica:"),
    "unknown-key",
    ["Change min.insync.replica to min.insync.replicas", "Remove min.insync.replica"],
  ],
  [
    "a key that Kafka has and we do not read",
    edited({ path: node(1, "config", "preallocate"), value: true }),
    "not-read",
    ["Remove preallocate"],
  ],
  [
    "a word with a slip",
    edited({ path: node(7, "feed"), value: "chnges" }),
    "unknown-word",
    ["Change chnges to changes"],
  ],
  [
    "a reference with a slip",
    edited({ path: node(0, "workload"), value: "flight" }),
    "unknown-reference",
    ["Change flight to flights"],
  ],
  [
    "a reference to nothing",
    edited({ path: node(4, "dataset"), value: "weather" }),
    "unknown-reference",
    ["Change it to flights", "Change it to airports"],
  ],
  [
    "an edge to nowhere",
    edited({ path: edge(1), value: "flight.event -> job" }),
    "unknown-reference",
    ["Change the edge to flight.events -> job", "Remove the edge flight.event -> job"],
  ],
  [
    "an edge that does not fit",
    edited({ path: edge(9), value: "gold.vouchers -> job" }),
    "edge-refused",
    ["Remove the edge gold.vouchers -> job"],
  ],
  ["too few edges", edited({ path: edge(1), remove: true }), "edge-missing", ["Add the edge flight.events -> job"]],
  [
    "a rejects table without its edge",
    edited({ path: edge(5), remove: true }),
    "edge-missing",
    ["Add the edge silver.flight -> silver.flight_dlq"],
  ],
  [
    "rules without a way for rejects",
    edited({ path: node(5, "rejects"), remove: true }, { path: edge(5), remove: true }),
    "missing",
    ["Send rejects to silver.flight_dlq"],
  ],
  [
    "an edge of rejects that the table does not name",
    edited({ path: node(5, "quality"), remove: true }, { path: node(5, "rejects"), remove: true }),
    "edge-refused",
    ["Set rejects of silver.flight to silver.flight_dlq", "Remove the edge silver.flight -> silver.flight_dlq"],
  ],
  [
    "more replicas than brokers",
    edited({ path: node(1, "replicationFactor"), value: 5 }),
    "out-of-range",
    ["Set replicationFactor to 3"],
  ],
  [
    "more in-sync replicas than replicas",
    edited({ path: node(1, "config", "min.insync.replicas"), value: 4 }),
    "out-of-range",
    ["Set min.insync.replicas to 3"],
  ],
  ["a number below its least", edited({ path: node(1, "partitions"), value: 0 }), "too-small", ["Set partitions to 1"]],
  ["no duration", edited({ path: ["duration"], remove: true }), "missing", ["Add duration: 10m"]],
  [
    "two nodes of one name",
    edited({ path: node(9, "id"), value: "gold.route_risk" }),
    "duplicate",
    ["Rename it to gold.route_risk_2"],
  ],
  [
    "a place for a node that is gone",
    edited({ path: ["layout", "ghost"], value: { x: 1, y: 1 } }),
    "unknown-reference",
    ["Remove ghost"],
  ],
];

describe("quick fixes", () => {
  it.each(CASES)("%s: what is offered", (_mistake, text, code, titles) => {
    const problem = assertDefined(
      problemsIn(text).find((one) => one.code === code),
      `a problem ${code}: ${problemsIn(text)
        .map((one) => `${one.code} ${one.path}`)
        .join(", ")}`,
    );
    expect(problem.fixes.map(({ title }) => title)).toEqual(titles);
  });

  it.each(CASES)(
    "%s: each fix takes the problem away and brings no other of its kind at that place",
    (_mistake, text, code) => {
      const problem = assertDefined(
        problemsIn(text).find((one) => one.code === code),
        code,
      );
      for (const fix of problem.fixes) {
        const fixed = assertDefined(fixedText(text, fix), fix.title);
        const left = problemsIn(fixed).filter(
          (one) => one.code === problem.code && one.path === problem.path && one.message === problem.message,
        );
        expect(left, fix.title).toEqual([]);
      }
    },
  );

  it("mend the whole file where one mistake is all there is", () => {
    for (const [mistake, text, code] of CASES.filter(([, , one]) => !["duplicate", "edge-refused"].includes(one))) {
      const [fix] = problemsIn(text).find((one) => one.code === code)?.fixes ?? [];
      const fixed = fixedText(text, assertDefined(fix, mistake));
      expect(
        problemsIn(assertDefined(fixed, mistake)).filter(({ severity }) => severity === "error"),
        mistake,
      ).toEqual([]);
    }
  });

  it("do nothing to a text that has changed since", () => {
    const fix = { kind: "word", title: "", line: 2, column: 1, from: "seed", to: "sead" } as const;
    expect(fixedText("name: a\nsaed: 1\n", fix)).toBeUndefined();
    expect(
      fixedText("name: a\n", { kind: "edits", title: "", edits: [{ path: ["name", "deeper"], value: 1 }] }),
    ).toBeUndefined();
  });
});

it("a limit of zero, which another problem makes, is offered to nobody: that one is mended first", () => {
  const text = edited({ path: ["pipeline", "kafka", "brokers"], value: 0 });
  expect(problemsIn(text).flatMap(({ fixes }) => fixes.map(({ title }) => title))).toEqual(["Set brokers to 1"]);
});

describe("problems and what is drawn", () => {
  it("come to the nodes that they belong to, remarks too", () => {
    const text = edited(
      { path: node(1, "replicationFactor"), value: 5 },
      { path: edge(1), value: "flight.event -> job" },
      { path: ["pipeline", "kafka", "brokers"], value: 0 },
    );
    const drawing = assertDefined(diagnose(text).drawing, "it can be drawn");
    expect([...problemsByNode(problemsIn(text), drawing).keys()]).toEqual(["flight.events"]);
    const remarked = edited({ path: node(1, "config", "min.insync.replicas"), value: 1 });
    const remarks = problemsByNode(problemsIn(remarked), drawing).get("flight.events");
    expect(remarks?.map(({ severity, code }) => `${severity} ${code}`)).toEqual(["warning review-min-isr-low"]);
  });

  it.each([
    [["pipeline", "nodes", 3, "config", "min.insync.replicas"]],
    [["layout", "a b"]],
    [["x", 0, 'quo"te', "y"]],
    [["__a", "b-c"]],
  ])("a path is read back as it was written: %j", (path) => {
    expect(parsePath(formatPath(path))).toEqual(path);
  });

  it("what is no path is none", () => {
    for (const written of ["a..b", "[x]", "a b", "é"]) expect(parsePath(written)).toBeUndefined();
  });
});
