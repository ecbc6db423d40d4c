import { assertDefined } from "../../../../base/assert.ts";
import type { MemberSubscription } from "./client-assignor.ts";
import { compareText, type PartitionIndex } from "./partition-index.ts";
import { PartitionMovements } from "./partition-movements.ts";
import { listOf, type StickyClaims } from "./sticky-claims.ts";

const NOBODY = -1;

type Previous = { readonly member: number; readonly generation: number };

/**
 * Balances the partitions of members with different subscriptions: keeps what is valid, gives what is left to the least
 * loaded, then moves single partitions as long as that balances better. As
 * AbstractStickyAssignor.GeneralAssignmentBuilder without racks.
 */
export class GeneralAssignment {
  readonly #members: readonly MemberSubscription[];
  readonly #index: PartitionIndex;
  readonly #claims: StickyClaims;
  readonly #movements: PartitionMovements;
  readonly #topicsOf: readonly ReadonlySet<string>[];
  readonly #subscribersOf = new Map<string, number[]>();
  /** By member: the most partitions that it could get. */
  readonly #mostOf: readonly number[];
  #owners: Int32Array;
  #loads: number[];
  /** Members that take part in the balancing, the least loaded first, ties by id. */
  readonly #sorted: number[] = [];

  constructor(members: readonly MemberSubscription[], index: PartitionIndex, claims: StickyClaims) {
    this.#members = members;
    this.#index = index;
    this.#claims = claims;
    this.#movements = new PartitionMovements(index);
    this.#topicsOf = members.map(({ topics }) => new Set(topics));
    for (const topic of index.topics) {
      const subscribers = [...members.keys()].filter((member) => listOf(this.#topicsOf, member).has(topic));
      this.#subscribersOf.set(topic, subscribers);
    }
    this.#mostOf = this.#topicsOf.map((topics) => [...topics].reduce((sum, topic) => sum + index.countOf(topic), 0));
    this.#owners = new Int32Array(index.size).fill(NOBODY);
    this.#loads = members.map(() => 0);
  }

  /** The partitions of each member. */
  build(): readonly (readonly number[])[] {
    const isRevocationRequired = this.#keepOwned();
    const all = this.#sortedPartitions();
    const unassigned = all.filter((partition) => this.#ownerOf(partition) === NOBODY);
    for (const member of this.#members.keys()) this.#insert(member);
    this.#balance(all, unassigned, isRevocationRequired);
    const assignment: number[][] = this.#members.map(() => []);
    for (const partition of all) {
      const owner = this.#ownerOf(partition);
      if (owner !== NOBODY) listOf(assignment, owner).push(partition);
    }
    return assignment;
  }

  #ownerOf(partition: number): number {
    return assertDefined(this.#owners[partition], "a partition number is in range");
  }

  #loadOf(member: number): number {
    return assertDefined(this.#loads[member], "a member number is in range");
  }

  #topicOf(partition: number): string {
    return this.#index.at(partition).topic;
  }

  #subscribers(topic: string): readonly number[] {
    return assertDefined(this.#subscribersOf.get(topic), "a topic of the index has a list of subscribers");
  }

  /** True when somebody must give up a topic that it no longer subscribes to. */
  #keepOwned(): boolean {
    let isRevocationRequired = false;
    for (const [member, partitions] of this.#claims.owned.entries()) {
      for (const partition of partitions) {
        if (listOf(this.#topicsOf, member).has(this.#topicOf(partition))) this.#give(partition, member);
        else isRevocationRequired = true;
      }
    }
    return isRevocationRequired;
  }

  #give(partition: number, member: number): void {
    this.#owners[partition] = member;
    this.#loads[member] = this.#loadOf(member) + 1;
  }

  /** All partitions, those of topics with the fewest subscribers first. */
  #sortedPartitions(): number[] {
    const topics = this.#index.topics.toSorted(
      (a, b) => this.#subscribers(a).length - this.#subscribers(b).length || compareText(a, b),
    );
    return topics.flatMap((topic) => {
      const base = this.#index.baseOf(topic);
      return Array.from({ length: this.#index.countOf(topic) }, (_, partition) => base + partition);
    });
  }

  #compareLoads(a: number, b: number): number {
    const byLoad = this.#loadOf(a) - this.#loadOf(b);
    if (byLoad !== 0) return byLoad;
    return compareText(this.#members[a]?.memberId ?? "", this.#members[b]?.memberId ?? "");
  }

  #insert(member: number): void {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compareLoads(listOf(this.#sorted, middle), member) < 0) low = middle + 1;
      else high = middle;
    }
    this.#sorted.splice(low, 0, member);
  }

  #remove(member: number): void {
    const position = this.#sorted.indexOf(member);
    if (position >= 0) this.#sorted.splice(position, 1);
  }

  #balance(all: readonly number[], unassigned: readonly number[], isRevocationRequired: boolean): void {
    const isInitial = this.#loadOf(listOf(this.#sorted, this.#sorted.length - 1)) === 0;
    for (const partition of unassigned) this.#assignToLeastLoaded(partition);
    const isMovable = (partition: number) => this.#subscribers(this.#topicOf(partition)).length >= 2;
    const movable = all.filter(isMovable);
    for (const member of this.#members.keys()) if (!this.#canTakePart(member)) this.#remove(member);
    const before = { owners: this.#owners.slice(), loads: [...this.#loads], score: this.#balanceScore() };
    const previous = this.#previousOwners();
    if (!isRevocationRequired) this.#reassign(unassigned.filter(isMovable), previous);
    const isChanged = this.#reassign(movable, previous);
    if (!isInitial && isChanged && this.#balanceScore() >= before.score) {
      this.#owners = before.owners;
      this.#loads = before.loads;
    }
  }

  #assignToLeastLoaded(partition: number): void {
    const topic = this.#topicOf(partition);
    const member = this.#sorted.find((candidate) => listOf(this.#topicsOf, candidate).has(topic));
    if (member === undefined) return;
    this.#remove(member);
    this.#give(partition, member);
    this.#insert(member);
  }

  /** A member takes part when it could get more, or when something that it has could go elsewhere. */
  #canTakePart(member: number): boolean {
    if (this.#loadOf(member) < listOf(this.#mostOf, member)) return true;
    return this.#index.topics.some(
      (topic) => listOf(this.#topicsOf, member).has(topic) && this.#subscribers(topic).length >= 2,
    );
  }

  /** By partition: the newest owner of an older generation. */
  #previousOwners(): ReadonlyMap<number, Previous> {
    const previous = new Map<number, Previous>();
    for (const [member, { generation, ownedPartitions }] of this.#members.entries()) {
      if (generation >= this.#claims.maxGeneration) continue;
      for (const name of ownedPartitions) {
        const partition = this.#index.indexOf(name);
        if (partition === undefined || !listOf(this.#topicsOf, member).has(name.topic)) continue;
        const known = previous.get(partition);
        if (known === undefined || generation > known.generation) previous.set(partition, { member, generation });
      }
    }
    return previous;
  }

  /** Moves partitions until nothing gets better; true when something moved. */
  #reassign(partitions: readonly number[], previous: ReadonlyMap<number, Previous>): boolean {
    let isAnyMoved = false;
    for (let isMoved = true; isMoved; ) {
      isMoved = false;
      for (const partition of partitions) {
        if (this.#isBalanced()) break;
        const target = this.#betterOwner(partition, previous.get(partition)?.member);
        if (target === undefined) continue;
        const actual = this.#movements.actualPartition(partition, this.#ownerOf(partition), target);
        this.#move(actual, target);
        isMoved = true;
        isAnyMoved = true;
      }
    }
    return isAnyMoved;
  }

  #betterOwner(partition: number, previous: number | undefined): number | undefined {
    const load = this.#loadOf(this.#ownerOf(partition));
    if (previous !== undefined && load > this.#loadOf(previous) + 1) return previous;
    const topic = this.#topicOf(partition);
    if (!this.#subscribers(topic).some((other) => load > this.#loadOf(other) + 1)) return undefined;
    return this.#sorted.find((member) => listOf(this.#topicsOf, member).has(topic));
  }

  #move(partition: number, target: number): void {
    const from = this.#ownerOf(partition);
    this.#remove(from);
    this.#remove(target);
    this.#movements.move(partition, from, target);
    this.#loads[from] = this.#loadOf(from) - 1;
    this.#give(partition, target);
    this.#insert(target);
    this.#insert(from);
  }

  #isBalanced(): boolean {
    const least = this.#loadOf(listOf(this.#sorted, 0));
    const most = this.#loadOf(listOf(this.#sorted, this.#sorted.length - 1));
    if (least >= most - 1) return true;
    return this.#sorted.every((member) => !this.#couldTakeMore(member, most));
  }

  /** Could this member take a partition from one that has at least two more? */
  #couldTakeMore(member: number, most: number): boolean {
    const load = this.#loadOf(member);
    if (load + 1 >= most || load === listOf(this.#mostOf, member)) return false;
    return this.#index.topics.some((topic) => {
      if (!listOf(this.#topicsOf, member).has(topic)) return false;
      const base = this.#index.baseOf(topic);
      for (let partition = base; partition < base + this.#index.countOf(topic); partition++) {
        if (load + 1 < this.#loadOf(this.#ownerOf(partition))) return true;
      }
      return false;
    });
  }

  /** The sum of the differences of all pairs of members that take part; 0 is perfect balance. */
  #balanceScore(): number {
    let score = 0;
    for (const [position, member] of this.#sorted.entries()) {
      for (const other of this.#sorted.slice(position + 1))
        score += Math.abs(this.#loadOf(member) - this.#loadOf(other));
    }
    return score;
  }
}
