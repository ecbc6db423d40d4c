import type { History } from "../../engine/base/history.ts";
import { SECOND, timeUs } from "../../engine/base/time.ts";
import { variableName } from "../../engine/pipeline/state-variables.ts";
import type { VariableEntry } from "../../engine/pipeline/variable-entry.ts";

/** Over which span of virtual time a counter's growth is a rate, in microseconds. */
export const RATE_WINDOW_US = 20 * SECOND;

/** How many samples, and how far apart in microseconds of virtual time. */
export type Sampling = { readonly count: number; readonly stepUs: number };

/** What a run's state variables said at one instant. Everything may be undefined: before the run, or before the first value. */
export class Readings {
  readonly #history: History | undefined;
  readonly atUs: number;

  constructor(history: History | undefined, atUs: number) {
    this.#history = history;
    this.atUs = atUs;
  }

  valueOf(subject: string, key: string): number | undefined {
    return this.#at(variableName(subject, key), this.atUs);
  }

  /** The value some microseconds earlier; undefined when the run had not begun then. */
  valueBefore(subject: string, key: string, agoUs: number): number | undefined {
    return this.atUs < agoUs ? undefined : this.#at(variableName(subject, key), this.atUs - agoUs);
  }

  /** How much a counter grew in a second, over the last seconds. */
  rateOf(subject: string, key: string): number | undefined {
    return this.#rateAt(variableName(subject, key), this.atUs);
  }

  /** The changes of a variable in the last microseconds, the value at their start first. */
  changesWithin(
    subject: string,
    key: string,
    spanUs: number,
  ): { readonly timesUs: Float64Array; readonly values: Float64Array } {
    const fromUs = timeUs(Math.max(0, this.atUs - spanUs));
    return (
      this.#history?.seriesBetween(variableName(subject, key), fromUs, timeUs(this.atUs)) ?? {
        timesUs: new Float64Array(0),
        values: new Float64Array(0),
      }
    );
  }

  /** The first value that a variable ever had. */
  firstOf(subject: string, key: string): number | undefined {
    return this.#history?.seriesOf(variableName(subject, key)).values[0];
  }

  /** `count` samples, `stepUs` apart, the last one now; a counter's are its rates. What lies before the first value is left out. */
  samplesOf(subject: string, { key, isCounter }: VariableEntry, { count, stepUs }: Sampling): readonly number[] {
    const name = variableName(subject, key);
    const samples: number[] = [];
    for (let ago = count - 1; ago >= 0; ago -= 1) {
      const atUs = this.atUs - ago * stepUs;
      if (atUs < 0) continue;
      const value = isCounter === true ? this.#rateAt(name, atUs) : this.#at(name, atUs);
      if (value !== undefined) samples.push(value);
    }
    return samples;
  }

  #at(name: string, atUs: number): number | undefined {
    return this.#history?.valueAt(name, timeUs(Math.round(atUs)));
  }

  #rateAt(name: string, atUs: number): number | undefined {
    const now = this.#at(name, atUs);
    const spanUs = Math.min(RATE_WINDOW_US, atUs);
    if (now === undefined || spanUs <= 0) return undefined;
    return ((now - (this.#at(name, atUs - spanUs) ?? 0)) * SECOND) / spanUs;
  }
}
