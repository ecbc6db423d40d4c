import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { HistorySeries } from "../../engine/base/history.ts";
import { DifferenceSeries } from "./difference-series.ts";
import { levelStatistics, rateStatistics } from "./range-statistics.ts";

const seed = 77_003;

type Change = readonly [atUs: number, value: number];

function seriesOf(changes: readonly Change[]): HistorySeries {
  return {
    timesUs: Float64Array.from(changes, ([atUs]) => atUs),
    values: Float64Array.from(changes, ([, value]) => value),
  };
}

const changes = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: -9, max: 9 })), { maxLength: 25 })
  .map((list) => [...list].sort(([a], [b]) => a - b));

describe("statistics of a level", () => {
  test(`are those of its value at every microsecond (seed ${seed})`, () => {
    fc.assert(
      fc.property(changes, fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 30 }), (all, fromUs, spanUs) => {
        const values = Array.from(
          { length: spanUs },
          (_, index) => all.filter(([at]) => at <= fromUs + index).at(-1)?.[1],
        )
          .filter((value) => value !== undefined)
          .sort((a, b) => a - b);
        const found = levelStatistics(seriesOf(all), fromUs, fromUs + spanUs);
        if (values.length === 0) {
          expect(found).toBeUndefined();
          return;
        }
        expect(found?.least).toBe(values[0]);
        expect(found?.greatest).toBe(values.at(-1));
        expect(found?.p95).toBe(values[Math.ceil(values.length * 0.95) - 1]);
        expect(found?.mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 9);
      }),
      { seed },
    );
  });
});

test("the mean rate of a counter is its whole growth over the stretch", () => {
  const counter = seriesOf([
    [0, 0],
    [1_000_000, 100],
    [9_000_000, 110],
  ]);
  expect(rateStatistics(counter, { fromUs: 0, toUs: 10_000_000 }, 1_000_000)).toMatchObject({ mean: 11, least: 0 });
});

test(`how far one variable is ahead of another is told at every instant, in whatever pieces it is read (seed ${seed})`, () => {
  fc.assert(
    fc.property(
      changes,
      changes,
      fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 5 }),
      (ahead, behind, cuts) => {
        const difference = new DifferenceSeries();
        for (const edgeUs of [...cuts].sort((a, b) => a - b)) {
          const seen = (all: readonly Change[]) => seriesOf(all.filter(([atUs]) => atUs < edgeUs));
          difference.extend(seen(ahead), seen(behind), edgeUs);
        }
        difference.extend(seriesOf(ahead), seriesOf(behind), 100);
        for (let atUs = 0; atUs <= 50; atUs += 1) {
          const now = ahead.filter(([at]) => at <= atUs).at(-1)?.[1];
          const expected = now === undefined ? undefined : now - (behind.filter(([at]) => at <= atUs).at(-1)?.[1] ?? 0);
          const index = difference.timesUs.findLastIndex((at) => at <= atUs);
          expect(index === -1 ? undefined : difference.values[index]).toBe(expected);
        }
      },
    ),
    { seed },
  );
});
