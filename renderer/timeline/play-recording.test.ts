// @vitest-environment jsdom
import { cleanup, renderHook } from "@testing-library/react";
import { createElement, type ReactNode } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createWorkbench } from "../app/create-workbench.ts";
import { MemoryHost, MemoryMachine } from "../testing/memory-host.ts";
import { END_US, runnerScene } from "../testing/runner-scene.ts";
import { type Workbench, WorkbenchContext } from "../workbench/workbench.ts";
import { useReviewPlayback } from "./use-review-playback.ts";

/** The frames of the screen, one at a time. */
let frames: ((nowMs: number) => void)[] = [];
let nowMs = 0;

beforeEach(() => {
  frames = [];
  nowMs = 0;
  vi.stubGlobal("requestAnimationFrame", (draw: (nowMs: number) => void) => frames.push(draw));
  vi.stubGlobal("cancelAnimationFrame", () => frames.splice(0));
  vi.spyOn(performance, "now").mockImplementation(() => nowMs);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function drawFrame(ms: number): void {
  nowMs += ms;
  for (const draw of frames.splice(0)) draw(nowMs);
}

/** A run that is over, watched in Review at half of it. */
async function reviewedRun(): Promise<Workbench> {
  const { document, run, runner } = runnerScene();
  await runner.play();
  const bench = { ...createWorkbench(new MemoryHost(new MemoryMachine()), {}), document, run, runner };
  runner.setSpeed(1);
  bench.view.getState().showInstant(END_US / 2);
  const wrapper = ({ children }: { readonly children: ReactNode }): ReactNode =>
    createElement(WorkbenchContext.Provider, { value: bench }, children);
  renderHook(useReviewPlayback, { wrapper });
  return bench;
}

const press = async (bench: Workbench): Promise<void> => {
  await bench.commands.run("run.play-pause", bench);
};

it("Play in Review of a run that is over plays its recording at the chosen speed, pauses it, and begins no other run", async () => {
  const bench = await reviewedRun();
  const { view, run } = bench;
  await press(bench);
  await vi.waitFor(() => expect(frames).not.toEqual([]));
  drawFrame(10);
  expect(view.getState().shownUs).toBe(END_US / 2 + 10_000);
  await press(bench);
  expect(view.getState().isPlayingReview).toBe(false);
  await vi.waitFor(() => expect(frames).toEqual([]));

  bench.runner.setSpeed(10);
  await press(bench);
  await vi.waitFor(() => expect(frames).not.toEqual([]));
  drawFrame(1);
  expect(view.getState().shownUs).toBe(END_US / 2 + 20_000);
  drawFrame(1_000);
  expect(view.getState()).toMatchObject({ shownUs: undefined, isPlayingReview: false });
  expect(run.getState()).toMatchObject({ current: { number: 1 }, past: [] });
});

it("at the end of the recording it begins at the beginning; live, Play begins another run", async () => {
  const bench = await reviewedRun();
  bench.view.getState().showInstant(END_US);
  await press(bench);
  expect(bench.view.getState()).toMatchObject({ shownUs: 0, isPlayingReview: true });
  bench.view.getState().showLive();
  await press(bench);
  expect(bench.run.getState()).toMatchObject({ current: { number: 2 }, past: [{ number: 1 }] });
});
