import { expect, test } from "vitest";
import type { EventField, ProbeEvent } from "../../engine/base/probe.ts";
import { timeUs } from "../../engine/base/time.ts";
import { BatchLog, batchLogOf } from "./batch-log.ts";

function told(kind: string, atUs: number, fields: Readonly<Record<string, EventField>>): ProbeEvent {
  return { kind, atUs: timeUs(atUs), subject: "job", severity: "info", message: kind, fields };
}

const EVENTS: readonly ProbeEvent[] = [
  told("batch-planned", 10, { batchId: 0, records: 5 }),
  told("batch-committed", 14, { batchId: 0, records: 5 }),
  told("batch-planned", 20, { batchId: 1, records: 7 }),
  told("driver-crashed", 22, { batchId: 1 }),
  told("batch-replayed", 50, { batchId: 1 }),
  told("batch-committed", 55, { batchId: 1, records: 7 }),
];

test("a batch lasts from its plan to its commit, through the death of its driver, however the events arrive", () => {
  const whole = [
    { batchId: 0, records: 5, fromUs: 10, toUs: 14, isReplayed: false },
    { batchId: 1, records: 7, fromUs: 20, toUs: 55, isReplayed: true },
  ];
  for (let cut = 0; cut <= EVENTS.length; cut += 1) {
    const log = new BatchLog();
    log.extend(EVENTS.slice(0, cut));
    log.extend(EVENTS);
    expect(log.of("job")).toEqual(whole);
  }
});

test("at an instant the batch that runs is told, and none between two", () => {
  const log = new BatchLog();
  log.extend(EVENTS.slice(0, 4));
  expect([9, 10, 14, 17, 20, 99].map((atUs) => log.at("job", atUs)?.batchId)).toEqual([
    undefined,
    0,
    0,
    undefined,
    1,
    1,
  ]);
  expect(log.at("nobody", 10)).toBeUndefined();
});

test("a run's batches are read once, and again only what has come since", () => {
  const events = EVENTS.slice(0, 2);
  let reads = 0;
  const counted = new Proxy(events, {
    get(target, key, receiver) {
      if (typeof key === "string" && /^\d+$/u.test(key)) reads += 1;
      return Reflect.get(target, key, receiver);
    },
  });
  batchLogOf(counted);
  events.push(...EVENTS.slice(2));
  expect(batchLogOf(counted).of("job")).toHaveLength(2);
  expect(batchLogOf(counted).at("job", 52)?.batchId).toBe(1);
  expect(reads).toBe(EVENTS.length);
});
