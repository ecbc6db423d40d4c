import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { HistorySeries } from "../../engine/base/history.ts";
import { type BucketGrid, LevelBuckets, RateBuckets, rateAt, valueInForce } from "./bucketed-series.ts";

const seed = 20_011_106;

type Change = readonly [atUs: number, value: number];

function seriesOf(changes: readonly Change[]): HistorySeries {
  return {
    timesUs: Float64Array.from(changes, ([atUs]) => atUs),
    values: Float64Array.from(changes, ([, value]) => value),
  };
}

/** Changes in the order of time; several may share an instant. */
const changes = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: -5, max: 5 })), { maxLength: 30 })
  .map((list) => [...list].sort(([a], [b]) => a - b));
const grids = fc
  .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 12 }))
  .map(([fromUs, spanUs, count]): BucketGrid => ({ fromUs, toUs: fromUs + spanUs, count }));

/** The same the slow way: for each bucket look at every change of the run. */
function slowBuckets(all: readonly Change[], { fromUs, toUs, count }: BucketGrid, edgeUs: number) {
  const endUs = Math.min(edgeUs, toUs);
  const bucketOf = (atUs: number): number =>
    Math.min(count - 1, Math.max(0, Math.floor(((atUs - fromUs) * count) / (toUs - fromUs))));
  const settled = all.filter(([atUs], index) => atUs < endUs && all[index + 1]?.[0] !== atUs);
  return Array.from({ length: count }, (_, bucket) => {
    if (endUs <= fromUs || bucket > bucketOf(endUs)) return undefined;
    const inside = settled.filter(([atUs]) => atUs >= fromUs && bucketOf(atUs) === bucket);
    const entered = settled.filter(([atUs]) => atUs < fromUs || bucketOf(atUs) < bucket).at(-1);
    const values = [...(entered === undefined ? [] : [entered]), ...inside].map(([, value]) => value);
    if (values.length === 0) return undefined;
    return { least: Math.min(...values), greatest: Math.max(...values), last: values.at(-1) };
  });
}

function asList({ least, greatest, last }: LevelBuckets) {
  return [...last].map((value, bucket) =>
    Number.isNaN(value) ? undefined : { least: least[bucket], greatest: greatest[bucket], last: value },
  );
}

describe("levels in buckets", () => {
  test(`are what looking at every change for every bucket gives (seed ${seed})`, () => {
    fc.assert(
      fc.property(changes, grids, fc.integer({ min: 0, max: 80 }), (all, grid, edgeUs) => {
        const buckets = new LevelBuckets(grid);
        buckets.extend(seriesOf(all), edgeUs);
        expect(asList(buckets)).toEqual(slowBuckets(all, grid, edgeUs));
      }),
      { seed },
    );
  });

  test(`are the same however the run is cut into pieces (seed ${seed})`, () => {
    const cuts = fc.array(fc.integer({ min: 0, max: 80 }), { maxLength: 6 }).map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(changes, grids, cuts, (all, grid, edgesUs) => {
        const piecewise = new LevelBuckets(grid);
        // A run that stands at an edge has every change up to it and none beyond.
        for (const edgeUs of edgesUs) piecewise.extend(seriesOf(all.filter(([atUs]) => atUs <= edgeUs)), edgeUs);
        piecewise.extend(seriesOf(all), 100);
        const whole = new LevelBuckets(grid);
        whole.extend(seriesOf(all), 100);
        expect(asList(piecewise)).toEqual(asList(whole));
      }),
      { seed },
    );
  });

  test("keep a peak of a microsecond", () => {
    const buckets = new LevelBuckets({ fromUs: 0, toUs: 1_000, count: 2 });
    buckets.extend(
      seriesOf([
        [0, 1],
        [100, 99],
        [101, 1],
      ]),
      1_000,
    );
    expect(asList(buckets)).toEqual([
      { least: 1, greatest: 99, last: 1 },
      { least: 1, greatest: 1, last: 1 },
    ]);
  });
});

describe("rates", () => {
  const counter = seriesOf([
    [0, 0],
    [1_000_000, 10],
    [2_000_000, 30],
  ]);

  test("are the growth over the window before, a second", () => {
    expect(rateAt(counter, 2_000_000, 1_000_000)).toBe(20);
    expect(rateAt(counter, 2_000_000, 10_000_000)).toBe(15);
    expect(rateAt(counter, 5_000_000, 1_000_000)).toBe(0);
  });

  test("are unknown before the counter's first value, not zero", () => {
    expect(rateAt(seriesOf([[5, 1]]), 4, 2)).toBeUndefined();
  });

  test(`in buckets are those at the buckets' ends (seed ${seed})`, () => {
    const growing = changes.map((list) => list.map(([atUs], index): Change => [atUs, index + 1]));
    fc.assert(
      fc.property(
        growing,
        grids,
        fc.integer({ min: 0, max: 80 }),
        fc.integer({ min: 0, max: 80 }),
        (all, grid, a, b) => {
          const edgesUs = [Math.min(a, b), Math.max(a, b)];
          const buckets = new RateBuckets(grid, 7);
          for (const edgeUs of edgesUs) buckets.extend(seriesOf(all.filter(([atUs]) => atUs <= edgeUs)), edgeUs);
          const { fromUs, toUs, count } = grid;
          const windowUs = Math.max(7, (toUs - fromUs) / count);
          const edgeUs = Math.max(a, b);
          const known = all.filter(([atUs]) => atUs <= edgeUs);
          const end = Math.min(count - 1, Math.floor(((Math.min(edgeUs, toUs) - fromUs) * count) / (toUs - fromUs)));
          for (let bucket = 0; bucket < count; bucket += 1) {
            const endUs = Math.min(fromUs + ((bucket + 1) * (toUs - fromUs)) / count, edgeUs);
            const expected = edgeUs <= fromUs || bucket > end ? undefined : rateAt(seriesOf(known), endUs, windowUs);
            expect(buckets.last[bucket]).toBe(expected ?? Number.NaN);
          }
        },
      ),
      { seed },
    );
  });
});

test("the value in force counts changes of that very instant", () => {
  const series = seriesOf([
    [10, 1],
    [10, 2],
    [20, 3],
  ]);
  expect([9, 10, 19, 20].map((atUs) => valueInForce(series, atUs))).toEqual([undefined, 2, 2, 3]);
});
