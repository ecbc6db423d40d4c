import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { History } from "./history.ts";
import { timeUs } from "./time.ts";

const SEED = 20261122;

describe("History", () => {
  it(`gives the state at any instant, as replaying every change would (seed ${SEED})`, () => {
    const history = new History();
    const changes: { name: string; at: number; value: number }[] = [];
    let state = SEED;
    const draw = (bound: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state % bound;
    };
    for (let index = 0; index < 40_000; index++) {
      const change = { name: `gauge-${draw(20)}`, at: Math.floor(index / 3), value: draw(50) };
      changes.push(change);
      history.record(change.name, timeUs(change.at), change.value);
    }
    expect(history.changeCount).toBeGreaterThan(30_000);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 14_000 }), (at) => {
        const expected = new Map<string, number>();
        for (const change of changes) if (change.at <= at) expected.set(change.name, change.value);
        expect(new Map([...history.stateAt(timeUs(at))].sort())).toEqual(new Map([...expected].sort()));
      }),
      { seed: SEED, numRuns: 40 },
    );
  });

  it("keeps a change only when the value changed, and knows nothing before the first", () => {
    const history = new History();
    history.record("leader", timeUs(5), 1);
    history.record("leader", timeUs(6), 1);
    history.record("leader", timeUs(9), 2);
    expect(history.seriesOf("leader")).toEqual({ timesUs: [5, 9], values: [1, 2] });
    expect(history.seriesOf("nobody")).toEqual({ timesUs: [], values: [] });
    expect([...history.stateAt(timeUs(4))]).toEqual([]);
    expect([...history.stateAt(timeUs(8))]).toEqual([["leader", 1]]);
  });
});
