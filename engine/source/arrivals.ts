import { assertNever } from "../base/assert.ts";
import type { RandomStream } from "../base/random-stream.ts";
import type { GeneratorWorkload } from "../scenario/scenario.ts";
import { type ArrivalClock, arrivalClock } from "./rate-curve.ts";

/**
 * A growing sequence of arrival instants along a rate curve: each is where the curve's integral reaches the next count.
 * `even` counts 1, 2, 3, ...; `poisson` counts by the exponential gaps of a Poisson process of rate 1.
 */
export class Arrivals {
  readonly #kind: GeneratorWorkload["arrivals"];
  readonly #clock: ArrivalClock;
  readonly #chance: RandomStream;
  #count = 0;
  #lastUs = 0;

  constructor(workload: Pick<GeneratorWorkload, "arrivals" | "rate">, chance: RandomStream) {
    this.#kind = workload.arrivals;
    this.#clock = arrivalClock(workload.rate);
    this.#chance = chance;
  }

  /** The next arrival in microseconds, with a fraction; infinite when the rate falls to zero for good. */
  next(): number {
    this.#count += this.#gap();
    // Rounding may set a time back by its last bit.
    this.#lastUs = Math.max(this.#lastUs, this.#clock(this.#count));
    return this.#lastUs;
  }

  #gap(): number {
    switch (this.#kind) {
      case "even":
        return 1;
      case "poisson":
        return this.#chance.nextExponential(1);
      default:
        return assertNever(this.#kind);
    }
  }
}
