import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { timeTicks } from "./time-ticks.ts";
import { clampWindow, instantAt, panWindow, pixelAt, snapInstant, windowOrWhole, zoomWindow } from "./time-window.ts";
import { roundUp } from "./value-range.ts";

const seed = 310_501;
const whole = { fromUs: 0, toUs: 1_800_000_000 };
const instants = fc.integer({ min: -1_000_000_000, max: 3_000_000_000 });

describe("a window", () => {
  test(`is brought inside the whole with the length it had, as far as there is room (seed ${seed})`, () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 4_000_000_000 }), (fromUs, spanUs) => {
        const window = clampWindow({ fromUs, toUs: fromUs + spanUs }, whole);
        expect(window.fromUs).toBeGreaterThanOrEqual(0);
        expect(window.toUs).toBeLessThanOrEqual(whole.toUs);
        expect(window.toUs - window.fromUs).toBeCloseTo(Math.min(whole.toUs, Math.max(1_000, spanUs)), 3);
      }),
      { seed },
    );
  });

  test("is zoomed around an instant that keeps its pixel", () => {
    const scale = { fromUs: 100, toUs: 1_100, widthPx: 500 };
    const zoomed = zoomWindow(scale, 300, 0.5);
    expect(pixelAt({ ...zoomed, widthPx: 500 }, 300)).toBeCloseTo(pixelAt(scale, 300), 9);
    expect(zoomed.toUs - zoomed.fromUs).toBe(500);
  });

  test("that is the whole is none, so that it grows with the run", () => {
    expect(windowOrWhole({ ...whole }, whole)).toBeUndefined();
    expect(windowOrWhole(panWindow({ fromUs: 0, toUs: 10 }, 5), whole)).toEqual({ fromUs: 5, toUs: 15 });
  });

  test(`maps pixels and instants onto each other (seed ${seed})`, () => {
    const scale = { fromUs: 1_000, toUs: 61_000, widthPx: 800 };
    fc.assert(
      fc.property(fc.integer({ min: -100, max: 1_000 }), (px) => {
        expect(pixelAt(scale, instantAt(scale, px))).toBeCloseTo(px, 6);
      }),
      { seed },
    );
  });
});

test("the hand is drawn to the nearest event within reach, and to none beyond", () => {
  const scale = { fromUs: 0, toUs: 1_000, widthPx: 100 };
  const points = [200, 250, 900];
  expect(snapInstant(235, points, scale, 6)).toBe(250);
  expect(snapInstant(220, points, scale, 6)).toBe(200);
  expect(snapInstant(500, points, scale, 6)).toBe(500);
});

test("ticks are round instants inside the window, as many as asked for at most", () => {
  expect(timeTicks({ fromUs: 0, toUs: 1_800_000_000 }, 7).map(({ label }) => label)).toEqual([
    "00:00:00",
    "00:05:00",
    "00:10:00",
    "00:15:00",
    "00:20:00",
    "00:25:00",
    "00:30:00",
  ]);
  expect(timeTicks({ fromUs: 480_100_000, toUs: 480_900_000 }, 4).map(({ label }) => label)).toEqual([
    "00:08:00.200",
    "00:08:00.400",
    "00:08:00.600",
    "00:08:00.800",
  ]);
});

test(`a round number is at or above and less than three times the value (seed ${seed})`, () => {
  expect([0, 1, 16_697, 41.6, 0.3].map(roundUp)).toEqual([0, 1, 20_000, 50, 0.5]);
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (value) => {
      expect(roundUp(value)).toBeGreaterThanOrEqual(value * (1 - 1e-6));
      expect(roundUp(value)).toBeLessThan(value * 3);
    }),
    { seed },
  );
});
