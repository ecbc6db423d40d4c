import type { Fact, Run } from "./experiment.ts";

/** The median of repeats with the least and the most. */
export type Spread = { readonly median: number; readonly min: number; readonly max: number; readonly count: number };

/** One outcome of both sides, as text. */
export type FactComparison = {
  readonly name: string;
  readonly real: string;
  readonly simulated: string;
  readonly isEqual: boolean;
};

/** One time of both sides in milliseconds; the error is that of the simulated median, as a share of the real one. */
export type TimingComparison = {
  readonly name: string;
  readonly real: Spread;
  readonly simulated: Spread;
  readonly error: number;
  readonly isNear: boolean;
};

/** What both sides of an experiment found, side by side. */
export type Comparison = {
  /** Nothing can be equal or near where it is not. */
  readonly isSimulated: boolean;
  readonly facts: readonly FactComparison[];
  readonly timings: readonly TimingComparison[];
};

/** How far a simulated median may be from the real one that it is not within the spread of. */
const TOLERANCE = 0.2;

/** The spread of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  return { median, min: at(0), max: at(sorted.length - 1), count: sorted.length };
}

/**
 * Compares all runs of one side with all runs of the other. An outcome is equal when every run, real or simulated, has it; a time
 * is near when the simulated median lies within the real runs' own spread, or within 20 % of the real median.
 */
export function compareRuns(real: readonly Run[], simulated: readonly Run[]): Comparison {
  const factNames = namesOf([...real, ...simulated].map(({ facts }) => facts));
  const timingNames = namesOf([...real, ...simulated].map(({ timingsMs }) => timingsMs));
  return {
    isSimulated: simulated.length > 0,
    facts: factNames.map((name) => compareFact(name, real, simulated)),
    timings: timingNames.map((name) => compareTiming(name, real, simulated)),
  };
}

/** Whether everything is equal or near. */
export function holds({ isSimulated, facts, timings }: Comparison): boolean {
  return isSimulated && facts.every(({ isEqual }) => isEqual) && timings.every(({ isNear }) => isNear);
}

function namesOf(objects: readonly object[]): readonly string[] {
  return [...new Set(objects.flatMap((object) => Object.keys(object)))];
}

function compareFact(name: string, real: readonly Run[], simulated: readonly Run[]): FactComparison {
  const shown = (runs: readonly Run[]): readonly string[] => [
    ...new Set(runs.map(({ facts }) => showFact(facts[name]))),
  ];
  const [realShown, simulatedShown] = [shown(real), shown(simulated)];
  return {
    name,
    real: realShown.join(" or "),
    simulated: simulatedShown.join(" or "),
    isEqual: realShown.length === 1 && simulatedShown.length === 1 && realShown[0] === simulatedShown[0],
  };
}

/** A fact as the document says it; undefined is one that a run does not have. */
function showFact(fact: Fact | undefined): string {
  if (fact === undefined) return "nothing";
  if (typeof fact === "boolean") return fact ? "yes" : "no";
  if (typeof fact === "string" || typeof fact === "number") return String(fact);
  return fact.length === 0
    ? "none"
    : fact.map((part) => (Array.isArray(part) ? `(${showFact(part)})` : showFact(part))).join(", ");
}

function compareTiming(name: string, real: readonly Run[], simulated: readonly Run[]): TimingComparison {
  const spread = (runs: readonly Run[]): Spread => spreadOf(runs.map(({ timingsMs }) => timingsMs[name] ?? Number.NaN));
  const [ofReal, ofSimulated] = [spread(real), spread(simulated)];
  const error = (ofSimulated.median - ofReal.median) / ofReal.median;
  const isWithin = ofSimulated.median >= ofReal.min && ofSimulated.median <= ofReal.max;
  return { name, real: ofReal, simulated: ofSimulated, error, isNear: isWithin || Math.abs(error) <= TOLERANCE };
}
