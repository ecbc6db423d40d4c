/** What a variable's value is: how it is written for people and which axis it gets. */
export type VariableUnit = "records" | "rows" | "bytes" | "us" | "per-second" | "count" | "flag" | "id" | "mask";

/** A state variable of a run: its name is `<subject>/<key>`, its value a number that holds until the next change. */
export type VariableEntry = {
  readonly key: string;
  readonly title: string;
  readonly unit: VariableUnit;
  /** A cumulative count: charts show how fast it grows. */
  readonly isCounter?: true;
  /** One sentence: what it is, in the words of the real system. */
  readonly definition: string;
};

/** A variable that has a value at each instant. */
export function entry(key: string, title: string, unit: VariableUnit, definition: string): VariableEntry {
  return { key, title, unit, definition };
}

/** A variable that only grows. */
export function counter(key: string, title: string, unit: VariableUnit, definition: string): VariableEntry {
  return { ...entry(key, title, unit, definition), isCounter: true };
}
