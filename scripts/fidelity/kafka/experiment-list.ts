import type { Experiment, Run } from "./experiment.ts";
import { controlledShutdown } from "./experiments/controlled-shutdown.ts";
import { controllerKill } from "./experiments/controller-kill.ts";
import { eligibleLeader } from "./experiments/eligible-leader.ts";
import { followerStopLag, followerStopSession } from "./experiments/follower-stop.ts";
import { keyPlacement } from "./experiments/key-placement.ts";
import { kip848JoinAndLeave } from "./experiments/kip848-join-leave.ts";
import { leaderKillAcks1 } from "./experiments/leader-kill-acks-1.ts";
import { leaderKillAcksAll } from "./experiments/leader-kill-acks-all.ts";
import { idempotentRetry, plainRetry } from "./experiments/lost-answer.ts";
import { MEMBER_LOSSES } from "./experiments/member-loss.ts";
import { minIsrRefused, minIsrWhileWaiting } from "./experiments/min-isr.ts";
import { retention } from "./experiments/retention.ts";
import { transactions } from "./experiments/transactions.ts";

/** Every experiment, in the order of the document. */
export const EXPERIMENTS: readonly Experiment[] = [
  leaderKillAcksAll,
  leaderKillAcks1,
  controlledShutdown,
  controllerKill,
  followerStopSession,
  followerStopLag,
  minIsrRefused,
  minIsrWhileWaiting,
  eligibleLeader,
  idempotentRetry,
  plainRetry,
  ...MEMBER_LOSSES,
  kip848JoinAndLeave,
  transactions,
  retention,
  keyPlacement,
];

/** Simulated runs of an experiment, each with other phases of the timers: none where the engine cannot run it. */
export function simulateAll({ simulate }: Experiment, seeds: number): readonly Run[] {
  if (simulate === undefined) return [];
  return Array.from({ length: seeds }, (_, index) => simulate(index + 1));
}
