import { expect, test } from "vitest";
import { FakeSession } from "../engine/testing/fake-session.ts";
import { driveRun } from "./drive-run.ts";
import { makeInterruption } from "./interruption.ts";

const SECOND = 1_000_000;

/** Drives a fake run whose every event takes `eventMs` of a clock that only the session moves. */
async function drive(eventMs: number, { untilUs = 60 * SECOND, pauseEveryUs = 0, eventUs = 100 } = {}) {
  const time = { nowMs: 0 };
  const session = new FakeSession({ eventUs });
  const seen: number[] = [];
  let eventsBefore = 0;
  const result = await driveRun(session, pauseEveryUs === 0 ? { untilUs } : { untilUs, pauseEveryUs }, {
    interruption: makeInterruption(),
    clock: () => {
      const asked = session.eventsRun - eventsBefore;
      eventsBefore = session.eventsRun;
      time.nowMs += asked * eventMs;
      return time.nowMs;
    },
    onProgress: ({ nowUs }) => seen.push(nowUs),
  });
  return { result, session, seen };
}

test("slices grow while they are quick and shrink when one was slow", async () => {
  const quick = await drive(0.000_1);
  expect(Math.max(...quick.session.slices.map(({ maxEvents }) => maxEvents))).toBe(200_000);
  const slow = await drive(1, { eventUs: 10_000 });
  const sizes = slow.session.slices.map(({ maxEvents }) => maxEvents);
  expect(sizes.slice(0, 2)).toEqual([2_000, 200]);
  expect(new Set(sizes.slice(3))).toEqual(new Set([100]));
});

test("progress never goes back and ends at the end", async () => {
  const { result, seen } = await drive(0.01);
  expect(result).toMatchObject({ isInterrupted: false, progress: { isFinished: true, nowUs: 60 * SECOND } });
  expect(seen).toEqual(seen.toSorted((left, right) => left - right));
});

test("pausing stops at every multiple and looks at the state", async () => {
  const { session } = await drive(0, { untilUs: 10 * SECOND, pauseEveryUs: 3 * SECOND });
  expect([...new Set(session.slices.map(({ untilUs }) => untilUs / SECOND))]).toEqual([3, 6, 9, 10]);
  expect(session.asked.filter((name) => name === "stateAt")).toHaveLength(3);
});

test("a run that ends before `untilUs` is driven no further", async () => {
  const { result, session } = await drive(0, { untilUs: 600 * SECOND, pauseEveryUs: 25 * SECOND });
  expect(result.progress).toMatchObject({ isFinished: true });
  expect(session.slices.at(-1)?.untilUs).toBe(75 * SECOND);
});
