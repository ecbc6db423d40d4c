import { javaStringHash } from "../../java-hash.ts";
import { javaHashOrder } from "../java-hash-order.ts";
import {
  type ClientAssignor,
  type GroupAssignment,
  type MemberSubscription,
  type StickyResult,
  subscribedTopics,
} from "./client-assignor.ts";
import { compareText, PartitionIndex, type PartitionName, type PartitionsPerTopic } from "./partition-index.ts";
import { settleClaims } from "./sticky-claims.ts";
import { ConstrainedAssignment } from "./sticky-constrained.ts";
import { GeneralAssignment } from "./sticky-general.ts";

/**
 * Balanced within one partition where subscriptions allow it, and as much as possible stays where it was. As
 * AbstractStickyAssignor without racks; members are taken in the order of the Java map that Kafka keeps them in.
 */
export function stickyAssign(
  partitionsPerTopic: PartitionsPerTopic,
  members: readonly MemberSubscription[],
): StickyResult {
  if (members.length === 0) return { assignment: new Map(), partitionsTransferringOwnership: [] };
  const ordered = javaHashOrder(members, ({ memberId }) => javaStringHash(memberId));
  const counts = subscribedTopics(partitionsPerTopic, ordered);
  const index = new PartitionIndex([...counts.keys()].sort(compareText), counts);
  const claims = settleClaims(ordered, index);
  const nameOf = (partition: number) => index.at(partition);
  const toNames = (assignment: readonly (readonly number[])[]): GroupAssignment =>
    new Map(ordered.map(({ memberId }, member) => [memberId, (assignment[member] ?? []).map(nameOf)]));
  if (!claims.isEverySubscriptionEqual) {
    const assignment = toNames(new GeneralAssignment(ordered, index, claims).build());
    return { assignment, partitionsTransferringOwnership: changesOfOwner(ordered, assignment) };
  }
  const memberIds = ordered.map(({ memberId }) => memberId);
  const { assignment, transferring } = new ConstrainedAssignment({ memberIds, index, claims }).build();
  const partitionsTransferringOwnership = [...transferring].map(([partition, member]) => ({
    partition: nameOf(partition),
    to: memberIds[member] ?? "",
  }));
  return { assignment: toNames(assignment), partitionsTransferringOwnership };
}

/** The assignor of members that give up everything first. As StickyAssignor. */
export const stickyAssignor: ClientAssignor = {
  name: "sticky",
  rebalanceProtocol: "EAGER",
  assign: (partitionsPerTopic, members) => stickyAssign(partitionsPerTopic, members).assignment,
};

/**
 * What changes hands is given to nobody in the first round; the members that lost it join again, and the second round hands it
 * out. As CooperativeStickyAssignor.
 */
export const cooperativeStickyAssignor: ClientAssignor = {
  name: "cooperative-sticky",
  rebalanceProtocol: "COOPERATIVE",
  assign(partitionsPerTopic, members) {
    const { assignment, partitionsTransferringOwnership } = stickyAssign(partitionsPerTopic, members);
    const withheld = new Set(partitionsTransferringOwnership.map(({ partition }) => keyOf(partition)));
    return new Map(
      [...assignment].map(([memberId, partitions]) => [
        memberId,
        partitions.filter((partition) => !withheld.has(keyOf(partition))),
      ]),
    );
  },
};

function keyOf({ topic, partition }: PartitionName): string {
  return `${topic}-${partition}`;
}

/** What one member gets while another still owns it. As CooperativeStickyAssignor.computePartitionsTransferringOwnership. */
function changesOfOwner(
  members: readonly MemberSubscription[],
  assignment: GroupAssignment,
): StickyResult["partitionsTransferringOwnership"] {
  const revoked = new Set<string>();
  const added = new Map<string, { readonly partition: PartitionName; readonly to: string }>();
  for (const { memberId, ownedPartitions } of members) {
    const assigned = assignment.get(memberId) ?? [];
    const owned = new Set(ownedPartitions.map(keyOf));
    const kept = new Set(assigned.map(keyOf));
    for (const partition of assigned) {
      if (!owned.has(keyOf(partition))) added.set(keyOf(partition), { partition, to: memberId });
    }
    for (const key of owned) if (!kept.has(key)) revoked.add(key);
  }
  return [...added].filter(([key]) => revoked.has(key)).map(([, change]) => change);
}
