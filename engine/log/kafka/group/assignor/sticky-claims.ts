import { assertDefined } from "../../../../base/assert.ts";
import type { MemberSubscription } from "./client-assignor.ts";
import type { PartitionIndex } from "./partition-index.ts";

/** What the members of a group say that they own, with the contradictions settled. Partitions and members by number. */
export type StickyClaims = {
  readonly isEverySubscriptionEqual: boolean;
  /** By member: the partitions that count as its own. */
  readonly owned: readonly (readonly number[])[];
  /** Partitions that two members claimed in one generation: nobody keeps them. */
  readonly doublyClaimed: ReadonlySet<number>;
  readonly maxGeneration: number;
};

/**
 * Settles who owned what: the claim of the highest generation wins, and equal generations invalidate each other. As
 * AbstractStickyAssignor.allSubscriptionsEqual.
 */
export function settleClaims(members: readonly MemberSubscription[], index: PartitionIndex): StickyClaims {
  const owned: Set<number>[] = members.map(() => new Set());
  const doublyClaimed = new Set<number>();
  const claimants = new Map<number, number>();
  const generationOf = (member: number) => members[member]?.generation ?? -1;
  const claim = (partition: number, member: number) => {
    const other = claimants.get(partition);
    if (other === member || (other !== undefined && generationOf(member) < generationOf(other))) return;
    claimants.set(partition, member);
    if (other !== undefined) owned[other]?.delete(partition);
    if (other !== undefined && generationOf(member) === generationOf(other)) doublyClaimed.add(partition);
    else owned[member]?.add(partition);
  };
  for (const [member, { ownedPartitions }] of members.entries()) {
    for (const name of ownedPartitions) {
      const partition = index.indexOf(name);
      if (partition !== undefined) claim(partition, member);
    }
  }
  return {
    isEverySubscriptionEqual: areSubscriptionsEqual(members),
    owned: owned.map((partitions) => [...partitions]),
    doublyClaimed,
    maxGeneration: members.reduce((highest, { generation }) => Math.max(highest, generation), -1),
  };
}

/** Does every member subscribe to the same topics? */
function areSubscriptionsEqual(members: readonly MemberSubscription[]): boolean {
  const first = new Set(members[0]?.topics);
  return members.every(({ topics }) => topics.length === first.size && topics.every((topic) => first.has(topic)));
}

/** The list of one member, which has one. */
export function listOf<T>(lists: readonly T[], member: number): T {
  return assertDefined(lists[member], "every member has a list");
}
