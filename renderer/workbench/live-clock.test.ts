import { describe, expect, it } from "vitest";
import { Activity } from "../stores/activity.ts";
import { createRunStore } from "../stores/run-store.ts";
import { createViewStore } from "../stores/view-store.ts";
import { LiveClock } from "./live-clock.ts";

/** A live clock in a time that the test moves, and when it ticked. */
function clockScene() {
  const run = createRunStore();
  const view = createViewStore();
  const activity = new Activity();
  const timers = new Set<{ readonly atMs: number; readonly act: () => void }>();
  const ticks: number[] = [];
  const drawn: (() => void)[] = [];
  let nowMs = 1_000;
  const clock = new LiveClock({
    run,
    view,
    activity,
    nowMs: () => nowMs,
    after: (ms, act) => {
      const timer = { atMs: nowMs + ms, act };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    whenDrawn: (act) => drawn.push(act),
  });
  const stop = clock.subscribe(() => ticks.push(nowMs));
  const passTo = (untilMs: number): void => {
    while (nowMs < untilMs) {
      nowMs += 1;
      for (const timer of timers) {
        if (timer.atMs > nowMs) continue;
        timers.delete(timer);
        timer.act();
      }
    }
  };
  const grow = (): void => run.setState(({ frame }) => ({ frame: frame + 1 }));
  const draw = (): void => {
    for (const act of drawn.splice(0)) act();
  };
  const told: string[] = [];
  /** A listener that looks for some milliseconds. */
  const listen = (name: string, looksMs: number): (() => void) =>
    clock.subscribe(() => {
      told.push(name);
      nowMs += looksMs;
    });
  return { clock, run, view, activity, timers, ticks, told, listen, stop, passTo, grow, draw };
}

describe("the live clock", () => {
  it("ticks at once after a quiet time, then five times a second while a run grows, and once after its last growth", () => {
    const { ticks, passTo, grow, activity } = clockScene();
    for (let ms = 1_000; ms < 1_500; ms += 10) {
      grow();
      passTo(ms + 10);
    }
    expect(ticks).toEqual([1_000, 1_200, 1_400]);
    expect(activity.labels).toEqual(["drawing live values"]);
    passTo(3_000);
    expect(ticks).toEqual([1_000, 1_200, 1_400, 1_600]);
    expect(activity.labels).toEqual([]);
  });

  it("does not let a person who scrubs wait for the run's next tick", () => {
    const { ticks, passTo, grow, view, activity } = clockScene();
    grow();
    passTo(1_010);
    grow();
    view.getState().showInstant(5);
    passTo(1_040);
    view.getState().showInstant(6);
    passTo(1_300);
    expect(ticks).toEqual([1_000, 1_033, 1_066]);
    expect(activity.labels).toEqual([]);
  });

  it("ticks less often where drawing takes long, and no less than once a second", () => {
    const { ticks, passTo, grow, draw } = clockScene();
    grow();
    passTo(1_040);
    draw();
    for (let ms = 1_040; ms < 2_200; ms += 10) {
      grow();
      passTo(ms + 10);
    }
    expect(ticks).toEqual([1_000, 1_480, 1_960]);
    passTo(2_740);
    draw();
    grow();
    passTo(4_000);
    expect(ticks).toEqual([1_000, 1_480, 1_960, 2_440, 3_440]);
  });

  it("shows at once where a run stands that pauses or steps", () => {
    const { run, ticks, passTo, grow } = clockScene();
    grow();
    grow();
    run.setState({ phase: { kind: "paused" } });
    passTo(1_500);
    expect(ticks).toEqual([1_000, 1_033]);
  });

  it("tells very many listeners some in a frame, whoever waits first, and is busy until all know", () => {
    const { clock, told, listen, passTo, grow, draw, activity } = clockScene();
    for (const name of ["a", "b", "c", "d", "e"]) listen(name, 3);
    grow();
    expect(told).toEqual(["a", "b", "c"]);
    expect([clock.tick(), activity.labels]).toEqual([1, ["drawing live values"]]);
    // The next tick comes while two have not heard of the last one.
    grow();
    passTo(1_300);
    expect([clock.tick(), told]).toEqual([2, ["a", "b", "c"]]);
    draw();
    expect(told.slice(3)).toEqual(["d", "e", "a"]);
    draw();
    expect(told.slice(6)).toEqual(["b", "c"]);
    expect(activity.labels).toEqual([]);
    draw();
    expect(told).toHaveLength(8);
  });

  it("does not tell a listener that is gone meanwhile, and ends with the last one", () => {
    const { told, listen, grow, draw, activity, stop } = clockScene();
    const ends = ["a", "b", "c", "d"].map((name) => listen(name, 9));
    grow();
    expect(told).toEqual(["a"]);
    ends[1]?.();
    draw();
    expect(told).toEqual(["a", "c"]);
    stop();
    for (const end of ends) end();
    expect(activity.labels).toEqual([]);
    draw();
    expect(told).toEqual(["a", "c"]);
  });

  it("goes on when all that it had still to tell are gone", () => {
    const { told, listen, passTo, grow, draw, activity } = clockScene();
    listen("a", 9);
    const ends = ["b", "c"].map((name) => listen(name, 9));
    grow();
    for (const end of ends) end();
    expect([told, activity.labels]).toEqual([["a"], []]);
    draw();
    grow();
    passTo(3_000);
    draw();
    expect([told, activity.labels]).toEqual([["a", "a"], []]);
  });

  it("tells the others when one that looks fails", () => {
    const { clock, told, listen, grow, draw, activity } = clockScene();
    clock.subscribe(() => {
      throw new Error("cannot look");
    });
    listen("after", 1);
    expect(grow).toThrow("cannot look");
    draw();
    expect([told, activity.labels]).toEqual([["after"], []]);
  });

  it("leaves nothing behind when nobody listens any more", () => {
    const { ticks, passTo, grow, activity, stop, timers } = clockScene();
    grow();
    grow();
    stop();
    expect([timers.size, activity.labels]).toEqual([0, []]);
    grow();
    passTo(2_000);
    expect(ticks).toEqual([1_000]);
  });
});
