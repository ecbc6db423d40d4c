import { describe, expect, it } from "vitest";
import type { StopCondition } from "../../engine/protocol/run-control.ts";
import { draftForNode, withBreakpoint, withoutBreakpoint, withSwitch } from "./breakpoints.ts";
import { CONDITION_KINDS, conditionOf, draftOf, NEW_CONDITION, speakCondition } from "./stop-condition.ts";

const CONDITIONS: readonly StopCondition[] = [
  { kind: "lag-over", records: 5_000 },
  { kind: "lag-over", job: "job", records: 0 },
  { kind: "event", eventKind: "leader-elected" },
  { kind: "event", subject: "broker-2" },
  { kind: "batch-committed", job: "job" },
  { kind: "record-duplicated" },
  { kind: "record-lost" },
  { kind: "record-rejected" },
  { kind: "check-violated" },
];

describe("a condition's form", () => {
  it.each(CONDITIONS.map((condition) => [speakCondition(condition), condition] as const))(
    "says the condition that it was made from: %s",
    (_, condition) => {
      expect(conditionOf(draftOf(condition))).toEqual({ ok: true, value: condition });
    },
  );

  it("refuses what is no number of records, and an event without a word", () => {
    for (const records of ["", "many", "-1", "1.5", "1e99"]) {
      expect(conditionOf({ ...NEW_CONDITION, records })).toMatchObject({ ok: false });
    }
    expect(conditionOf({ ...NEW_CONDITION, records: "50,000" })).toMatchObject({ value: { records: 50_000 } });
    expect(conditionOf({ ...NEW_CONDITION, kind: "event", eventKind: " " })).toMatchObject({ ok: false });
  });

  it("offers every kind of condition", () => {
    expect(new Set(CONDITION_KINDS.map(({ kind }) => kind))).toEqual(new Set(CONDITIONS.map(({ kind }) => kind)));
  });
});

describe("the list of breakpoints", () => {
  it("takes each condition once, and switches on the one that it has", () => {
    const one = withBreakpoint([], { kind: "record-lost" });
    const two = withBreakpoint(one, { kind: "lag-over", records: 1 });
    expect(two.map(({ id }) => id)).toEqual([1, 2]);
    const off = withSwitch(two, 1, false);
    expect(off.map(({ isOn }) => isOn)).toEqual([false, true]);
    expect(withBreakpoint(off, { kind: "record-lost" })).toEqual(two);
    expect(withoutBreakpoint(two, 1).map(({ id }) => id)).toEqual([2]);
  });

  it("starts at a node with what a person waits for there", () => {
    const drawing = {
      nodes: [
        { id: "t", kind: "topic", index: 0, value: {} },
        { id: "unread", kind: "topic", index: 1, value: {} },
        { id: "j", kind: "micro-batch", index: 2, value: {} },
        { id: "gold.x", kind: "gold", index: 3, value: {} },
      ],
      edges: [{ from: "t", to: "j", index: 0 }],
    };
    expect(draftForNode(drawing, "t")).toMatchObject({ kind: "lag-over", job: "j" });
    expect(draftForNode(drawing, "j")).toMatchObject({ kind: "lag-over", job: "j" });
    expect(draftForNode(drawing, "unread")).toMatchObject({ kind: "record-lost" });
    expect(draftForNode(drawing, "gold.x")).toMatchObject({ kind: "check-violated" });
  });
});
