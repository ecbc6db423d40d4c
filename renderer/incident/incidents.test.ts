import { describe, expect, test } from "vitest";
import { History } from "../../engine/base/history.ts";
import type { EventField, ProbeEvent } from "../../engine/base/probe.ts";
import { timeUs } from "../../engine/base/time.ts";
import { readDrawing } from "../../engine/scenario/drawing.ts";
import { phasesOf, timeToDetectUs, timeToRecoverUs } from "./incidents.ts";
import { findIncidents, outlineOf } from "./run-incidents.ts";

const S = 1_000_000;

/** The demo's pipeline, as far as incidents look at it. */
const TEXT = `
pipeline:
  nodes:
    - { id: flight.events, kind: topic }
    - { id: job, kind: micro-batch, trigger: 10s }
chaos:
  - { fault: broker-crash, broker: 2, at: 8m, for: 2m }
  - { fault: driver-crash, job: job, at: { batch: 91, after: silver.flight }, for: 30s }
`;

function happened(
  atUs: number,
  kind: string,
  subject: string,
  fields: Readonly<Record<string, EventField>> = {},
): ProbeEvent {
  return { kind, atUs: timeUs(atUs), subject, severity: "info", message: kind, fields };
}

const began = (atUs: number, description: string) => happened(atUs, "fault-began", "chaos", { description });
const ended = (atUs: number, description: string) => happened(atUs, "fault-ended", "chaos", { description });

/** What the demo tells at seed 42, shortened to one partition. */
const DEMO: readonly ProbeEvent[] = [
  began(480 * S, "broker 2 down"),
  happened(480 * S, "broker-crashed", "broker-2", { broker: 2 }),
  happened(480 * S, "batch-waits", "job"),
  happened(488_619_817, "broker-fenced", "broker-2", { broker: 2 }),
  happened(488_619_817, "isr-shrunk", "flight.events-1", { removed: "2" }),
  happened(488_619_817, "leader-elected", "flight.events-1", { from: 2, to: 3 }),
  ended(600 * S, "broker 2 down"),
  happened(605 * S, "broker-restarted", "broker-2", { broker: 2 }),
  happened(605_010_318, "isr-expanded", "flight.events-1", { added: "2" }),
  began(910_455_159, "driver of job down"),
  happened(910_455_159, "driver-crashed", "job"),
  ended(940_455_159, "driver of job down"),
  happened(940_455_159, "driver-restarted", "job"),
  happened(940_455_159, "batch-replayed", "job"),
];

function demoHistory(): History {
  const history = new History();
  const record = (atUs: number, key: string, value: number): void => history.record(key, timeUs(atUs), value);
  record(0, "flight.events/under-replicated-partitions", 0);
  record(0, "job/state", 1);
  record(0, "job/lag-records", 0);
  record(470 * S, "job/lag-records", 2_800);
  record(471 * S, "job/lag-records", 100);
  record(479 * S, "job/lag-records", 2_500);
  record(488_619_817, "flight.events/under-replicated-partitions", 6);
  record(491 * S, "job/lag-records", 5_000);
  record(492 * S, "job/lag-records", 90);
  record(605_010_318, "flight.events/under-replicated-partitions", 0);
  record(900 * S, "job/lag-records", 2_900);
  record(910_455_159, "job/state", 2);
  record(940_455_159, "job/state", 1);
  record(940_455_159, "job/lag-records", 11_000);
  record(943_200_000, "job/lag-records", 2_000);
  return history;
}

const outline = outlineOf(readDrawing(TEXT));
const found = (events: readonly ProbeEvent[], nowUs: number) =>
  findIncidents({ events: [...events], history: demoHistory(), nowUs }, outline);

describe("the demo's two incidents", () => {
  const { incidents, reactions, faults } = found(DEMO, 1_512 * S);

  test("are detected by the fence and by the new driver", () => {
    expect(incidents.map(timeToDetectUs)).toEqual([8_619_817, 30 * S]);
  });

  test("are over when the ISR is full and the lag is back", () => {
    expect(incidents.map(({ caughtUpUs }) => caughtUpUs)).toEqual([605_010_318, 943_200_000]);
    expect(incidents.map(timeToRecoverUs)).toEqual([125_010_318, 32_744_841]);
  });

  test("part the run into phases without gaps", () => {
    const phases = phasesOf(incidents, 1_512 * S);
    expect(phases.map(({ kind }) => kind)).toEqual([
      "healthy",
      "degraded",
      "recovering",
      "caught-up",
      "degraded",
      "recovering",
      "caught-up",
    ]);
    expect(phases.slice(1).map(({ fromUs }) => fromUs)).toEqual(phases.slice(0, -1).map(({ toUs }) => toUs));
  });

  test("own the reactions of their own broker or job", () => {
    const causes = reactions.map(({ kind, cause }) => [kind, cause === undefined ? "" : faults[cause]?.description]);
    expect(causes).toEqual([
      ["batch-waits", "broker 2 down"],
      ["broker-fenced", "broker 2 down"],
      ["isr-shrunk", "broker 2 down"],
      ["leader-elected", "broker 2 down"],
      ["broker-restarted", "broker 2 down"],
      ["isr-expanded", "broker 2 down"],
      ["driver-restarted", "driver of job down"],
      ["batch-replayed", "driver of job down"],
    ]);
  });
});

describe("an incident that is not over", () => {
  test("is degraded while its fault is in force", () => {
    const { incidents } = found(DEMO.slice(0, 6), 500 * S);
    expect(phasesOf(incidents, 500 * S).at(-1)).toEqual({ kind: "degraded", fromUs: 480 * S, toUs: 500 * S });
    expect(incidents.map(timeToRecoverUs)).toEqual([undefined]);
  });

  test("is recovering while a replica is out of sync", () => {
    const { incidents } = found(DEMO.slice(0, 8), 605 * S);
    expect(phasesOf(incidents, 605 * S).at(-1)).toEqual({ kind: "recovering", fromUs: 600 * S, toUs: 605 * S });
  });

  test("takes in a fault that strikes before it is caught up", () => {
    const both = [...DEMO.slice(0, 7), began(601 * S, "driver of job down")];
    const { incidents } = found(both, 602 * S);
    expect(incidents.map(({ faults }) => faults)).toEqual([[0, 1]]);
    expect(incidents[0]?.faultsOverUs).toBeUndefined();
  });
});

test("a query that ended by itself before the fault keeps no incident open", () => {
  const history = new History();
  history.record("flight.events/under-replicated-partitions", timeUs(0), 0);
  history.record("job/state", timeUs(0), 1);
  history.record("job/state", timeUs(400 * S), 3);
  history.record("flight.events/under-replicated-partitions", timeUs(488 * S), 6);
  history.record("flight.events/under-replicated-partitions", timeUs(606 * S), 0);
  const { incidents } = findIncidents({ events: [...DEMO.slice(0, 9)], history, nowUs: 700 * S }, outline);
  expect(incidents.map(({ caughtUpUs }) => caughtUpUs)).toEqual([606 * S]);
});

describe("reactions", () => {
  test("of one kind within a second are one, with all their events", () => {
    const shrunk = [0, 1, 2].map((partition) =>
      happened(488 * S + partition, "isr-shrunk", `flight.events-${partition}`, { removed: "2" }),
    );
    const { reactions } = found([began(480 * S, "broker 2 down"), ...shrunk], 490 * S);
    expect(reactions.map(({ kind, events }) => [kind, events])).toEqual([["isr-shrunk", [1, 2, 3]]]);
  });

  test("of another broker, or from before any fault, have no cause", () => {
    const { reactions } = found(
      [
        happened(10 * S, "isr-shrunk", "flight.events-0", { removed: "2" }),
        began(480 * S, "broker 2 down"),
        happened(490 * S, "broker-fenced", "broker-1", { broker: 1 }),
      ],
      500 * S,
    );
    expect(reactions.map(({ cause }) => cause)).toEqual([undefined, undefined]);
  });

  test("of broker 12 are not those of broker 1", () => {
    const { reactions } = found(
      [began(480 * S, "broker 2 down"), happened(490 * S, "isr-shrunk", "flight.events-0", { removed: "12, 22" })],
      500 * S,
    );
    expect(reactions.map(({ cause }) => cause)).toEqual([undefined]);
  });
});

describe("a poison record", () => {
  const POISON = `${TEXT}  - { fault: poison-record, source: flights, at: 1m, value: "?" }\n`;
  const struck = happened(60 * S, "fault-struck", "chaos", { description: "poison record from flights" });
  const rejects = (atUs: number, rowsRejected: number) =>
    happened(atUs, "table-committed", "job", { tableId: "silver.flight", rowsRejected });

  test("is joined to the commit that rejected it, and to no later one", () => {
    const events = [rejects(50 * S, 3), struck, rejects(62 * S, 0), rejects(72 * S, 1), rejects(82 * S, 2)];
    const { reactions } = findIncidents(
      { events, history: demoHistory(), nowUs: 90 * S },
      outlineOf(readDrawing(POISON)),
    );
    expect(reactions.map(({ title, atUs, cause }) => [title, atUs, cause])).toEqual([["Rows rejected", 72 * S, 0]]);
  });

  test("that fails the query leaves the run degraded: nobody starts it again", () => {
    const events = [struck, happened(72 * S, "query-failed", "job")];
    const { incidents } = findIncidents(
      { events, history: demoHistory(), nowUs: 90 * S },
      outlineOf(readDrawing(POISON)),
    );
    expect(phasesOf(incidents, 90 * S).map(({ kind, fromUs }) => [kind, fromUs])).toEqual([
      ["healthy", 0],
      ["degraded", 60 * S],
    ]);
    expect(incidents.map(timeToRecoverUs)).toEqual([undefined]);
  });

  test("is an instant, and no incident when nothing felt it", () => {
    const { faults, incidents } = findIncidents(
      { events: [struck], history: demoHistory(), nowUs: 90 * S },
      outlineOf(readDrawing(POISON)),
    );
    expect(faults.map(({ fromUs, toUs }) => [fromUs, toUs])).toEqual([[60 * S, 60 * S]]);
    expect(incidents).toEqual([]);
  });
});
