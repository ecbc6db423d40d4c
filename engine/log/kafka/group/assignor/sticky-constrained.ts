import { assertDefined } from "../../../../base/assert.ts";
import { compareText, type PartitionIndex } from "./partition-index.ts";
import { listOf, type StickyClaims } from "./sticky-claims.ts";

/** What the assignors by stickiness work on. */
export type StickyProblem = {
  readonly memberIds: readonly string[];
  readonly index: PartitionIndex;
  readonly claims: StickyClaims;
};

/**
 * Balances the partitions of members that all subscribe to the same topics: each keeps what it owned up to its quota, and
 * what is left is dealt around. As AbstractStickyAssignor.ConstrainedAssignmentBuilder without racks.
 */
export class ConstrainedAssignment {
  readonly #problem: StickyProblem;
  readonly #minQuota: number;
  readonly #maxQuota: number;
  readonly #expectedOverMin: number;
  readonly #assignment: number[][];
  /** By partition: the member that had to give it up. */
  readonly #revokedFrom = new Map<number, number>();
  readonly #transferring = new Map<number, number>();
  readonly #isAssigned: Uint8Array;
  readonly #underMin: number[] = [];
  #exactlyMin: number[] = [];
  #overMin = 0;

  constructor(problem: StickyProblem) {
    const { memberIds, index } = problem;
    this.#problem = problem;
    this.#minQuota = Math.floor(index.size / memberIds.length);
    this.#maxQuota = Math.ceil(index.size / memberIds.length);
    this.#expectedOverMin = index.size % memberIds.length;
    this.#assignment = memberIds.map(() => []);
    this.#isAssigned = new Uint8Array(index.size);
  }

  /** The partitions of each member, and who is to get those that change hands. */
  build(): { readonly assignment: readonly (readonly number[])[]; readonly transferring: ReadonlyMap<number, number> } {
    for (const member of this.#assignment.keys()) this.#keepOwned(member);
    const byId = (a: number, b: number) => compareText(this.#idOf(a), this.#idOf(b));
    this.#underMin.sort(byId);
    this.#exactlyMin.sort(byId);
    this.#dealRemaining();
    return { assignment: this.#assignment, transferring: this.#transferring };
  }

  #idOf(member: number): string {
    return assertDefined(this.#problem.memberIds[member], "every member has an id");
  }

  #keepOwned(member: number): void {
    const { owned: claimed, doublyClaimed } = this.#problem.claims;
    const owned = listOf(claimed, member)
      .filter((partition) => !doublyClaimed.has(partition))
      .sort((a, b) => this.#comparePartitions(a, b));
    if (owned.length < this.#minQuota) {
      this.#keep(member, owned, owned.length);
      this.#underMin.push(member);
    } else if (owned.length >= this.#maxQuota && this.#overMin < this.#expectedOverMin) {
      this.#overMin += 1;
      if (this.#overMin === this.#expectedOverMin) this.#exactlyMin = [];
      this.#keep(member, owned, this.#maxQuota);
    } else {
      this.#keep(member, owned, this.#minQuota);
      if (this.#overMin < this.#expectedOverMin) this.#exactlyMin.push(member);
    }
  }

  /** By number, then by topic: what is given up is the high numbers of every topic. */
  #comparePartitions(a: number, b: number): number {
    const [one, two] = [this.#problem.index.at(a), this.#problem.index.at(b)];
    return one.partition - two.partition || compareText(one.topic, two.topic);
  }

  #keep(member: number, owned: readonly number[], count: number): void {
    for (const [position, partition] of owned.entries()) {
      if (position < count) {
        listOf(this.#assignment, member).push(partition);
        this.#isAssigned[partition] = 1;
      } else this.#revokedFrom.set(partition, member);
    }
  }

  #dealRemaining(): void {
    let cursor = 0;
    let nextAtMin = 0;
    for (let partition = 0; partition < this.#isAssigned.length; partition++) {
      if (this.#isAssigned[partition] === 1) continue;
      if (cursor >= this.#underMin.length) cursor = 0;
      const below = this.#underMin[cursor];
      const member = below ?? assertDefined(this.#exactlyMin[nextAtMin++], "the quotas add up to all partitions");
      if (this.#give(partition, member) === this.#minQuota && below !== undefined) {
        this.#underMin.splice(cursor, 1);
        this.#exactlyMin.push(member);
      } else cursor += 1;
    }
  }

  #give(partition: number, member: number): number {
    const revokedFrom = this.#revokedFrom.get(partition);
    const isFromAnother = revokedFrom !== undefined && revokedFrom !== member;
    if (isFromAnother || this.#problem.claims.doublyClaimed.has(partition)) this.#transferring.set(partition, member);
    return listOf(this.#assignment, member).push(partition);
  }
}
