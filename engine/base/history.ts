import type { TimeUs } from "./time.ts";

const KEYFRAME_EVERY = 8_192;
const INITIAL_CAPACITY = 65_536;

/** The values of all state variables at one instant, by name; a variable that has no value yet is left out. */
export type HistoryState = ReadonlyMap<string, number>;

/** One variable's changes: value `values[i]` from `timesUs[i]` on. */
export type HistorySeries = { readonly timesUs: readonly number[]; readonly values: readonly number[] };

type Keyframe = { readonly change: number; readonly values: Float64Array };

/**
 * Every change of every state variable of a run, as columns, with a copy of all values every 8,192 changes: the state at
 * any instant is the keyframe before it and at most 8,192 changes. Looking never changes a run.
 *
 * Invariants: (1) times never go back; (2) a change is kept only when the value really changed; (3) keyframe k holds the
 * values before change number k * 8,192.
 */
export class History {
  readonly #ids = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #current: number[] = [];
  readonly #keyframes: Keyframe[] = [];
  #times = new Float64Array(INITIAL_CAPACITY);
  #series = new Int32Array(INITIAL_CAPACITY);
  #values = new Float64Array(INITIAL_CAPACITY);
  #count = 0;

  /** How many changes are kept. */
  get changeCount(): number {
    return this.#count;
  }

  /** The variables' names in the order of their first value. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** Variable `name` took `value` at `atUs`. */
  record(name: string, atUs: TimeUs, value: number): void {
    let id = this.#ids.get(name);
    if (id === undefined) {
      id = this.#names.length;
      this.#ids.set(name, id);
      this.#names.push(name);
      this.#current.push(Number.NaN);
    }
    if (this.#current[id] === value) return;
    if (this.#count % KEYFRAME_EVERY === 0) {
      this.#keyframes.push({ change: this.#count, values: Float64Array.from(this.#current) });
    }
    if (this.#count === this.#times.length) this.#grow();
    this.#times[this.#count] = atUs;
    this.#series[this.#count] = id;
    this.#values[this.#count] = value;
    this.#count += 1;
    this.#current[id] = value;
  }

  /** The values in force at `atUs`, changes of that very instant included. */
  stateAt(atUs: TimeUs): HistoryState {
    const end = this.#firstAfter(atUs);
    const keyframe = this.#keyframes[Math.floor(Math.max(0, end - 1) / KEYFRAME_EVERY)];
    const values = new Float64Array(this.#names.length).fill(Number.NaN);
    if (keyframe !== undefined) values.set(keyframe.values);
    for (let change = keyframe?.change ?? 0; change < end; change++) {
      values[this.#series[change] as number] = this.#values[change] as number;
    }
    const state = new Map<string, number>();
    this.#names.forEach((name, id) => {
      const value = values[id] as number;
      if (!Number.isNaN(value)) state.set(name, value);
    });
    return state;
  }

  /** All changes of one variable in order; empty for a name that was never recorded. */
  seriesOf(name: string): HistorySeries {
    const timesUs: number[] = [];
    const values: number[] = [];
    const id = this.#ids.get(name);
    for (let change = 0; id !== undefined && change < this.#count; change++) {
      if (this.#series[change] !== id) continue;
      timesUs.push(this.#times[change] as number);
      values.push(this.#values[change] as number);
    }
    return { timesUs, values };
  }

  /** The number of the first change later than `atUs`. */
  #firstAfter(atUs: TimeUs): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#times[middle] as number) <= atUs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #grow(): void {
    const capacity = this.#times.length * 2;
    const times = new Float64Array(capacity);
    times.set(this.#times);
    const series = new Int32Array(capacity);
    series.set(this.#series);
    const values = new Float64Array(capacity);
    values.set(this.#values);
    this.#times = times;
    this.#series = series;
    this.#values = values;
  }
}
