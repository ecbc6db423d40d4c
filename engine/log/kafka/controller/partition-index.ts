import { hasPreferredLeader, isReassigning, NO_LEADER, type PartitionRegistration } from "./partition-registration.ts";

/**
 * Which partitions concern whom, so that what happens to one broker costs only what it has. As BrokersToIsrs, BrokersToElrs and
 * ReplicationControlManager.imbalancedPartitions.
 *
 * Invariant: every list is in the order of the partition ids.
 */
export class PartitionIndex {
  readonly #inIsr = new IdSets();
  readonly #inElr = new IdSets();
  readonly #replicas = new IdSets();
  readonly #led = new IdSets();
  readonly #imbalanced = new Set<number>();
  readonly #reassigning = new Set<number>();

  /** A partition has another registration than before; `before` is undefined for a new one. */
  update(id: number, before: PartitionRegistration | undefined, after: PartitionRegistration): void {
    this.#inIsr.move(id, before?.isr ?? [], after.isr);
    this.#inElr.move(id, before?.elr ?? [], after.elr);
    this.#replicas.move(id, before?.replicas ?? [], after.replicas);
    this.#led.move(id, before === undefined ? [] : [before.leader], [after.leader]);
    setMember(this.#imbalanced, id, !hasPreferredLeader(after));
    setMember(this.#reassigning, id, isReassigning(after));
  }

  withBrokerInIsr(brokerId: number): readonly number[] {
    return this.#inIsr.of(brokerId);
  }

  withBrokerInElr(brokerId: number): readonly number[] {
    return this.#inElr.of(brokerId);
  }

  withReplicaOn(brokerId: number): readonly number[] {
    return this.#replicas.of(brokerId);
  }

  withNoLeader(): readonly number[] {
    return this.#led.of(NO_LEADER);
  }

  /** Led by another than the first of their replicas, or by nobody. */
  imbalanced(): readonly number[] {
    return ascending(this.#imbalanced);
  }

  reassigning(): readonly number[] {
    return ascending(this.#reassigning);
  }

  /** How many partitions a broker leads. */
  ledBy(brokerId: number): number {
    return this.#led.count(brokerId);
  }

  /** How many replicas a broker has. */
  replicasOn(brokerId: number): number {
    return this.#replicas.count(brokerId);
  }
}

/** Sets of partition ids, one for each broker. */
class IdSets {
  readonly #sets = new Map<number, Set<number>>();

  of(brokerId: number): readonly number[] {
    return ascending(this.#sets.get(brokerId) ?? new Set());
  }

  count(brokerId: number): number {
    return this.#sets.get(brokerId)?.size ?? 0;
  }

  move(id: number, before: readonly number[], after: readonly number[]): void {
    if (before === after) return;
    for (const brokerId of before) if (!after.includes(brokerId)) this.#sets.get(brokerId)?.delete(id);
    for (const brokerId of after) this.#setOf(brokerId).add(id);
  }

  #setOf(brokerId: number): Set<number> {
    let set = this.#sets.get(brokerId);
    if (set === undefined) {
      set = new Set();
      this.#sets.set(brokerId, set);
    }
    return set;
  }
}

function setMember(set: Set<number>, id: number, isMember: boolean): void {
  if (isMember) set.add(id);
  else set.delete(id);
}

function ascending(set: ReadonlySet<number>): readonly number[] {
  return [...set].sort((a, b) => a - b);
}
