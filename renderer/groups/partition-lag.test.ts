import { describe, expect, test } from "vitest";
import { History } from "../../engine/base/history.ts";
import { timeUs } from "../../engine/base/time.ts";
import { LagRows, ownerRuns } from "./lag-rows.ts";
import { clearingAt, lagAt, ownerAt, speakClearing, speakPartition } from "./partition-lag.ts";
import { type Reader, readersOf } from "./readers.ts";

const S = 1_000_000;

const DRAWING = {
  nodes: [
    { id: "orders", kind: "topic", index: 0, value: { partitions: 2 } },
    { id: "audit", kind: "topic", index: 1, value: { partitions: 1 } },
    { id: "billing", kind: "consumer-group", index: 2, value: {} },
    { id: "job", kind: "micro-batch", index: 3, value: {} },
  ],
  edges: [
    { from: "orders", to: "billing", index: 0 },
    { from: "audit", to: "billing", index: 1 },
    { from: "orders", to: "job", index: 2 },
  ],
};

type Changes = Readonly<Record<string, readonly (readonly [seconds: number, value: number])[]>>;

function historyOf(changes: Changes): History {
  const history = new History();
  const all = Object.entries(changes).flatMap(([name, values]) => values.map(([at, value]) => ({ name, at, value })));
  for (const { name, at, value } of all.toSorted((left, right) => left.at - right.at))
    history.record(name, timeUs(at * S), value);
  return history;
}

function readers(): readonly [Reader, Reader] {
  const [group, job] = readersOf(DRAWING);
  if (group === undefined || job === undefined) throw new Error("the drawing has two readers");
  return [group, job];
}

describe("who reads", () => {
  test("are groups with all their topics' partitions, and jobs with their one topic's", () => {
    const [group, job] = readers();
    expect(group).toMatchObject({ id: "billing", kind: "group" });
    expect(group.partitions.map(({ label }) => label)).toEqual(["orders-0", "orders-1", "audit-0"]);
    expect(group.partitions[1]).toMatchObject({ lag: "billing orders-1/lag-records", owner: "billing orders-1/owner" });
    expect(job.partitions.map(({ lag, minus }) => [lag, minus])).toEqual([
      ["orders-0/high-watermark", "orders-0/committed-offset"],
      ["orders-1/high-watermark", "orders-1/committed-offset"],
    ]);
  });
});

describe("lag at an instant", () => {
  const history = historyOf({
    "billing orders-0/lag-records": [
      [0, 0],
      [10, 400],
      [20, 200],
    ],
    "billing orders-1/lag-records": [
      [0, 0],
      [10, 400],
      [20, 300],
    ],
    "billing orders-1/owner": [
      [0, 1],
      [15, 0],
      [18, 2],
    ],
    "orders-0/high-watermark": [[5, 1_000]],
    "orders-0/committed-offset": [[6, 900]],
  });

  test("is the group's own variable, or a job's distance from the high watermark", () => {
    const [group, job] = readers();
    expect(lagAt(history, group.partitions[0] as never, 12 * S)).toBe(400);
    expect(lagAt(history, group.partitions[2] as never, 12 * S)).toBeUndefined();
    expect(lagAt(history, job.partitions[0] as never, 12 * S)).toBe(100);
  });

  test("clears as fast as the slowest partition does", () => {
    const [group] = readers();
    // In ten seconds the one lost 200 of what waits, the other 100 of 400: it needs thirty more.
    expect(clearingAt(history, group, 20 * S)).toEqual({ us: 30 * S, partition: "orders-1" });
    expect(speakClearing(clearingAt(history, group, 20 * S))).toBe("clears in 30s, orders-1 decides");
    expect(speakClearing(clearingAt(history, group, 12 * S))).toContain("does not clear at this speed");
    expect(speakClearing(clearingAt(history, group, 5 * S))).toBe("nothing waits");
  });

  test("clears as the run itself says, where it does", () => {
    const [group] = readers();
    const said = historyOf({
      "billing orders-0/lag-records": [[0, 9]],
      "billing/time-to-clear-us": [
        [0, 7 * S],
        [5, -1],
      ],
    });
    expect(clearingAt(said, group, 1 * S)).toEqual({ us: 7 * S, partition: "orders-0" });
    expect(clearingAt(said, group, 6 * S).us).toBe(Number.POSITIVE_INFINITY);
  });

  test("is said with who reads the partition", () => {
    const [group, job] = readers();
    const speak = (seconds: number) => speakPartition(history, group.partitions[1] as never, seconds * S);
    expect(speak(12)).toBe("400 records wait, member 1 reads it");
    expect(speak(16)).toBe("400 records wait, nobody reads it");
    expect(speakPartition(history, job.partitions[0] as never, 12 * S)).toBe("100 records wait");
    expect(speakPartition(history, job.partitions[1] as never, 12 * S)).toBe("nothing is known yet");
    expect(ownerAt(history, job.partitions[0] as never, 12 * S)).toBeUndefined();
  });
});

describe("the rows of a heat map", () => {
  const grid = { fromUs: 0, toUs: 100 * S, count: 10 };

  test("keep the greatest lag of each cell, a peak of a moment too, and nothing behind the edge", () => {
    const [group] = readers();
    const history = historyOf({
      "billing/lag-records-max": [
        [0, 5],
        [12, 900],
        [13, 5],
      ],
      "billing orders-0/lag-records": [
        [0, 5],
        [12, 800],
        [13, 5],
      ],
    });
    const rows = new LagRows(group, grid);
    const [row] = rows.rows(history, 35 * S, { first: 0, count: 1 });
    expect([...(row?.greatest ?? [])]).toEqual([5, 800, 5, 5, ...Array(6).fill(Number.NaN)]);
    expect(rows.greatest).toBe(900);
    history.record("billing orders-0/lag-records", timeUs(45 * S), 70);
    const [later] = rows.rows(history, 50 * S, { first: 0, count: 1 });
    expect([...(later?.greatest ?? [])].slice(3, 6)).toEqual([5, 70, 70]);
  });

  test("give those that are asked for, by their place", () => {
    const [group] = readers();
    const rows = new LagRows(group, grid).rows(new History(), 0, { first: 1, count: 9 });
    expect(rows.map(({ partition }) => partition.label)).toEqual(["orders-1", "audit-0"]);
  });

  test("tell who read a partition, one after the other, and every gap however short", () => {
    const [group] = readers();
    const owned = historyOf({
      "billing orders-0/owner": [
        [10, 1],
        [40, 0],
        [40.001, 2],
      ],
    });
    const runs = ownerRuns(owned, group.partitions[0] as never, grid, 60 * S);
    expect(runs.map(({ owner }) => owner)).toEqual([1, 0, 2]);
    expect(runs[0]).toMatchObject({ from: 0.1, to: 0.4 });
    expect(runs[2]?.to).toBe(0.6);
  });
});
