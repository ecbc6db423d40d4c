import type { Mutant } from "./mutant.ts";

const shown = (target: string, from: string, to: string): Mutant => ({
  target: `kafka/${target}`,
  from,
  to,
  proof: { kind: "own-case" },
});

/** Ways to break the assignors, each of which some case of our own shows. */
const ASSIGNOR_MUTANTS: readonly Mutant[] = [
  shown(
    "group/assignor/client-assignor.ts compareMembers",
    "compareText(a.memberId, b.memberId)",
    "compareText(b.memberId, a.memberId)",
  ),
  shown("java-hash.ts javaStringHash", "Math.imul(hash, 31)", "Math.imul(hash, 33)"),
  shown("group/java-hash-order.ts javaHashOrder", "a.bucket - b.bucket", "b.bucket - a.bucket"),
  shown("group/assignor/partition-index.ts compareText", "a < b ? -1 : 1", "a < b ? 1 : -1"),
  shown("group/assignor/partition-index.ts PartitionIndex.indexOf", "partition >= this.countOf(topic)", "false"),
  shown("group/assignor/range-assignor.ts assign", "index < extra", "index > extra"),
  shown(
    "group/assignor/round-robin-assignor.ts assign",
    "assignment.get(memberAt(next).memberId)?.push(partition);",
    "assignment.get(memberAt(0).memberId)?.push(partition);",
  ),
  // Two owners during the revocation of the cooperative protocol.
  shown("group/assignor/sticky-assignor.ts assign", "!withheld.has(keyOf(partition))", "true"),
  shown("group/assignor/sticky-assignor.ts changesOfOwner", "revoked.has(key)", "false"),
  shown("group/assignor/sticky-claims.ts settleClaims", "generationOf(member) < generationOf(other)", "false"),
  shown(
    "group/assignor/sticky-claims.ts settleClaims",
    "doublyClaimed.add(partition);",
    "owned[member]?.add(partition);",
  ),
  shown(
    "group/assignor/sticky-constrained.ts ConstrainedAssignment.#keepOwned",
    "owned.length >= this.#maxQuota && this.#overMin < this.#expectedOverMin",
    "owned.length >= this.#maxQuota",
  ),
  shown(
    "group/assignor/sticky-general.ts GeneralAssignment.#betterOwner",
    "load > this.#loadOf(other) + 1",
    "load > this.#loadOf(other) + 3",
  ),
  shown(
    "group/assignor/partition-movements.ts PartitionMovements.actualPartition",
    "if (reverse === undefined || reverse.size === 0) return partition;",
    "if (reverse === undefined || reverse.size === 0) return partition === 0 ? 1 : partition;",
  ),
  shown("group/assignor/server-range-assignor.ts assign", "before.members < count % of", "false"),
  shown("group/assignor/uniform-homogeneous.ts assignHomogeneous", "spec.members.length - index > extras", "false"),
  shown("group/assignor/uniform-heterogeneous.ts #balanceTopic", "this.#give(topic, partition, target);", "target;"),
  shown("group/assignor/member-balancer.ts isBalanced", "this.#mostLoad - this.#leastLoad <= 1", "true"),
];

/** Ways to break the groups of both protocols, each of which some case of our own shows. */
export const GROUP_MUTANTS: readonly Mutant[] = [
  ...ASSIGNOR_MUTANTS,
  shown("kafka-error.ts kafkaError", "ERROR_CODES[name]", "-1"),
  shown("group/classic-group.ts ClassicGroup.#takeAssignments", "this.#rebalance.stabilise(nowUs);", ";"),
  shown("group/classic-members.ts ClassicMembers.electJoinedLeader", "this.leader = joined.memberId;", ";"),
  shown(
    "group/classic-rebalance.ts ClassicRebalance.#continueInitialDelay",
    "Math.min(this.context.config.initialRebalanceDelayUs, remainingUs)",
    "remainingUs",
  ),
  shown(
    "group/classic-rebalance.ts ClassicRebalance.#completeJoin",
    "awaitingJoin !== undefined || instanceId !== undefined",
    "awaitingJoin !== undefined",
  ),
  shown("group/classic-join.ts ClassicJoin.#joinKnown", "members.leader === member.memberId", "false"),
  shown(
    "group/classic-protocol.ts areProtocolsEqual",
    "a.length === b.length && a.every((one, place) => isOfferEqual(one, b[place]))",
    "false",
  ),
  shown("group/consumer-group.ts ConsumerGroup.#serve", "timers?.revocation", "undefined"),
  shown("group/consumer-lag.ts recordsLag", 'isolationLevel === "read_committed"', "false"),
  shown("group/consumer-members.ts ConsumerMembers.#staticSender", 'return err("UNRELEASED_INSTANCE_ID");', ";"),
  shown("group/consumer-protocol.ts haveSamePartitions", "countPartitions(a) === countPartitions(b)", "true"),
  // Two owners while a partition is yet to be given up under KIP-848.
  shown("group/current-assignment.ts isReleased", "currentPartitionEpoch(topic, partition) === -1", "true"),
  shown(
    "group/current-assignment.ts ownsAny",
    "if (owned === undefined) return true;",
    "if (owned === undefined) return false;",
  ),
  shown("group/group-epochs.ts GroupEpochs.bump", "this.groupEpoch + 1", "this.groupEpoch + 2"),
  shown("group/member-settings.ts updatedMember", "[...new Set(subscribedTopicNames)].sort()", "[]"),
  shown(
    "group/partition-owners.ts PartitionOwners.epochOf",
    "this.#owners.get(keyOf(topic, partition))?.epoch",
    "undefined",
  ),
  shown("group/target-assignment.ts computeTarget", "subscribedTopicNames.filter((topic) => counts.has(topic))", "[]"),
];
