import type { StartingPosition } from "../shard-iterator.ts";

/** How far a shard has been processed. As ExtendedSequenceNumber. */
export type Checkpoint =
  | { readonly kind: "TRIM_HORIZON" }
  | { readonly kind: "LATEST" }
  /** Up to this record, itself included. */
  | { readonly kind: "SEQUENCE_NUMBER"; readonly sequenceNumber: number }
  | { readonly kind: "SHARD_END" };

/** One row: who works on a shard, and how far it got. As Lease. */
export type Lease = {
  /** The shard. */
  readonly leaseKey: number;
  readonly leaseOwner: string | undefined;
  /** Grows with every write by the owner: one that stands still belongs to a dead worker. */
  readonly leaseCounter: number;
  readonly checkpoint: Checkpoint;
  readonly ownerSwitchesSinceCheckpoint: number;
  readonly parentShardIds: readonly number[];
  readonly childShardIds: readonly number[];
};

/** A row that is new: nobody owns it. */
export type NewLease = Pick<Lease, "leaseKey" | "checkpoint" | "parentShardIds">;

/** Where reading goes on behind a checkpoint; undefined behind the end of the shard. */
export function positionAfter(checkpoint: Checkpoint): StartingPosition | undefined {
  switch (checkpoint.kind) {
    case "SHARD_END":
      return undefined;
    case "SEQUENCE_NUMBER":
      return { kind: "AFTER_SEQUENCE_NUMBER", sequenceNumber: checkpoint.sequenceNumber };
    case "TRIM_HORIZON":
    case "LATEST":
      return { kind: checkpoint.kind };
  }
}

/**
 * An application's leases, as its DynamoDB table holds them. Every write is conditional on what the writer believes to be there; one
 * whose belief is old changes nothing and learns that. As DynamoDBLeaseRefresher.
 *
 * Invariant: a lease has one owner at most. A worker may believe for a while that it is one that it no longer is.
 * Simplified: reads and writes take no time and never fail.
 */
export class LeaseTable {
  readonly #leases = new Map<number, Lease>();

  get isEmpty(): boolean {
    return this.#leases.size === 0;
  }

  /** All rows, in the order in which they were made. */
  list(): readonly Lease[] {
    return [...this.#leases.values()];
  }

  get(leaseKey: number): Lease | undefined {
    return this.#leases.get(leaseKey);
  }

  /** Makes a row, unless there is one. */
  createIfNotExists({ leaseKey, checkpoint, parentShardIds }: NewLease): void {
    if (this.#leases.has(leaseKey)) return;
    this.#leases.set(leaseKey, {
      leaseKey,
      leaseOwner: undefined,
      leaseCounter: 0,
      checkpoint,
      ownerSwitchesSinceCheckpoint: 0,
      parentShardIds,
      childShardIds: [],
    });
  }

  /** Makes a worker the owner, if the row is still as it was seen; returns it. */
  take(seen: Lease, worker: string): Lease | undefined {
    const hasSwitched = seen.leaseOwner !== undefined && seen.leaseOwner !== worker;
    const switches = seen.ownerSwitchesSinceCheckpoint + (hasSwitched ? 1 : 0);
    return this.#write(seen, { leaseOwner: worker, ownerSwitchesSinceCheckpoint: switches });
  }

  /** Tells the others that the owner lives, if the row is still as the owner left it; returns it. */
  renew(held: Lease): Lease | undefined {
    return this.#write(held, {});
  }

  /** Writes a checkpoint, if the row is still as the owner left it; returns it. */
  checkpoint(held: Lease, checkpoint: Checkpoint): Lease | undefined {
    return this.#write(held, { checkpoint, ownerSwitchesSinceCheckpoint: 0 });
  }

  /** Notes the shards that took over, if the row is still as the owner left it; returns it. */
  noteChildren(held: Lease, childShardIds: readonly number[]): Lease | undefined {
    return this.#write(held, { childShardIds });
  }

  /** Takes a row out. */
  delete(leaseKey: number): void {
    this.#leases.delete(leaseKey);
  }

  #write(seen: Lease, change: Partial<Lease>): Lease | undefined {
    const current = this.#leases.get(seen.leaseKey);
    if (current === undefined || current.leaseCounter !== seen.leaseCounter) return undefined;
    const next = { ...current, ...change, leaseCounter: current.leaseCounter + 1 };
    this.#leases.set(next.leaseKey, next);
    return next;
  }
}
