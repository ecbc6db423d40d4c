import type { TimeUs } from "./time.ts";

const FIRST_LOG_CAPACITY = 16_384;
const FIRST_SERIES_CAPACITY = 32;

/** The values of all state variables at one instant, by name; a variable that has no value yet is left out. */
export type HistoryState = ReadonlyMap<string, number>;

/** One variable's changes: value `values[i]` from `timesUs[i]` on. Views of what is kept: nobody may write into them. */
export type HistorySeries = { readonly timesUs: Float64Array; readonly values: Float64Array };

/** A piece of the change log: `names` are those of the variables that are new in it, in the order of their numbers. */
export type HistoryPiece = {
  readonly names: readonly string[];
  readonly variableIds: Int32Array;
  readonly timesUs: Float64Array;
  readonly values: Float64Array;
};

/** Numbers that only grow in number; what was written stays as it was. */
class NumberColumn {
  #numbers: Float64Array;
  #count = 0;

  constructor(capacity: number) {
    this.#numbers = new Float64Array(capacity);
  }

  push(value: number): void {
    if (this.#count === this.#numbers.length) {
      const wider = new Float64Array(this.#numbers.length * 2);
      wider.set(this.#numbers);
      this.#numbers = wider;
    }
    this.#numbers[this.#count] = value;
    this.#count += 1;
  }

  /** Number `index`, which must have been pushed. */
  at(index: number): number {
    return this.#numbers[index] as number;
  }

  view(from: number, to: number): Float64Array {
    return this.#numbers.subarray(from, to);
  }

  /** How many of the numbers, which must be in order, are at most `limit`. */
  countUpTo(limit: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle) <= limit) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  get count(): number {
    return this.#count;
  }
}

type Variable = { readonly name: string; readonly timesUs: NumberColumn; readonly values: NumberColumn };

/**
 * Every change of every state variable of a run, by variable, where the value at an instant is a binary search; and in which order
 * the variables changed, so that a screen can take what is new and keep a History of its own that is the same. Looking never
 * changes a run.
 *
 * Invariants: (1) times never go back; (2) a change is kept only when the value really changed; (3) the k-th time that a variable
 * stands in the log is its k-th change.
 */
export class History {
  readonly #ids = new Map<string, number>();
  readonly #variables: Variable[] = [];
  /** By change, in order: the variable's number. */
  #log = new Int32Array(FIRST_LOG_CAPACITY);
  #changeCount = 0;

  /** How many changes are kept. */
  get changeCount(): number {
    return this.#changeCount;
  }

  /** The variables' names in the order of their first value. */
  get names(): readonly string[] {
    return this.#variables.map(({ name }) => name);
  }

  /** Variable `name` took `value` at `atUs`. */
  record(name: string, atUs: TimeUs, value: number): void {
    this.#record(this.#idOf(name), atUs, value);
  }

  /** The changes from number `changesSeen` on, and the names from `namesSeen` on: copies that may be given away. */
  pieceAfter(changesSeen: number, namesSeen: number): HistoryPiece {
    const variableIds = this.#log.slice(changesSeen, this.#changeCount);
    const timesUs = new Float64Array(variableIds.length);
    const values = new Float64Array(variableIds.length);
    /** By variable: how many of its changes come before the one at hand, counted down from the newest. */
    const before = new Map<number, number>();
    for (let change = variableIds.length - 1; change >= 0; change--) {
      const id = variableIds[change] as number;
      const variable = this.#variables[id] as Variable;
      const index = (before.get(id) ?? variable.timesUs.count) - 1;
      before.set(id, index);
      timesUs[change] = variable.timesUs.at(index);
      values[change] = variable.values.at(index);
    }
    return { names: this.#variables.slice(namesSeen).map(({ name }) => name), variableIds, timesUs, values };
  }

  /** Takes the piece of another history that comes next after what this one has; afterwards both are the same so far. */
  append({ names, variableIds, timesUs, values }: HistoryPiece): void {
    for (const name of names) this.#idOf(name);
    for (const [index, id] of variableIds.entries()) {
      this.#record(id, timesUs[index] as number, values[index] as number);
    }
  }

  /** The value of one variable in force at `atUs`, changes of that very instant included; undefined before its first. */
  valueAt(name: string, atUs: TimeUs): number | undefined {
    const variable = this.#variableOf(name);
    return variable === undefined ? undefined : valueInForce(variable, atUs);
  }

  /** The values in force at `atUs`, changes of that very instant included. */
  stateAt(atUs: TimeUs): HistoryState {
    const state = new Map<string, number>();
    for (const variable of this.#variables) {
      const value = valueInForce(variable, atUs);
      if (value !== undefined) state.set(variable.name, value);
    }
    return state;
  }

  /** All changes of one variable in order; empty for a name that was never recorded. */
  seriesOf(name: string): HistorySeries {
    const variable = this.#variableOf(name);
    return variable === undefined ? NO_CHANGES : viewOf(variable, 0, variable.timesUs.count);
  }

  /**
   * What draws one variable from `fromUs` to `toUs`, both included: the changes in between, and before them the change whose value
   * holds at `fromUs`, with the time at which it came.
   */
  seriesBetween(name: string, fromUs: TimeUs, toUs: TimeUs): HistorySeries {
    const variable = this.#variableOf(name);
    if (variable === undefined) return NO_CHANGES;
    const first = Math.max(0, variable.timesUs.countUpTo(fromUs) - 1);
    return viewOf(variable, first, Math.max(first, variable.timesUs.countUpTo(toUs)));
  }

  #variableOf(name: string): Variable | undefined {
    const id = this.#ids.get(name);
    return id === undefined ? undefined : this.#variables[id];
  }

  #idOf(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const id = this.#variables.length;
    this.#ids.set(name, id);
    const timesUs = new NumberColumn(FIRST_SERIES_CAPACITY);
    this.#variables.push({ name, timesUs, values: new NumberColumn(FIRST_SERIES_CAPACITY) });
    return id;
  }

  #record(id: number, atUs: number, value: number): void {
    const { timesUs, values } = this.#variables[id] as Variable;
    if (values.count > 0 && values.at(values.count - 1) === value) return;
    timesUs.push(atUs);
    values.push(value);
    if (this.#changeCount === this.#log.length) {
      const longer = new Int32Array(this.#log.length * 2);
      longer.set(this.#log);
      this.#log = longer;
    }
    this.#log[this.#changeCount] = id;
    this.#changeCount += 1;
  }
}

const NO_CHANGES: HistorySeries = { timesUs: new Float64Array(0), values: new Float64Array(0) };

function valueInForce({ timesUs, values }: Variable, atUs: number): number | undefined {
  const count = timesUs.countUpTo(atUs);
  return count === 0 ? undefined : values.at(count - 1);
}

function viewOf({ timesUs, values }: Variable, from: number, to: number): HistorySeries {
  return { timesUs: timesUs.view(from, to), values: values.view(from, to) };
}
