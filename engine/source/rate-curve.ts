import { assertNever } from "../base/assert.ts";
import { cosTurn } from "../base/numeric.ts";
import { SECOND } from "../base/time.ts";
import type { RateCurve } from "../scenario/scenario.ts";

/** When, in microseconds with a fraction, a rate curve has brought `count` records; infinite when it never does. */
export type ArrivalClock = (count: number) => number;

/** A day's wave is made of this many steps a period, each at its exact mean rate: one a minute for a period of a day. */
const DIURNAL_STEPS = 1_440;
const TWO_PI = 6.283185307179586;

/** The inverse of a rate curve's integral over virtual time. Exact, but that a diurnal wave is a staircase of 1,440 steps. */
export function arrivalClock(curve: RateCurve): ArrivalClock {
  switch (curve.kind) {
    case "constant":
      return steadyClock(curve.perSecond);
    case "ramp":
      return rampClock(curve);
    case "diurnal":
      return curve.mean === 0 ? steadyClock(0) : diurnalClock(curve);
    case "spike":
      return spikeClock(curve);
    default:
      return assertNever(curve);
  }
}

/** A rate of 0 makes it infinite: a positive count over 0. */
function steadyClock(perSecond: number): ArrivalClock {
  return (count) => (count * SECOND) / perSecond;
}

/** The rate is a straight line for `over`, then steady. */
function rampClock({ from, to, over }: Extract<RateCurve, { kind: "ramp" }>): ArrivalClock {
  const rampCount = (over * (from + to)) / 2 / SECOND;
  const after = steadyClock(to);
  return (count) => {
    if (count > rampCount) return over + after(count - rampCount);
    // With x = time / over, count / over = from * x + (to - from) * x^2 / 2; the form that loses no digits when from is near to.
    const mean = (count * SECOND) / over;
    const root = Math.sqrt(Math.max(0, from * from + 2 * (to - from) * mean));
    return Math.min(over, (over * 2 * mean) / (from + root));
  };
}

function spikeClock(curve: Extract<RateCurve, { kind: "spike" }>): ArrivalClock {
  const beforeCount = (curve.base * curve.at) / SECOND;
  const peakCount = (curve.peak * curve.for) / SECOND;
  const outside = steadyClock(curve.base);
  const inside = steadyClock(curve.peak);
  return (count) => {
    if (count <= beforeCount) return outside(count);
    if (count <= beforeCount + peakCount) return curve.at + inside(count - beforeCount);
    return curve.at + curve.for + outside(count - beforeCount - peakCount);
  };
}

/** The rate is mean * (1 + amplitude * sin(2 pi t / period)): its mean at the start, its peak after a quarter. */
function diurnalClock({ mean, amplitude, period }: Extract<RateCurve, { kind: "diurnal" }>): ArrivalClock {
  const shares = diurnalShares(amplitude);
  const periodCount = (mean * period) / SECOND;
  let step = 0;
  return (count) => {
    const periods = Math.floor(count / periodCount);
    const share = count / periodCount - periods;
    while (step > 0 && (shares[step] as number) > share) step -= 1;
    while (step < DIURNAL_STEPS - 1 && (shares[step + 1] as number) <= share) step += 1;
    const start = shares[step] as number;
    const within = (share - start) / ((shares[step + 1] as number) - start);
    return (periods + (step + within) / DIURNAL_STEPS) * period;
  };
}

/** Entry i: which part of a period's records arrives before step i, from the integral of the wave; 0 at the start, 1 at the end. */
function diurnalShares(amplitude: number): Float64Array {
  const shares = new Float64Array(DIURNAL_STEPS + 1);
  for (let step = 1; step < DIURNAL_STEPS; step++) {
    const x = step / DIURNAL_STEPS;
    const share = x + (amplitude * (1 - cosTurn(x))) / TWO_PI;
    shares[step] = Math.max(shares[step - 1] as number, share);
  }
  shares[DIURNAL_STEPS] = 1;
  return shares;
}
