import type { Mutant, MutantProof } from "./mutant.ts";

/** Seeds of schedules with faults enough: a mutant that none of them shows is not caught. */
const SEEDS: readonly number[] = [20_261_127, 20_261_128, 20_261_129, 20_261_131, 20_261_135, 20_261_136];

function caught(proof: MutantProof, [target, from, to]: readonly [string, string, string]): Mutant {
  return { target, from, to, proof };
}

const bySchedules: MutantProof = { kind: "schedules", seeds: SEEDS };
const byRun = (scenario: string): MutantProof => ({ kind: "run", scenario: `golden/${scenario}.scenario.yaml` });

/** The bugs that replicated logs and groups are known for, each of which broke a real system once or would break a real one. */
export const PROTOCOL_MUTANTS: readonly Mutant[] = [
  // The high watermark taken from the leader's own end.
  caught(bySchedules, [
    "kafka/partition-leader.ts PartitionLeader.#maybeIncrementHighWatermark",
    "replica.logEndOffset < replicated && this.#holdsHighWatermark(replica, end)",
    "replica.logEndOffset < 0",
  ]),
  // Acknowledged when the leader has it, whatever the producer asked for.
  caught(bySchedules, [
    "kafka/partition-leader.ts PartitionLeader.awaitReplication",
    "this.log.highWatermark >= waiter.requiredOffset",
    "true",
  ]),
  // Truncation to the high watermark in place of the epoch's end (the bug of KIP-101).
  caught(byRun("log-divergence"), [
    "kafka/follower-fetcher.ts FollowerFetcher.#apply",
    "log.truncateTo(truncationOffset(log, entry))",
    "log.truncateTo(log.highWatermark)",
  ]),
  // The ISR by how many records a follower is behind, as before Kafka 0.9.
  caught(byRun("isr-by-time"), [
    "kafka/remote-replica.ts RemoteReplica.isCaughtUp",
    "this.#logEndOffset === leaderEndOffset",
    "leaderEndOffset - this.#logEndOffset <= 4_000",
  ]),
  // A replica outside the ISR leads while a member of it lives.
  caught({ kind: "own-case" }, [
    "kafka/controller/partition-change.ts elect",
    "eligible.includes(brokerId) && isAcceptableLeader(brokerId)",
    "isAcceptableLeader(brokerId)",
  ]),
  // A follower joins the ISR before it has caught up.
  caught({ kind: "schedules", seeds: [1_000, 1_012, 1_020, 1_021] }, [
    "kafka/partition-leader.ts PartitionLeader.#maybeExpandIsr",
    "replica.logEndOffset >= this.log.highWatermark",
    "replica.logEndOffset >= 0",
  ]),
  // Offsets committed before the records are processed.
  caught(byRun("group-member-crash"), [
    "kafka/consumer/consumer-application.ts ConsumerApplication.#take",
    'commit !== "before-processing" || consumer.member === undefined',
    "consumer.member === undefined",
  ]),
  // A member keeps reading what was revoked.
  caught(byRun("group-member-crash"), [
    "kafka/consumer/classic-membership.ts ClassicMembership.#takeUpAssignment",
    "new Set(assigned.map(({ id }) => id))",
    "new Set(owned.map(({ id }) => id))",
  ]),
];
