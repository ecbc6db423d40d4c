import { expect, test } from "vitest";
import { type ProbeEvent, SILENT_PROBE } from "../../engine/base/probe.ts";
import { VirtualClock } from "../../engine/base/scheduler.ts";
import { timeUs } from "../../engine/base/time.ts";
import type { ChaosTargets } from "../../engine/chaos/fault-holds.ts";
import { FaultLog } from "../../engine/chaos/fault-log.ts";
import { scheduleRecipe } from "../../engine/chaos/recipe.ts";
import { readDrawing } from "../../engine/scenario/drawing.ts";
import { faultSchema } from "../../engine/scenario/fault-schema.ts";
import type { FaultKind } from "../../engine/scenario/scenario.ts";
import { chaosSpans } from "./chaos-spans.ts";
import { type PlannedFault, plannedFaults, plansOfSpans } from "./planned-faults.ts";

const S = 1_000_000;

/** One of every kind of fault that happens at a time. */
const RECIPE = `
pipeline:
  nodes:
    - { id: job, kind: micro-batch, trigger: 10s }
chaos:
  - { fault: broker-crash, broker: 2, at: 1s, for: 2s }
  - { fault: power-loss, brokers: [1, 3], at: 10s, for: 2s }
  - { fault: slow-link, from: 1, to: 2, at: 20s, for: 2s, latency: 1ms }
  - { fault: slow-follower, broker: 3, at: 30s, for: 2s, fetchDelay: 1ms }
  - { fault: driver-crash, job: job, at: 40s, for: 2s }
  - { fault: poison-record, source: orders, at: 50s, value: "?" }
`;

const NOBODY: ChaosTargets = {
  stopBroker: () => {},
  restorePower: () => {},
  startBroker: () => {},
  setLinkLatency: () => {},
  setFetchDelay: () => {},
  stopDriver: () => {},
  sendPoison: () => {},
};

function planned(text: string): readonly PlannedFault[] {
  const drawing = readDrawing(text);
  if (drawing === undefined) throw new Error("the test's own text is broken");
  return plannedFaults(drawing);
}

/** What the engine tells of the recipe when it happens. */
function tellsOf(text: string): readonly ProbeEvent[] {
  const events: ProbeEvent[] = [];
  const scheduler = new VirtualClock();
  const faults = readDrawing(text)?.faults.map(({ value }) => faultSchema.parse(value)) ?? [];
  const probe = { ...SILENT_PROBE, event: (event: ProbeEvent) => void events.push(event) };
  scheduleRecipe(faults, { scheduler, probe, faultLog: new FaultLog(), targets: NOBODY });
  scheduler.advance(timeUs(100 * S), 1_000);
  return events;
}

test("every kind of fault is found again among a run's events by its words and its time", () => {
  const plans = planned(RECIPE);
  const spans = chaosSpans(tellsOf(RECIPE));
  expect(spans.map(({ description }) => description)).toEqual(plans.map(({ description }) => description));
  expect([...plansOfSpans(plans, spans)].map(([position, { index }]) => [position, index])).toEqual(
    plans.map(({ index }) => [index, index]),
  );
  expect(spans.map(({ fromUs, toUs }) => (toUs ?? 0) - fromUs)).toEqual([2 * S, 2 * S, 2 * S, 2 * S, 2 * S, 0]);
});

test("every kind that the engine knows stands in the recipe of this test", () => {
  // The type holds the list complete.
  const kinds: Readonly<Record<FaultKind, true>> = {
    "broker-crash": true,
    "power-loss": true,
    "slow-link": true,
    "slow-follower": true,
    "driver-crash": true,
    "poison-record": true,
  };
  expect(Object.keys(kinds).filter((kind) => !RECIPE.includes(`fault: ${kind}`))).toEqual([]);
});

test("a death inside a batch is due when that batch is, and says that it is an estimate", () => {
  const [plan] = planned(`
pipeline: { nodes: [{ id: job, kind: micro-batch, trigger: 10s }] }
chaos: [{ fault: driver-crash, job: job, at: { batch: 91, after: tasks }, for: 30s }]
`);
  expect(plan).toMatchObject({ fromUs: 910 * S, lastsUs: 30 * S, isEstimate: true });
});

test("what has no time that can be read is not planned anywhere", () => {
  expect(
    planned(`
chaos:
  - { fault: broker-crash, broker: 2, at: soon, for: 2s }
  - { fault: driver-crash, job: nobody, at: { batch: 3, after: tasks }, for: 2s }
  - nonsense
`),
  ).toEqual([]);
});

test("two faults of the same words are told apart by their times", () => {
  const plans = planned(`
chaos:
  - { fault: broker-crash, broker: 2, at: 60s, for: 2s }
  - { fault: broker-crash, broker: 2, at: 10s, for: 2s }
`);
  const spans = [{ description: "broker 2 down", fromUs: 10 * S, toUs: 12 * S, event: 0 }];
  expect([...plansOfSpans(plans, spans)].map(([, { index }]) => index)).toEqual([1]);
});
