import type { Mutant } from "./mutant.ts";

const inOwnCase = (target: string, from: string, to: string): Mutant => ({
  target: `kafka/controller/${target}`,
  from,
  to,
  proof: { kind: "own-case" },
});

/** What the controller decides of a partition. */
export const CLUSTER_MUTANTS: readonly Mutant[] = [
  inOwnCase("partition-change.ts elect", "candidates.find(isValid)", "candidates.findLast(isValid)"),
  inOwnCase("partition-change.ts elect", "targets.isr.length > 0 ? targets.isr : targets.elr", "targets.isr"),
  inOwnCase("partition-change.ts elect", 'election === "preferred"', 'election !== "preferred"'),
  // An unclean leader is chosen while a member of the ISR lives.
  inOwnCase(
    "partition-change.ts elect",
    "if (online !== undefined) return { leader: online, isUnclean: false };",
    'if (online !== undefined && election !== "unclean") return { leader: online, isUnclean: false };',
  ),
  inOwnCase("partition-change.ts electableLastLeader", "request.isAcceptableLeader(known)", "known >= 0"),
  inOwnCase(
    "partition-change.ts buildPartitionChange",
    "hasNewLeader || needsEpochBump(request, after.isr, targets.replicas)",
    "hasNewLeader",
  ),
  inOwnCase(
    "partition-change.ts afterElection",
    "{ isr: [leader], elr: [], lastKnownElr }",
    "{ ...targets, lastKnownElr }",
  ),
  inOwnCase(
    "partition-change.ts afterElection",
    "targets.isr.length > 0 || mayBeEmpty ? targets.isr : partition.isr",
    "targets.isr",
  ),
  inOwnCase(
    "partition-change.ts needsEpochBump",
    "!containsAll(newReplicas, partition.replicas)",
    "!containsAll(newIsr, partition.isr)",
  ),
  inOwnCase("partition-change.ts containsAll", "list.includes(member)", "list.indexOf(member) > 0"),
  inOwnCase("partition-change.ts isSameList", "left.length === right.length", "left.length <= right.length"),
  inOwnCase(
    "partition-registration.ts applyPartitionChange",
    "change.leader === undefined ? 0 : 1",
    "change.isr === undefined ? 0 : 1",
  ),
  inOwnCase("eligible-leader-replicas.ts targetElr", "targetIsr.length >= minIsr", "targetIsr.length > minIsr"),
  inOwnCase(
    "eligible-leader-replicas.ts targetElr",
    "!uncleanShutdownReplicas.includes(member)",
    "!partition.lastKnownElr.includes(member)",
  ),
  inOwnCase(
    "eligible-leader-replicas.ts lastKnownLeader",
    "partition.leader === NO_LEADER ? partition.lastKnownElr : [partition.leader]",
    "[partition.leader]",
  ),
  inOwnCase(
    "reassignment.ts completedReassignment",
    "staying.every((member) => isr.includes(member))",
    "staying.some((member) => isr.includes(member))",
  ),
];
