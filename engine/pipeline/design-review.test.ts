import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { assert } from "../base/assert.ts";
import { applyEdits } from "../scenario/edit-scenario.ts";
import { parseScenario } from "../scenario/parse-scenario.ts";
import type { ScenarioEdit } from "../scenario/plain-edit.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { reviewDesign } from "./design-review.ts";

const demo = readFileSync("scenarios/flights-broker-crash.scenario.yaml", "utf8");

function parse(text: string): Scenario {
  const parsed = parseScenario(text);
  assert(parsed.ok, "the test's scenario is valid");
  return parsed.value.scenario;
}

function remarksOf(text: string): string[] {
  return reviewDesign(parse(text)).map(({ code }) => code);
}

/** The demo's nodes by what they are called here. */
const NODE = { source: 0, topic: 1, job: 2, bronze: 3, silver: 5, vouchers: 9 } as const;
const at = (node: keyof typeof NODE, ...rest: (string | number)[]) => ["pipeline", "nodes", NODE[node], ...rest];
const kafka = (key: string) => ["pipeline", "kafka", "config", key];

const GENERATOR = {
  kind: "generator",
  records: 1_000,
  rate: { kind: "constant", perSecond: 10 },
  keys: { count: 3 },
};

const CASES: readonly (readonly [code: string, edits: readonly ScenarioEdit[]])[] = [
  [
    "review-acks",
    [
      { path: at("source", "producer", "acks"), value: 1 },
      { path: at("source", "producer", "enable.idempotence"), remove: true },
    ],
  ],
  ["review-idempotence", [{ path: at("source", "producer", "enable.idempotence"), value: false }]],
  [
    "review-delivery-timeout",
    [
      { path: at("source", "producer", "delivery.timeout.ms"), value: 12_000 },
      { path: at("source", "producer", "request.timeout.ms"), value: 5_000 },
    ],
  ],
  ["review-few-keys", [{ path: ["workload", "flights"], value: GENERATOR }]],
  [
    "review-one-replica",
    [
      { path: at("topic", "replicationFactor"), value: 1 },
      { path: at("topic", "config", "min.insync.replicas"), value: 1 },
    ],
  ],
  ["review-min-isr-low", [{ path: at("topic", "config", "min.insync.replicas"), value: 1 }]],
  ["review-min-isr-high", [{ path: at("topic", "config", "min.insync.replicas"), value: 3 }]],
  ["review-unclean-election", [{ path: at("topic", "config", "unclean.leader.election.enable"), value: true }]],
  ["review-heartbeat", [{ path: kafka("broker.heartbeat.interval.ms"), value: 6_000 }]],
  ["review-idle-cores", [{ path: at("job", "cluster", "executors"), value: 8 }]],
  [
    "review-rate-limit",
    [
      { path: ["workload", "flights"], value: { ...GENERATOR, keys: { count: 900 } } },
      { path: at("job", "options", "maxOffsetsPerTrigger"), value: 99 },
    ],
  ],
  [
    "review-starting-offsets",
    [
      { path: at("job", "options", "startingOffsets"), value: "latest" },
      { path: at("job", "startAt"), value: "1m" },
    ],
  ],
  ["review-data-loss", [{ path: at("job", "options", "failOnDataLoss"), value: false }]],
  ["review-freshness", [{ path: at("job", "trigger"), value: "2m" }]],
  ["review-append", [{ path: at("bronze", "sink", "idempotent"), value: false }]],
  ["review-merge-order", [{ path: at("silver", "merge", "orderBy"), value: [] }]],
  [
    "review-no-gate",
    [
      { path: ["workload", "flights"], value: { ...GENERATOR, keys: { count: 900 }, poison: { share: 0.1 } } },
      { path: at("silver", "quality"), remove: true },
    ],
  ],
  ["review-feed-full", [{ path: at("vouchers", "feed"), value: "full" }]],
  ["review-feed-sums", [{ path: at("vouchers", "feed"), value: "batch" }]],
  [
    "review-gold-sums",
    [
      { path: at("vouchers", "feed"), value: "batch" },
      { path: at("vouchers", "sink", "idempotent"), value: false },
    ],
  ],
  ["review-unproven-money", [{ path: ["expectations"], value: [{ check: "no-duplicates" }] }]],
];

describe("the design review", () => {
  it("has nothing to say about the demo, which does everything right", () => {
    expect(remarksOf(demo)).toEqual([]);
  });

  it.each(CASES)("%s: is said of the mistake and not of the sound design", (code, edits) => {
    const flawed = applyEdits({ text: demo }, edits);
    expect(remarksOf(flawed)).toContain(code);
  });

  it.each(CASES)("%s: each of its fixes leaves a valid scenario of which it is not said any more", (code, edits) => {
    const flawed = applyEdits({ text: demo }, edits);
    for (const remark of reviewDesign(parse(flawed)).filter((one) => one.code === code)) {
      for (const fix of remark.fixes) expect(remarksOf(applyEdits({ text: flawed }, fix.edits))).not.toContain(code);
    }
  });

  it.each([
    ["as many as arrive", { kind: "constant", perSecond: 10 }, 100, false],
    ["fewer than arrive after a ramp", { kind: "ramp", from: 1, to: 20, over: "1m" }, 199, true],
    ["fewer than the mean of a day", { kind: "diurnal", mean: 10, amplitude: 0.5 }, 99, true],
    ["fewer than a spike alone brings", { kind: "spike", base: 5, peak: 50, at: "1m", for: "1m" }, 60, false],
  ])("of a batch that takes %s it is said or not that the lag only grows", (_, rate, most, isSaid) => {
    const edits = [
      { path: ["workload", "flights"], value: { ...GENERATOR, keys: { count: 900 }, rate } },
      { path: at("job", "options", "maxOffsetsPerTrigger"), value: most },
    ];
    expect(remarksOf(applyEdits({ text: demo }, edits)).includes("review-rate-limit")).toBe(isSaid);
  });

  it("says of every shipped scenario that shows a mistake what the mistake is", () => {
    const said = (name: string) => remarksOf(readFileSync(`scenarios/${name}.scenario.yaml`, "utf8"));
    expect(said("flights-acks-1")).toContain("review-acks");
    expect(said("flights-unclean-election")).toContain("review-unclean-election");
    expect(said("flights-append-sinks")).toContain("review-append");
    expect(said("flights-unseen-rows")).toContain("review-feed-sums");
  });

  it("reads every shipped scenario, and each remark stands somewhere and says what is allowed", () => {
    const files = readdirSync("scenarios", { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".scenario.yaml"),
    );
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      for (const remark of reviewDesign(parse(readFileSync(`scenarios/${file}`, "utf8")))) {
        expect(remark.path.length).toBeGreaterThan(1);
        expect(remark.allowed).not.toBe("");
      }
    }
  });
});
