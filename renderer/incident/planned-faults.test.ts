import { expect, test } from "vitest";
import { type ProbeEvent, SILENT_PROBE } from "../../engine/base/probe.ts";
import { VirtualClock } from "../../engine/base/scheduler.ts";
import { timeUs } from "../../engine/base/time.ts";
import { FaultLog } from "../../engine/chaos/fault-log.ts";
import { scheduleRecipe } from "../../engine/chaos/recipe.ts";
import { readDrawing } from "../../engine/scenario/drawing.ts";
import { faultSchema } from "../../engine/scenario/fault-schema.ts";
import type { FaultKind } from "../../engine/scenario/scenario.ts";
import { IdleTargets } from "../../engine/testing/idle-targets.ts";
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
  - { fault: broker-stop, broker: 1, at: 60s, for: 2s }
  - { fault: disk-replaced, broker: 1, at: 70s, for: 2s }
  - { fault: slow-disk, broker: 1, at: 80s, for: 2s, writeDelay: 5ms }
  - { fault: disk-full, broker: 1, at: 90s, for: 2s }
  - { fault: network-partition, from: [1], to: [2, controller], at: 100s, for: 2s }
  - { fault: controller-crash, at: 110s, for: 2s }
  - { fault: producer-crash, source: orders, at: 120s, for: 2s }
  - { fault: member-crash, group: billing, at: 130s, for: 2s }
  - { fault: member-stall, group: billing, member: 2, at: 140s, for: 2s }
  - { fault: member-pause, group: billing, at: 150s, for: 2s }
  - { fault: add-broker, broker: 4, at: 160s }
  - { fault: decommission-broker, broker: 4, at: 170s }
  - { fault: reassign-partition, topic: events, partition: 0, replicas: [2, 1], at: 180s }
  - { fault: add-partitions, topic: events, partitions: 8, at: 190s }
  - { fault: elect-preferred-leaders, at: 200s }
  - { fault: members-join, group: billing, at: 210s }
  - { fault: members-leave, group: billing, members: 2, at: 220s }
  - { fault: worker-crash, application: counter, worker: 1, at: 230s, for: 2s }
  - { fault: worker-pause, application: counter, worker: 2, at: 240s, for: 2s }
  - { fault: update-shard-count, stream: clicks, shards: 4, at: 250s }
  - { fault: split-shard, stream: clicks, shard: 0, at: 260s }
`;

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
  scheduleRecipe(faults, { scheduler, probe, faultLog: new FaultLog(), targets: new IdleTargets() });
  scheduler.advance(timeUs(300 * S), 1_000);
  return events;
}

test("every kind of fault is found again among a run's events by its words and its time", () => {
  const plans = planned(RECIPE);
  const spans = chaosSpans(tellsOf(RECIPE));
  expect(spans.map(({ description }) => description)).toEqual(plans.map(({ description }) => description));
  expect([...plansOfSpans(plans, spans)].map(([position, { index }]) => [position, index])).toEqual(
    plans.map(({ index }) => [index, index]),
  );
  const lasting = spans.map(({ fromUs, toUs }) => (toUs ?? 0) - fromUs);
  expect(lasting).toEqual(plans.map(({ lastsUs = 0 }) => lastsUs));
  expect(new Set(lasting)).toEqual(new Set([0, 2 * S]));
});

test("every kind that the engine knows stands in the recipe of this test", () => {
  const kinds = faultSchema.options.flatMap((option) => [...(option._zod.propValues?.["fault"] ?? [])]) as FaultKind[];
  expect(kinds.length).toBeGreaterThan(20);
  expect(kinds.filter((kind) => !RECIPE.includes(`fault: ${kind},`))).toEqual([]);
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
