import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { History, type HistorySeries } from "./history.ts";
import { timeUs } from "./time.ts";

const SEED = 20261122;

function plain({ timesUs, values }: HistorySeries) {
  return { timesUs: [...timesUs], values: [...values] };
}

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
    expect(plain(history.seriesOf("leader"))).toEqual({ timesUs: [5, 9], values: [1, 2] });
    expect(plain(history.seriesOf("nobody"))).toEqual({ timesUs: [], values: [] });
    expect([...history.stateAt(timeUs(4))]).toEqual([]);
    expect([...history.stateAt(timeUs(8))]).toEqual([["leader", 1]]);
    expect(history.valueAt("leader", timeUs(4))).toBeUndefined();
    expect(history.valueAt("leader", timeUs(8))).toBe(1);
    expect(history.valueAt("nobody", timeUs(8))).toBeUndefined();
  });

  it("gives a window with the change that holds at its beginning", () => {
    const history = new History();
    for (const atUs of [10, 20, 30, 40]) history.record("lag", timeUs(atUs), atUs);
    const between = (fromUs: number, toUs: number): readonly number[] => [
      ...history.seriesBetween("lag", timeUs(fromUs), timeUs(toUs)).timesUs,
    ];
    expect(between(20, 30)).toEqual([20, 30]);
    expect(between(25, 39)).toEqual([20, 30]);
    expect(between(0, 9)).toEqual([]);
    expect(between(0, 15)).toEqual([10]);
    expect(between(90, 99)).toEqual([40]);
    expect([...history.seriesBetween("nobody", timeUs(0), timeUs(9)).timesUs]).toEqual([]);
  });

  it(`is the same on the other side, however it is cut into pieces (seed ${SEED})`, () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(4), fc.nat(3), fc.nat(2)), { maxLength: 200 }), (steps) => {
        const history = new History();
        const mirror = new History();
        let atUs = 0;
        for (const [variable, value, pause] of steps) {
          atUs += pause;
          history.record(`gauge-${variable}`, timeUs(atUs), value);
          if (pause === 2) mirror.append(history.pieceAfter(mirror.changeCount, mirror.names.length));
        }
        mirror.append(history.pieceAfter(mirror.changeCount, mirror.names.length));
        expect(mirror.names).toEqual(history.names);
        expect(mirror.changeCount).toBe(history.changeCount);
        for (const name of history.names) expect(plain(mirror.seriesOf(name))).toEqual(plain(history.seriesOf(name)));
        expect(mirror.pieceAfter(0, 0)).toEqual(history.pieceAfter(0, 0));
      }),
      { seed: SEED, numRuns: 60 },
    );
  });
});
