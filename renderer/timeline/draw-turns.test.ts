import { describe, expect, it } from "vitest";
import { Activity } from "../stores/activity.ts";
import { DrawTurns } from "./draw-turns.ts";

/** Turns in a time that passes only while a chart is drawn. */
function scene() {
  const activity = new Activity();
  const frames: (() => void)[] = [];
  let nowMs = 100;
  const turns = new DrawTurns(
    activity,
    (act) => frames.push(act),
    () => nowMs,
  );
  const drawn: string[] = [];
  const chart = (name: string, takesMs: number) => () => {
    drawn.push(name);
    nowMs += takesMs;
  };
  const frame = (): void => frames.shift()?.();
  return { activity, frames, turns, drawn, chart, frame };
}

describe("the turns of charts", () => {
  it("are as many a frame as it has room for, and the screen is idle when all have been drawn", () => {
    const { activity, frames, turns, drawn, chart, frame } = scene();
    const [a, b, c, d] = [chart("a", 2), chart("b", 2), chart("c", 2), chart("d", 2)];
    for (const draw of [a, b, c, d, a]) turns.ask(draw);
    expect([drawn, activity.labels]).toEqual([[], ["drawing charts"]]);
    frame();
    expect(drawn).toEqual(["a", "b", "c"]);
    turns.ask(a);
    expect(activity.labels).toEqual(["drawing charts"]);
    frame();
    expect([drawn, frames, activity.labels]).toEqual([["a", "b", "c", "d", "a"], [], []]);
    turns.ask(b);
    expect(frames).toHaveLength(1);
  });

  it("are one a frame where one takes long", () => {
    const { turns, drawn, chart, frame } = scene();
    turns.ask(chart("slow", 40));
    turns.ask(chart("next", 40));
    frame();
    expect(drawn).toEqual(["slow"]);
    frame();
    expect(drawn).toEqual(["slow", "next"]);
  });

  it("are not those of a chart that is gone, and a chart that fails takes nobody's turn", () => {
    const { activity, turns, drawn, chart, frame } = scene();
    const gone = chart("gone", 1);
    turns.ask(gone);
    turns.forget(gone);
    turns.ask(() => {
      throw new Error("no context");
    });
    turns.ask(chart("after", 1));
    expect(frame).toThrow("no context");
    frame();
    expect([drawn, activity.labels]).toEqual([["after"], []]);
  });
});
