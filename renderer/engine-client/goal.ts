import type { RunProgress } from "../../engine/protocol/messages.ts";
import type { StopCondition } from "../../engine/protocol/run-control.ts";
import type { Breakpoint, RunPhase } from "../stores/run-store.ts";

/** How far a run is to go by itself, and how fast. */
export type Goal = {
  /** The instant at which it pauses. */
  readonly untilUs: number;
  /** The count of all events of the run at which it pauses: where in an instant. */
  readonly untilEvents: number;
  /** Conditions besides the breakpoints. */
  readonly stopWhen: readonly StopCondition[];
  /** Before this instant it runs as fast as possible, whatever the speed. */
  readonly hurriedUntilUs: number;
  readonly minds: "breakpoints" | "nothing";
  /** A pause at a condition of a step is nothing to tell about. */
  readonly isStep: boolean;
};

export const TO_THE_END: Goal = {
  untilUs: Number.POSITIVE_INFINITY,
  untilEvents: Number.POSITIVE_INFINITY,
  stopWhen: [],
  hurriedUntilUs: 0,
  minds: "breakpoints",
  isStep: false,
};

/** The same, as fast as possible all the way. */
export const HURRIED: Goal = { ...TO_THE_END, hurriedUntilUs: Number.POSITIVE_INFINITY };

/** The conditions of a slice: those of the goal first, then the breakpoints that are on. */
export function conditionsOf(
  goal: Goal,
  breakpoints: readonly Breakpoint[],
): { readonly stopWhen: readonly StopCondition[]; readonly breakpointIds: readonly number[] } {
  const active = goal.minds === "breakpoints" ? breakpoints.filter(({ isOn }) => isOn) : [];
  return {
    stopWhen: [...goal.stopWhen, ...active.map(({ condition }) => condition)],
    breakpointIds: active.map(({ id }) => id),
  };
}

/** The pause that a slice comes to; undefined when the run is to go on. */
export function pauseAfter(
  goal: Goal,
  progress: RunProgress,
  breakpointIds: readonly number[],
): Extract<RunPhase, { kind: "paused" }> | undefined {
  const { stoppedBy } = progress;
  if (stoppedBy !== undefined) {
    const breakpointId = breakpointIds[stoppedBy.condition - goal.stopWhen.length];
    if (breakpointId !== undefined) return { kind: "paused", stopped: stoppedBy, breakpointId };
    return goal.isStep ? { kind: "paused" } : { kind: "paused", stopped: stoppedBy };
  }
  const isThere = progress.reachedUntil && progress.nowUs >= goal.untilUs;
  return isThere || progress.eventsRun >= goal.untilEvents ? { kind: "paused" } : undefined;
}
