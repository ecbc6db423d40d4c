import type { Checkpoint, Lease, LeaseTable } from "./lease-table.ts";

/** A lease that a worker believes to be its own; `token` tells one holding from a later one of the same lease. */
export type HeldLease = { lease: Lease; renewedUs: number; readonly token: number };

/**
 * The leases of one worker, as far as it knows. Whoever took one away is noticed at the next write of that lease. As
 * DynamoDBLeaseRenewer.
 */
export class HeldLeases {
  readonly #table: LeaseTable;
  readonly #leaseDurationUs: number;
  readonly #held = new Map<number, HeldLease>();
  #tokens = 0;

  constructor(table: LeaseTable, leaseDurationUs: number) {
    this.#table = table;
    this.#leaseDurationUs = leaseDurationUs;
  }

  /** A lease was taken. */
  add(lease: Lease, nowUs: number): void {
    this.#held.set(lease.leaseKey, { lease, renewedUs: nowUs, token: this.#tokens++ });
  }

  /** Renews all; returns the keys of those that are lost. */
  renewAll(nowUs: number): readonly number[] {
    const lost: number[] = [];
    for (const [leaseKey, held] of this.#held) {
      const renewed = this.#table.renew(held.lease);
      if (renewed === undefined) lost.push(leaseKey);
      else Object.assign(held, { lease: renewed, renewedUs: nowUs });
    }
    for (const leaseKey of lost) this.#held.delete(leaseKey);
    return lost;
  }

  /** The leases that it may work on now: those whose last renewal is not too long ago. */
  current(nowUs: number): readonly HeldLease[] {
    return [...this.#held.values()].filter(({ renewedUs }) => nowUs - renewedUs <= this.#leaseDurationUs);
  }

  /** How many it believes to have. */
  get size(): number {
    return this.#held.size;
  }

  /** Writes a checkpoint under a holding; false when the lease is no longer that. */
  checkpoint(leaseKey: number, token: number, checkpoint: Checkpoint): boolean {
    return this.#update(leaseKey, token, (lease) => this.#table.checkpoint(lease, checkpoint));
  }

  /** Notes the shards that took over under a holding; false when the lease is no longer that. */
  noteChildren(leaseKey: number, token: number, children: readonly number[]): boolean {
    return this.#update(leaseKey, token, (lease) => this.#table.noteChildren(lease, children));
  }

  /** The row is gone. */
  drop(leaseKey: number): void {
    this.#held.delete(leaseKey);
  }

  #update(leaseKey: number, token: number, write: (lease: Lease) => Lease | undefined): boolean {
    const held = this.#held.get(leaseKey);
    if (held === undefined || held.token !== token) return false;
    const written = write(held.lease);
    if (written === undefined) {
      this.#held.delete(leaseKey);
      return false;
    }
    held.lease = written;
    return true;
  }
}
