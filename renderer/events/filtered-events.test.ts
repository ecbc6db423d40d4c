import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EventField, ProbeEvent } from "../../engine/base/probe.ts";
import { timeUs } from "../../engine/base/time.ts";
import { EVERY_EVENT, type EventFilter } from "../stores/view-store.ts";
import { nodeOf, subjectsOf } from "./event-nodes.ts";
import { eventsAsText } from "./event-text.ts";
import { FilteredEvents } from "./filtered-events.ts";

const seed = 4_092_001;

const nodes = new Set(["flight.events", "job", "silver.flight"]);

function happened(
  kind: string,
  subject: string,
  facts: Partial<ProbeEvent> & { fields?: Readonly<Record<string, EventField>> } = {},
): ProbeEvent {
  return { kind, subject, atUs: timeUs(0), severity: "info", message: `${kind} of ${subject}`, fields: {}, ...facts };
}

const ALL: readonly ProbeEvent[] = [
  happened("table-committed", "job", { atUs: timeUs(1), fields: { tableId: "silver.flight" } }),
  happened("broker-crashed", "broker-2", { atUs: timeUs(2), severity: "error", fields: { broker: 2 } }),
  happened("isr-shrunk", "flight.events-3", { atUs: timeUs(3), severity: "warning", fields: { removed: "2" } }),
  happened("producer-retry", "flights", { atUs: timeUs(3), fields: { partition: "flight.events-1" } }),
  happened("batch-replayed", "job", { atUs: timeUs(9), severity: "warning" }),
];

function listed(filter: Partial<EventFilter>): readonly string[] {
  const filtered = new FilteredEvents({ ...EVERY_EVENT, ...filter }, nodes);
  filtered.extend(ALL);
  return filtered.positions.map((position) => ALL[position]?.kind ?? "");
}

describe("the filter", () => {
  test("leaves the routine of batches out unless it is asked for", () => {
    expect(listed({})).not.toContain("table-committed");
    expect(listed({ hasRoutine: true })).toContain("table-committed");
    expect(listed({ kind: "table-committed" })).toEqual(["table-committed"]);
  });

  test("takes a node with all that belongs to it", () => {
    expect(listed({ subject: "flight.events" })).toEqual(["isr-shrunk", "producer-retry"]);
    expect(listed({ subject: "broker-2" })).toEqual(["broker-crashed"]);
    expect(listed({ subject: "silver.flight", hasRoutine: true })).toEqual(["table-committed"]);
  });

  test("finds text in kind, subject and message whatever its case, and nothing that looks like a pattern", () => {
    expect(listed({ text: "BROKER-2" })).toEqual(["broker-crashed"]);
    expect(listed({ text: ".*" })).toEqual([]);
  });

  test("needs every part to fit", () => {
    expect(listed({ severities: ["warning"], subject: "job" })).toEqual(["batch-replayed"]);
    expect(listed({ severities: [] })).toEqual([]);
  });

  test(`gives the same however the run is cut into pieces (seed ${seed})`, () => {
    const events = fc.array(fc.constantFrom(...ALL), { maxLength: 40 });
    const cuts = fc.array(fc.nat(40), { maxLength: 5 });
    fc.assert(
      fc.property(events, cuts, fc.constantFrom("", "job", "flight"), (run, lengths, text) => {
        const piecewise = new FilteredEvents({ ...EVERY_EVENT, text }, nodes);
        for (const length of [...lengths].sort((a, b) => a - b)) piecewise.extend(run.slice(0, length));
        piecewise.extend(run);
        const whole = new FilteredEvents({ ...EVERY_EVENT, text }, nodes);
        whole.extend(run);
        expect(piecewise.positions).toEqual(whole.positions);
        expect([...piecewise.kinds]).toEqual([...whole.kinds]);
      }),
      { seed },
    );
  });
});

test("the log of an instant ends with the events of that very instant", () => {
  const filtered = new FilteredEvents({ ...EVERY_EVENT, hasRoutine: true }, nodes);
  filtered.extend(ALL);
  expect([0, 1, 2, 3, 8, 9].map((atUs) => filtered.countUpTo(ALL, atUs))).toEqual([0, 1, 2, 4, 4, 5]);
});

test("a partition's event belongs to its topic, a commit to its table first", () => {
  expect(subjectsOf(happened("isr-shrunk", "flight.events-3"), nodes)).toEqual(["flight.events-3", "flight.events"]);
  expect(nodeOf(happened("table-committed", "job", { fields: { tableId: "silver.flight" } }), nodes)).toBe(
    "silver.flight",
  );
  expect(nodeOf(happened("broker-crashed", "broker-2", { fields: { broker: 2 } }), nodes)).toBeUndefined();
});

test("events as text are a line each, whatever their names hold", () => {
  const text = eventsAsText([happened("isr-shrunk", "a\tb\nc", { atUs: timeUs(61_500_000), message: "one\r\ntwo" })]);
  expect(text).toBe("00:01:01.500\tinfo\tisr-shrunk\ta b c\tone two\n");
});
