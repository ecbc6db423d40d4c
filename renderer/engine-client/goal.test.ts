import { describe, expect, it } from "vitest";
import type { RunProgress } from "../../engine/protocol/messages.ts";
import type { Breakpoint } from "../stores/run-store.ts";
import { conditionsOf, HURRIED, pauseAfter, TO_THE_END } from "./goal.ts";

const PROGRESS: RunProgress = {
  nowUs: 5,
  reachedUntil: true,
  isFinished: false,
  recordsProduced: 0,
  recordsCommitted: 0,
  eventsRun: 10,
};
const BREAKPOINTS: readonly Breakpoint[] = [
  { id: 4, condition: { kind: "record-lost" }, isOn: false },
  { id: 7, condition: { kind: "record-rejected" }, isOn: true },
];

describe("the conditions of a slice", () => {
  it("are the goal's own, then the breakpoints that are on", () => {
    const goal = { ...TO_THE_END, stopWhen: [{ kind: "record-duplicated" }] as const };
    expect(conditionsOf(goal, BREAKPOINTS)).toEqual({
      stopWhen: [{ kind: "record-duplicated" }, { kind: "record-rejected" }],
      breakpointIds: [7],
    });
  });

  it("are none of the breakpoints when the goal minds nothing", () => {
    expect(conditionsOf({ ...HURRIED, minds: "nothing" }, BREAKPOINTS)).toEqual({ stopWhen: [], breakpointIds: [] });
  });
});

describe("the pause after a slice", () => {
  it("does not come before the goal", () => {
    expect(pauseAfter({ ...HURRIED, untilUs: 6 }, PROGRESS, [])).toBeUndefined();
    expect(pauseAfter({ ...HURRIED, untilEvents: 11 }, PROGRESS, [])).toBeUndefined();
    expect(pauseAfter({ ...HURRIED, untilUs: 5 }, { ...PROGRESS, reachedUntil: false }, [])).toBeUndefined();
  });

  it("comes at the instant or at the event that was asked for", () => {
    expect(pauseAfter({ ...HURRIED, untilUs: 5 }, PROGRESS, [])).toEqual({ kind: "paused" });
    expect(pauseAfter({ ...HURRIED, untilEvents: 10 }, PROGRESS, [])).toEqual({ kind: "paused" });
  });

  it("names the breakpoint behind a condition that is not the goal's own", () => {
    const goal = { ...HURRIED, stopWhen: [{ kind: "record-duplicated" }] as const };
    const rejected = { ...PROGRESS, stoppedBy: { condition: 1, message: "a row was rejected" } };
    expect(pauseAfter(goal, rejected, [7])).toMatchObject({ breakpointId: 7, stopped: rejected.stoppedBy });
    const doubled = { ...PROGRESS, stoppedBy: { condition: 0, message: "a record came twice" } };
    expect(pauseAfter(goal, doubled, [7])).toEqual({ kind: "paused", stopped: doubled.stoppedBy });
    expect(pauseAfter({ ...goal, isStep: true }, doubled, [7])).toEqual({ kind: "paused" });
  });
});
