import { describe, expect, test } from "vitest";
import { History } from "../../engine/base/history.ts";
import type { ProbeEvent, Severity } from "../../engine/base/probe.ts";
import { timeUs } from "../../engine/base/time.ts";
import type { ControlMessage } from "../../engine/protocol/log-inspection.ts";
import { readDrawing } from "../../engine/scenario/drawing.ts";
import { arrowsOf, nearestArrow, speakMessage } from "./arrows.ts";
import { laneBars } from "./lane-bars.ts";
import { EventLanes, type SpaceFilter } from "./lane-events.ts";
import { nearestMark, rowMarks } from "./lane-marks.ts";
import { laneGroups } from "./lanes.ts";
import { foldedAtFirst, rowsByLane, spaceRows } from "./shown-rows.ts";

const S = 1_000_000;

const TEXT = `
pipeline:
  nodes:
    - { id: shop, kind: source, workload: w }
    - { id: orders, kind: topic, partitions: 2 }
    - { id: billing, kind: consumer-group, members: 2 }
    - { id: job, kind: micro-batch, trigger: 5s }
  edges: [shop -> orders, orders -> billing, orders -> job]
chaos:
  - { fault: members-join, group: billing, members: 3, at: 5s }
`;

function groups(brokers = 3) {
  const drawing = readDrawing(TEXT);
  if (drawing === undefined) throw new Error("the test's own text is broken");
  return laneGroups(drawing, brokers);
}

describe("the lanes", () => {
  test("are faults, controller and brokers, partitions, members with those that join, what they read, producers and jobs", () => {
    expect(groups().map(({ title, lanes }) => [title, lanes.map(({ id }) => id)])).toEqual([
      ["Cluster", ["chaos", "controller", "__", "broker-1", "broker-2", "broker-3"]],
      ["orders", ["orders-0", "orders-1"]],
      [
        "billing",
        [
          "billing",
          ...["billing-1", "billing-2", "billing-3", "billing-4", "billing-5"],
          ...["billing orders-0", "billing orders-1"],
        ],
      ],
      ["Producers", ["shop"]],
      ["Jobs", ["job"]],
    ]);
  });

  test("fold into the head of their group, which then stands for all of them", () => {
    const rows = spaceRows(groups(), new Set(["cluster", "group billing"]));
    expect(rows.map(({ id }) => id)).toEqual([
      "fold cluster",
      "fold topic orders",
      "orders-0",
      "orders-1",
      "fold group billing",
      "fold clients",
      "shop",
      "fold jobs",
      "job",
    ]);
    expect(rowsByLane(rows).get("broker-2")).toBe(0);
    expect(rowsByLane(rows).get("billing-5")).toBe(4);
    expect(rowsByLane(rows).get("orders-1")).toBe(3);
  });

  test("are folded at first where there are too many to look at", () => {
    expect([...foldedAtFirst(groups(50))]).toEqual(["cluster"]);
  });
});

function event(kind: string, seconds: number, subject: string, rest: Partial<ProbeEvent> = {}): ProbeEvent {
  return { kind, atUs: timeUs(Math.round(seconds * S)), subject, severity: "info", message: kind, fields: {}, ...rest };
}

const LANES = new Set(groups().flatMap(({ lanes }) => lanes.map(({ id }) => id)));
const ALL: SpaceFilter = { text: "", severities: new Set<Severity>(["info", "warning", "error"]), kind: "" };

describe("the events of a lane", () => {
  test("are those of its subject; of a group those that name a member by number are the member's", () => {
    const lanes = new EventLanes(ALL, LANES);
    lanes.extend([
      event("broker-fenced", 1, "broker-2"),
      event("rebalance-began", 2, "billing", { fields: { member: "billing-1-abc" } }),
      event("member-stopped", 3, "billing", { fields: { member: 2 } }),
      event("nothing", 4, "nobody"),
      event("isr-shrunk", 5, "__consumer_offsets-7"),
    ]);
    expect(lanes.of("__")?.positions).toEqual([4]);
    expect(lanes.of("broker-2")?.positions).toEqual([0]);
    expect(lanes.of("billing")?.positions).toEqual([1]);
    expect(lanes.of("billing-2")?.positions).toEqual([2]);
    expect(lanes.count).toBe(4);
  });

  test("fit every part of the filter, and what was looked at is not looked at again", () => {
    const events = [
      event("leader-elected", 1, "orders-0", { message: "Broker 2 leads", severity: "warning" }),
      event("isr-shrunk", 2, "orders-0", { severity: "warning" }),
    ];
    const lanes = new EventLanes({ ...ALL, text: "BROKER 2", severities: new Set<Severity>(["warning"]) }, LANES);
    lanes.extend(events);
    events.push(event("leader-elected", 3, "orders-0", { message: "Broker 2 leads", severity: "info" }));
    events.push(event("leader-elected", 4, "orders-0", { message: "Broker 2 leads", severity: "warning" }));
    lanes.extend(events);
    expect(lanes.of("orders-0")?.positions).toEqual([0, 3]);
    expect(lanes.kinds).toEqual(
      new Map([
        ["leader-elected", 3],
        ["isr-shrunk", 1],
      ]),
    );
  });
});

describe("the marks of a row", () => {
  const grid = { fromUs: 10 * S, toUs: 20 * S, count: 10 };

  test("are one for each column, with how many events it has and the gravest of them", () => {
    const lanes = new EventLanes(ALL, LANES);
    lanes.extend([
      event("early", 9, "orders-0"),
      event("a", 10, "orders-0"),
      event("b", 12.1, "orders-0"),
      event("c", 12.2, "orders-1", { severity: "error" }),
      event("d", 12.3, "orders-0"),
      event("late", 20.1, "orders-0"),
    ]);
    const marks = rowMarks([lanes.of("orders-0"), lanes.of("orders-1"), undefined], grid);
    expect(marks).toEqual([
      { bucket: 0, count: 1, rank: 0, position: 1 },
      { bucket: 2, count: 3, rank: 2, position: 3 },
    ]);
    expect(nearestMark(marks, 3, 1)).toMatchObject({ bucket: 2 });
    expect(nearestMark(marks, 6, 1)).toBeUndefined();
  });

  test("of a hundred thousand events are as few as there are columns", () => {
    const lanes = new EventLanes(ALL, LANES);
    lanes.extend(Array.from({ length: 100_000 }, (_, index) => event("x", 10 + index / 10_000, "orders-0")));
    const marks = rowMarks([lanes.of("orders-0")], { ...grid, count: 300 });
    expect(marks.length).toBeLessThanOrEqual(300);
    expect(marks.reduce((sum, { count }) => sum + count, 0)).toBe(100_000);
  });
});

describe("the bars of a lane", () => {
  test("tell who leads, that nobody does, and that a broker is down", () => {
    const history = new History();
    const changes: readonly (readonly [string, number, number])[] = [
      ["broker-1/is-up", 0, 1],
      ["orders-0/leader", 0, 1],
      ["broker-1/is-up", 4, 0],
      ["orders-0/leader", 5, -1],
      ["orders-0/leader", 5.001, 2],
      ["broker-1/is-up", 8, 1],
    ];
    for (const [name, at, value] of changes) history.record(name, timeUs(at * S), value);
    const [cluster, topic] = groups();
    const grid = { fromUs: 0, toUs: 10 * S, count: 100 };
    const barsOf = (lane: (typeof cluster & object)["lanes"][number] | undefined) =>
      lane === undefined ? [] : laneBars(history, lane, grid, 10 * S);
    expect(barsOf(topic?.lanes[0]).map(({ label }) => label)).toEqual(["B1", "no leader", "B2"]);
    expect(barsOf(cluster?.lanes[3])).toMatchObject([{ label: "down", from: 0.4, to: 0.8 }]);
  });
});

describe("the arrows of messages", () => {
  const rows = rowsByLane(spaceRows(groups(), new Set()));
  const scale = { fromUs: 0, toUs: 10 * S, widthPx: 1_000 };
  const message = (rest: Partial<ControlMessage> = {}): ControlMessage => ({
    sentUs: 1 * S,
    settledUs: 2 * S,
    from: "billing-1",
    to: "broker-2",
    api: "JoinGroup",
    isAnswer: false,
    error: undefined,
    outcome: "delivered",
    ...rest,
  });

  test("go from the row of one machine to that of the other, and tell answers, errors and losses apart", () => {
    const arrows = arrowsOf(
      [
        message(),
        message({ isAnswer: true }),
        message({ isAnswer: true, error: "NOT_COORDINATOR" }),
        message({ outcome: "lost" }),
        message({ to: "controller-3000" }),
        message({ from: "stranger" }),
        message({ sentUs: 11 * S, settledUs: 12 * S }),
      ],
      rows,
      scale,
      10 * S,
    );
    expect(arrows.map(({ look }) => look)).toEqual(["request", "answer", "error", "lost", "request"]);
    expect(arrows[0]).toMatchObject({
      fromPx: 100,
      toPx: 200,
      fromRow: rows.get("billing-1"),
      toRow: rows.get("broker-2"),
    });
    expect(arrows[4]?.toRow).toBe(rows.get("controller"));
  });

  test("between lanes that are folded into one row there is none", () => {
    const folded = rowsByLane(spaceRows(groups(), new Set(["cluster"])));
    expect(arrowsOf([message({ from: "broker-1" })], folded, scale, 0)).toEqual([]);
    expect(arrowsOf([message()], folded, scale, 0)).toHaveLength(1);
  });

  test("are found by a point beside them, and speak", () => {
    const arrows = arrowsOf([message()], rows, scale, 0);
    const [arrow] = arrows;
    if (arrow === undefined) throw new Error("there is an arrow");
    const middle = { px: 152, py: ((arrow.fromRow + arrow.toRow + 1) / 2) * 20 };
    expect(nearestArrow(arrows, middle, { rowPx: 20, reachPx: 5 })).toBe(arrow);
    expect(nearestArrow(arrows, { px: 600, py: 10 }, { rowPx: 20, reachPx: 5 })).toBeUndefined();
    expect(speakMessage(message())).toBe("JoinGroup, billing-1 to broker-2, arrived in 1000.0 ms");
    expect(speakMessage(message({ isAnswer: true, error: "NOT_COORDINATOR", outcome: "lost" }))).toBe(
      "answer to JoinGroup: NOT_COORDINATOR, billing-1 to broker-2, was lost",
    );
  });
});
