import { describe, expect, it } from "vitest";
import { compareRuns } from "./comparison.ts";
import { EXPERIMENTS, simulateAll } from "./experiment-list.ts";
import { readRecorded } from "./recorded.ts";

/** Fewer than the command takes: this is to notice, not to measure. */
const SEEDS = 9;

describe("the engine does what the recorded runs of a real cluster did", () => {
  it.each(EXPERIMENTS.filter(({ simulate }) => simulate !== undefined))("$title", (experiment) => {
    const recorded = readRecorded("scripts/fidelity/kafka/recorded", experiment.name);
    const { facts, timings } = compareRuns(recorded?.runs ?? [], simulateAll(experiment, SEEDS));
    expect(facts.filter(({ isEqual }) => !isEqual)).toEqual([]);
    expect(timings.filter(({ isNear }) => !isNear)).toEqual([]);
    expect(facts.length).toBeGreaterThan(0);
  });
});
