// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createWorkbench } from "../app/create-workbench.ts";
import type { RunRecord } from "../stores/run-store.ts";
import { MemoryHost, MemoryMachine } from "../testing/memory-host.ts";
import { followInstant } from "./follow-instant.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("follows a run at the pace of everything live, and a person at each frame of the screen", () => {
  const bench = createWorkbench(new MemoryHost(new MemoryMachine()), {});
  const seen: number[] = [];
  const grow = (nowUs: number): void =>
    bench.run.setState(({ frame }) => ({ frame: frame + 1, current: { nowUs } as RunRecord }));
  const stop = followInstant(bench, (shownUs) => seen.push(shownUs));
  expect(seen).toEqual([0]);

  for (let nowUs = 1; nowUs <= 25; nowUs += 1) {
    grow(nowUs);
    vi.advanceTimersByTime(40);
  }
  expect(new Set(seen)).toEqual(new Set([0, 1, 6, 11, 16, 21]));
  vi.advanceTimersByTime(400);
  expect(seen.at(-1)).toBe(25);

  for (const shownUs of [20, 14, 9]) {
    bench.view.getState().showInstant(shownUs);
    vi.advanceTimersByTime(16);
    expect(seen.at(-1)).toBe(shownUs);
  }
  stop();
  bench.view.getState().showInstant(3);
  vi.advanceTimersByTime(400);
  expect(seen.at(-1)).toBe(9);
});
