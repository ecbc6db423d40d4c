import { assertDefined } from "../../../../base/assert.ts";

/**
 * Goes through the subscribers of a topic from both ends of their order by load: who is to get the next partition, and who is
 * to give one up. As UniformHeterogeneousAssignmentBuilder.MemberAssignmentBalancer.
 *
 * Invariant: within the range at either end all members began with the same load.
 */
export class MemberBalancer {
  /** Shared with the caller, who counts on while it assigns. */
  readonly #loads: readonly number[];
  #sorted: number[] = [];
  #leastEnd = 0;
  #leastLoad = -1;
  #nextLeast = 0;
  #mostStart = 0;
  #mostEnd = 0;
  #mostLoad = 1;
  #nextMost = -1;

  constructor(loads: readonly number[]) {
    this.#loads = loads;
  }

  /** Starts with these members, at least one; the difference between the most and the least loaded. */
  start(members: readonly number[]): number {
    this.#sorted = members.toSorted((a, b) => this.#loadOf(a) - this.#loadOf(b) || a - b);
    const least = this.#loadOf(this.#at(0));
    const most = this.#loadOf(this.#at(this.#sorted.length - 1));
    this.#leastEnd = 0;
    this.#leastLoad = least - 1;
    this.#nextLeast = 0;
    this.#mostStart = this.#sorted.length;
    this.#mostEnd = this.#sorted.length;
    this.#mostLoad = most + 1;
    this.#nextMost = this.#sorted.length - 1;
    return most - least;
  }

  /** Who is to get the next partition. */
  nextLeastLoaded(): number {
    if (this.#nextLeast >= this.#leastEnd) {
      this.#leastLoad += 1;
      while (this.#leastEnd < this.#sorted.length && this.#loadOf(this.#at(this.#leastEnd)) === this.#leastLoad) {
        this.#leastEnd += 1;
      }
      this.#nextLeast = 0;
    }
    return this.#at(this.#nextLeast++);
  }

  /** Who is to give up the next partition, undefined when nobody is left. */
  nextMostLoaded(): number | undefined {
    if (this.#nextMost < this.#mostStart) {
      const isEmpty = this.#mostEnd <= this.#mostStart && this.#mostStart > 0;
      this.#mostLoad = isEmpty ? this.#loadOf(this.#at(this.#mostStart - 1)) : this.#mostLoad - 1;
      while (this.#mostStart > 0 && this.#loadOf(this.#at(this.#mostStart - 1)) === this.#mostLoad) {
        this.#mostStart -= 1;
      }
      this.#nextMost = this.#mostEnd - 1;
    }
    if (this.#nextMost < 0) return undefined;
    return this.#at(this.#nextMost--);
  }

  /** The member that nextMostLoaded named has nothing to give up. */
  excludeMostLoaded(): void {
    const place = this.#nextMost + 1;
    const excluded = this.#at(place);
    this.#sorted[place] = this.#at(this.#mostEnd - 1);
    this.#sorted[this.#mostEnd - 1] = excluded;
    this.#mostEnd -= 1;
  }

  /** Do the loads of both ranges differ by one at most? */
  get isBalanced(): boolean {
    return this.#mostLoad - this.#leastLoad <= 1;
  }

  #at(position: number): number {
    return assertDefined(this.#sorted[position], "a position among the subscribers is in range");
  }

  #loadOf(member: number): number {
    return assertDefined(this.#loads[member], "a member number is in range");
  }
}
