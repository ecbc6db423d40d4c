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
 * Every change of every state variable of a run, twice: as one log in the order in which they happened, from which a screen
 * takes what is new and keeps a History of its own that is the same, and by variable, where the value at an instant is a
 * binary search. Looking never changes a run.
 *
 * Invariants: (1) times never go back; (2) a change is kept only when the value really changed.
 */
export class History {
  readonly #ids = new Map<string, number>();
  readonly #variables: Variable[] = [];
  readonly #logIds = new NumberColumn(FIRST_LOG_CAPACITY);
  readonly #logTimesUs = new NumberColumn(FIRST_LOG_CAPACITY);
  readonly #logValues = new NumberColumn(FIRST_LOG_CAPACITY);

  /** How many changes are kept. */
  get changeCount(): number {
    return this.#logTimesUs.count;
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
    const end = this.changeCount;
    return {
      names: this.#variables.slice(namesSeen).map(({ name }) => name),
      variableIds: Int32Array.from(this.#logIds.view(changesSeen, end)),
      timesUs: this.#logTimesUs.view(changesSeen, end).slice(),
      values: this.#logValues.view(changesSeen, end).slice(),
    };
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
    this.#logIds.push(id);
    this.#logTimesUs.push(atUs);
    this.#logValues.push(value);
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
