import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeInterruption } from "./interruption.ts";
import { watchForOrphaning } from "./orphan-watch.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Loses its parent after a second, looks for two. */
function orphan(script: string | undefined) {
  const interruption = makeInterruption();
  let parent = 17;
  const stop = watchForOrphaning(interruption, { npm_lifecycle_event: script }, () => parent);
  vi.advanceTimersByTime(1_000);
  const askedBefore = interruption.isAsked;
  parent = 1;
  vi.advanceTimersByTime(1_000);
  stop();
  return { askedBefore, askedAfter: interruption.isAsked, timersLeft: vi.getTimerCount() };
}

test("under npm, losing the shell in between is an interruption", () => {
  expect(orphan("spillway")).toEqual({ askedBefore: false, askedAfter: true, timersLeft: 0 });
});

test("a run that was started by itself outlives the shell it was started from", () => {
  for (const script of [undefined, "test"])
    expect(orphan(script)).toEqual({ askedBefore: false, askedAfter: false, timersLeft: 0 });
});
