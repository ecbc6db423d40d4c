/** A span in which one member owned a partition, or nobody did. In microseconds of virtual time. */
export type OwnershipInterval = {
  /** undefined while nobody owned it. */
  readonly memberId: string | undefined;
  readonly fromUs: number;
  /** undefined for the present one. */
  readonly untilUs: number | undefined;
};

/** What changed hands when a member acquired a partition. */
export type Handover = {
  /** It was last another member's. */
  readonly isMove: boolean;
  /** How long nobody owned it before, undefined when it never was anybody's. */
  readonly unownedUs: number | undefined;
  /** Another member still owns it. */
  readonly isShared: boolean;
};

type PartitionOwnership = {
  readonly owners: Map<string, number>;
  lastOwner: string | undefined;
  unownedSinceUs: number | undefined;
  readonly intervals: OwnershipInterval[];
};

/** Who owned each partition and when, as the members themselves see it. */
export class Ownership {
  readonly #partitions = new Map<string, PartitionOwnership>();
  readonly #maxIntervals: number;

  /** Keeps this many finished intervals of each partition, the newest. */
  constructor(maxIntervals: number) {
    this.#maxIntervals = maxIntervals;
  }

  /** A member begins to read a partition. */
  acquire(memberId: string, partition: string, atUs: number): Handover {
    const state = this.#stateOf(partition);
    const isMove = state.lastOwner !== undefined && state.lastOwner !== memberId;
    const isShared = state.owners.size > 0 && !state.owners.has(memberId);
    const since = state.unownedSinceUs;
    if (since !== undefined) this.#add(state, { memberId: undefined, fromUs: since, untilUs: atUs });
    state.unownedSinceUs = undefined;
    state.lastOwner = memberId;
    if (!state.owners.has(memberId)) state.owners.set(memberId, atUs);
    return { isMove, isShared, unownedUs: since === undefined ? undefined : atUs - since };
  }

  /** A member reads a partition no more. */
  release(memberId: string, partition: string, atUs: number): void {
    const state = this.#stateOf(partition);
    const fromUs = state.owners.get(memberId);
    if (fromUs === undefined) return;
    state.owners.delete(memberId);
    this.#add(state, { memberId, fromUs, untilUs: atUs });
    if (state.owners.size === 0) state.unownedSinceUs = atUs;
  }

  /** Everything that a member still owns. */
  ownedBy(memberId: string): readonly string[] {
    return [...this.#partitions].filter(([, { owners }]) => owners.has(memberId)).map(([partition]) => partition);
  }

  /** How many members own the partition now; more than one is a fault. */
  ownerCount(partition: string): number {
    return this.#partitions.get(partition)?.owners.size ?? 0;
  }

  /** The partitions that somebody owned once and nobody owns now, with since when. */
  get unowned(): readonly { readonly partition: string; readonly sinceUs: number }[] {
    return [...this.#partitions].flatMap(([partition, { unownedSinceUs }]) =>
      unownedSinceUs === undefined ? [] : [{ partition, sinceUs: unownedSinceUs }],
    );
  }

  /** The intervals of a partition by their ends, the present ones last. */
  intervalsOf(partition: string): readonly OwnershipInterval[] {
    const state = this.#partitions.get(partition);
    if (state === undefined) return [];
    const open: OwnershipInterval[] = [...state.owners].map(([memberId, fromUs]) => ({
      memberId,
      fromUs,
      untilUs: undefined,
    }));
    if (state.unownedSinceUs !== undefined) {
      open.push({ memberId: undefined, fromUs: state.unownedSinceUs, untilUs: undefined });
    }
    return [...state.intervals, ...open];
  }

  #stateOf(partition: string): PartitionOwnership {
    const known = this.#partitions.get(partition);
    if (known !== undefined) return known;
    const fresh = { owners: new Map(), lastOwner: undefined, unownedSinceUs: undefined, intervals: [] };
    this.#partitions.set(partition, fresh);
    return fresh;
  }

  #add(state: PartitionOwnership, interval: OwnershipInterval): void {
    if (state.intervals.length === this.#maxIntervals) state.intervals.shift();
    state.intervals.push(interval);
  }
}
