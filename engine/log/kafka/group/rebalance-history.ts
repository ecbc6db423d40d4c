import type { Probe } from "../../../base/probe.ts";
import { timeUs } from "../../../base/time.ts";
import { Ownership, type OwnershipInterval } from "./ownership.ts";
import type { RebalanceCause, RebalanceListener } from "./rebalance-cause.ts";

/** How many rebalances, and how many intervals of each partition, are kept. */
const MAX_REBALANCES = 1_000;
const MAX_INTERVALS = 200;

/** One reason for a rebalance. */
export type RebalanceTrigger = {
  readonly cause: RebalanceCause;
  readonly memberId: string | undefined;
  readonly atUs: number;
};

/** One rebalance of a group, from its first reason until every member has its assignment. */
export type Rebalance = {
  readonly id: number;
  /** The first one began it; the others came while it was under way. */
  readonly triggers: readonly RebalanceTrigger[];
  readonly beganUs: number;
  /** undefined while it is under way. */
  readonly endedUs: number | undefined;
  /** Generation of a classic group, epoch of the target of a KIP-848 group. */
  readonly generationBefore: number;
  readonly generationAfter: number;
  readonly memberCount: number;
  /** Partitions that went to another member than before. */
  readonly partitionsMoved: number;
  /** By partition: how long nobody owned it. */
  readonly unownedUs: ReadonlyMap<string, number>;
};

type OpenRebalance = {
  -readonly [K in keyof Rebalance]: Rebalance[K];
} & { readonly triggers: RebalanceTrigger[]; readonly unownedUs: Map<string, number> };

/**
 * Every rebalance of one group: who caused it, why, how long it took, what moved, and how long each partition was nobody's.
 * The coordinator tells of the rebalances, the members of what they own. A gap counts to the rebalance that was the newest when
 * it began. What members still own after a rebalance has ended is taken in as it comes.
 */
export class RebalanceHistory implements RebalanceListener {
  readonly #groupId: string;
  readonly #probe: Probe;
  readonly #rebalances: OpenRebalance[] = [];
  readonly #ownership = new Ownership(MAX_INTERVALS);
  /** By partition without an owner: the rebalance that its gap counts to. */
  readonly #gaps = new Map<string, OpenRebalance | undefined>();
  #generation = 0;
  #nextId = 1;

  constructor(groupId: string, probe: Probe) {
    this.#groupId = groupId;
    this.#probe = probe;
  }

  /** The rebalances, oldest first; the newest 1,000. */
  get rebalances(): readonly Rebalance[] {
    return this.#rebalances;
  }

  /** Who owned a partition and when. */
  intervalsOf(partition: string): readonly OwnershipInterval[] {
    return this.#ownership.intervalsOf(partition);
  }

  /** The partitions that nobody owns now though somebody did. */
  get unowned(): readonly { readonly partition: string; readonly sinceUs: number }[] {
    return this.#ownership.unowned;
  }

  triggered(cause: RebalanceCause, memberId: string | undefined, atUs: number): void {
    const open = this.#open();
    if (open !== undefined) {
      open.triggers.push({ cause, memberId, atUs });
      return;
    }
    this.#rebalances.push({
      id: this.#nextId++,
      triggers: [{ cause, memberId, atUs }],
      beganUs: atUs,
      endedUs: undefined,
      generationBefore: this.#generation,
      generationAfter: this.#generation,
      memberCount: 0,
      partitionsMoved: 0,
      unownedUs: new Map(),
    });
    if (this.#rebalances.length > MAX_REBALANCES) this.#rebalances.shift();
    this.#report("rebalance-began", atUs, `group ${this.#groupId} rebalances: ${cause}`, {
      cause,
      member: memberId ?? "",
      generation: this.#generation,
    });
  }

  advanced(generation: number, memberCount: number, _atUs: number): void {
    this.#generation = generation;
    const open = this.#open();
    if (open === undefined) return;
    open.generationAfter = generation;
    open.memberCount = memberCount;
  }

  completed(generation: number, atUs: number): void {
    this.#generation = generation;
    const open = this.#open();
    if (open === undefined) return;
    open.generationAfter = generation;
    open.endedUs = atUs;
    const durationMs = Math.round((atUs - open.beganUs) / 1_000);
    this.#report("rebalance-ended", atUs, `group ${this.#groupId} is stable after ${durationMs} ms`, {
      cause: open.triggers[0]?.cause ?? "",
      generation,
      members: open.memberCount,
      "duration-ms": durationMs,
    });
  }

  /** A new coordinator has read the group's entry: what the old one was about is unknown to it. */
  moved(generation: number, isStable: boolean, atUs: number): void {
    this.#generation = generation;
    const open = this.#open();
    if (open !== undefined && isStable) this.completed(generation, atUs);
    else if (!isStable) this.triggered("coordinator-moved", undefined, atUs);
  }

  /** A member begins to read these partitions (`topic-0`). */
  acquired(memberId: string, partitions: readonly string[], atUs: number): void {
    for (const partition of partitions) {
      const { isMove, unownedUs, isShared } = this.#ownership.acquire(memberId, partition, atUs);
      const rebalance = this.#gaps.get(partition) ?? this.#rebalances.at(-1);
      this.#gaps.delete(partition);
      if (isShared) this.#reportShared(partition, memberId, atUs);
      if (rebalance === undefined) continue;
      if (isMove) rebalance.partitionsMoved += 1;
      if (unownedUs !== undefined) {
        rebalance.unownedUs.set(partition, (rebalance.unownedUs.get(partition) ?? 0) + unownedUs);
      }
    }
  }

  /** A member reads these partitions no more: it gave them up, or it is dead. */
  released(memberId: string, partitions: readonly string[], atUs: number): void {
    for (const partition of partitions) {
      this.#ownership.release(memberId, partition, atUs);
      if (this.#ownership.ownerCount(partition) === 0) this.#gaps.set(partition, this.#open());
    }
  }

  /** A member reads nothing any more. */
  stopped(memberId: string, atUs: number): void {
    this.released(memberId, this.#ownership.ownedBy(memberId), atUs);
  }

  #open(): OpenRebalance | undefined {
    const newest = this.#rebalances.at(-1);
    return newest?.endedUs === undefined ? newest : undefined;
  }

  #reportShared(partition: string, memberId: string, atUs: number): void {
    this.#probe.event({
      kind: "partition-owned-twice",
      atUs: timeUs(atUs),
      subject: this.#groupId,
      severity: "error",
      message: `${memberId} reads ${partition} while another member of ${this.#groupId} does`,
      fields: { partition, member: memberId },
    });
  }

  #report(kind: string, atUs: number, message: string, fields: Readonly<Record<string, string | number>>): void {
    this.#probe.event({ kind, atUs: timeUs(atUs), subject: this.#groupId, severity: "info", message, fields });
  }
}
