import { describe, expect, it } from "vitest";
import { Activity } from "../stores/activity.ts";
import { DrawTurns } from "./draw-turns.ts";

function scene() {
  const activity = new Activity();
  const frames: (() => void)[] = [];
  const turns = new DrawTurns(activity, (act) => frames.push(act));
  const drawn: string[] = [];
  const chart = (name: string) => () => drawn.push(name);
  const frame = (): void => frames.shift()?.();
  return { activity, frames, turns, drawn, chart, frame };
}

describe("the turns of charts", () => {
  it("are one a frame, and the screen is idle when all have been drawn", () => {
    const { activity, frames, turns, drawn, chart, frame } = scene();
    const [a, b] = [chart("a"), chart("b")];
    turns.ask(a);
    turns.ask(b);
    turns.ask(a);
    expect([drawn, activity.labels]).toEqual([[], ["drawing charts"]]);
    frame();
    expect(drawn).toEqual(["a"]);
    turns.ask(a);
    frame();
    expect(drawn).toEqual(["a", "b"]);
    frame();
    expect(drawn).toEqual(["a", "b", "a"]);
    frame();
    expect([frames, activity.labels]).toEqual([[], []]);
    turns.ask(b);
    expect(frames).toHaveLength(1);
  });

  it("are not those of a chart that is gone, and a chart that fails takes nobody's turn", () => {
    const { activity, turns, drawn, chart, frame } = scene();
    const gone = chart("gone");
    turns.ask(gone);
    turns.forget(gone);
    turns.ask(() => {
      throw new Error("no context");
    });
    turns.ask(chart("after"));
    expect(frame).toThrow("no context");
    frame();
    frame();
    expect([drawn, activity.labels]).toEqual([["after"], []]);
  });
});
