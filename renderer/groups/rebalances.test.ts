import { describe, expect, test } from "vitest";
import { History } from "../../engine/base/history.ts";
import type { ProbeEvent } from "../../engine/base/probe.ts";
import { timeUs } from "../../engine/base/time.ts";
import { readersOf } from "./readers.ts";
import { causeWords, longestGapUs, movedCount, rebalancesOf } from "./rebalances.ts";

const S = 1_000_000;

const [GROUP] = readersOf({
  nodes: [
    { id: "orders", kind: "topic", index: 0, value: { partitions: 2 } },
    { id: "billing", kind: "consumer-group", index: 1, value: {} },
  ],
  edges: [{ from: "orders", to: "billing", index: 0 }],
});

function event(kind: string, seconds: number, fields: ProbeEvent["fields"], subject = "billing"): ProbeEvent {
  return { kind, atUs: timeUs(seconds * S), subject, severity: "info", message: "", fields };
}

function run(
  events: readonly ProbeEvent[],
  owners: Readonly<Record<number, readonly (readonly [seconds: number, member: number])[]>>,
  nowSeconds = 100,
) {
  const history = new History();
  const all = Object.entries(owners).flatMap(([partition, changes]) =>
    changes.map(([at, owner]) => ({ name: `billing orders-${partition}/owner`, at, owner })),
  );
  for (const { name, at, owner } of all.toSorted((a, b) => a.at - b.at)) history.record(name, timeUs(at * S), owner);
  if (GROUP === undefined) throw new Error("the drawing has a group");
  return rebalancesOf({ events, history, nowUs: nowSeconds * S }, GROUP);
}

const FIRST = [
  event("rebalance-began", 1, { cause: "member-joined", member: "billing-1", generation: 0 }),
  event("rebalance-ended", 4, { cause: "member-joined", generation: 1, members: 2, "duration-ms": 3_000 }),
];

describe("the rebalances of a group", () => {
  test("are told from their beginning to their end, and those of other groups are left out", () => {
    const other = event("rebalance-began", 2, { cause: "member-left", member: "", generation: 7 }, "audit");
    const [first, ...more] = run([...FIRST, other], {});
    expect(first).toMatchObject({
      cause: "member-joined",
      member: "billing-1",
      beganUs: 1 * S,
      endedUs: 4 * S,
      generationBefore: 0,
      generationAfter: 1,
      members: 2,
    });
    expect(more).toEqual([]);
  });

  test("take partitions from one member and give them to another, and nobody reads them in between", () => {
    const events = [
      ...FIRST,
      event("rebalance-began", 50, { cause: "member-left", member: "billing-2", generation: 1 }),
      event("rebalance-ended", 53, { cause: "member-left", generation: 2, members: 1 }),
    ];
    const [first, second] = run(events, {
      0: [
        [0, 0],
        [4, 1],
        [51, 0],
        [53, 1],
      ],
      1: [
        [0, 0],
        [4, 2],
        [50, 0],
        [53.5, 1],
      ],
    });
    expect(first?.handovers.map(({ from, to }) => [from, to])).toEqual([
      [undefined, 1],
      [undefined, 2],
    ]);
    expect(longestGapUs(first as never, 100 * S)).toBe(0);
    expect(second?.handovers).toEqual([
      { partition: "orders-0", from: 1, to: 1, fromUs: 51 * S, untilUs: 53 * S },
      { partition: "orders-1", from: 2, to: 1, fromUs: 50 * S, untilUs: 53.5 * S },
    ]);
    expect(movedCount(second as never)).toBe(1);
    expect(longestGapUs(second as never, 100 * S)).toBe(3.5 * S);
  });

  test("are answerable for the time before them in which a dead member's partitions lay unread", () => {
    const events = [
      ...FIRST,
      event("rebalance-began", 75, { cause: "session-expired", member: "billing-2", generation: 1 }),
    ];
    const owners = {
      1: [
        [4, 2],
        [30, 0],
      ],
    } as const;
    const [, open] = run(events, owners, 80);
    expect(open).toMatchObject({ endedUs: undefined, generationAfter: undefined });
    expect(longestGapUs(open as never, 80 * S)).toBe(50 * S);
    const [, done] = run(events, { 1: [...owners[1], [77, 1]] });
    expect(done?.handovers).toMatchObject([{ from: 2, to: 1, fromUs: 30 * S, untilUs: 77 * S }]);
  });

  test("have a cause in words, an unknown one too", () => {
    expect(causeWords("session-expired")).toBe("a session timed out");
    expect(causeWords("moon-phase")).toBe("moon phase");
  });
});
