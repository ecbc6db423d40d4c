import type { Experiment } from "./experiment.ts";
import { leaderKillAcks1 } from "./experiments/leader-kill-acks-1.ts";
import { leaderKillAcksAll } from "./experiments/leader-kill-acks-all.ts";

/** Every experiment, in the order of the document. */
export const EXPERIMENTS: readonly Experiment[] = [leaderKillAcksAll, leaderKillAcks1];

/** How often each is simulated, each time with other phases of the timers. */
export const SIMULATED_SEEDS = 25;

/** All simulated runs of an experiment. */
export function simulateAll({ simulate }: Experiment): ReturnType<Experiment["simulate"]>[] {
  return Array.from({ length: SIMULATED_SEEDS }, (_, index) => simulate(index + 1));
}
