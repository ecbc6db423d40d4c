import type { ConsumerMember, EpochPartitions } from "./consumer-protocol.ts";

/** Which member holds which partition, and since which epoch: what is assigned, and what is yet to be given up. As ConsumerGroup.currentPartitionEpoch. */
export class PartitionOwners {
  readonly #owners = new Map<string, { readonly memberId: string; readonly epoch: number }>();

  /** The epoch in which the partition was assigned to whoever holds it, -1 when nobody does. */
  epochOf(topic: string, partition: number): number {
    return this.#owners.get(keyOf(topic, partition))?.epoch ?? -1;
  }

  /** Puts the state of a member in the place of an earlier one. */
  replace(before: ConsumerMember | undefined, after: ConsumerMember | undefined): void {
    if (before?.assigned === after?.assigned && before?.pendingRevocation === after?.pendingRevocation) return;
    if (before !== undefined) {
      this.#remove(before.memberId, before.assigned);
      this.#remove(before.memberId, before.pendingRevocation);
    }
    if (after !== undefined) {
      this.#add(after.memberId, after.assigned);
      this.#add(after.memberId, after.pendingRevocation);
    }
  }

  #remove(memberId: string, partitions: EpochPartitions): void {
    for (const [topic, epochs] of partitions) {
      for (const partition of epochs.keys()) {
        const key = keyOf(topic, partition);
        if (this.#owners.get(key)?.memberId === memberId) this.#owners.delete(key);
      }
    }
  }

  #add(memberId: string, partitions: EpochPartitions): void {
    for (const [topic, epochs] of partitions) {
      for (const [partition, epoch] of epochs) this.#owners.set(keyOf(topic, partition), { memberId, epoch });
    }
  }
}

function keyOf(topic: string, partition: number): string {
  return `${topic}-${partition}`;
}
