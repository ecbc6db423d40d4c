import { assertDefined } from "../../../../base/assert.ts";
import { err, ok } from "../../../../base/result.ts";
import { MemberBalancer } from "./member-balancer.ts";
import { compareText } from "./partition-index.ts";
import { findMissingTopic, type GroupSpec, type TargetResult } from "./server-assignor.ts";

/** After so many rounds the balance is good enough. As MAX_ITERATION_COUNT. */
const MAX_ROUNDS = 16;
const NOBODY = -1;

/**
 * Members with different subscriptions: what is still valid stays, the rest goes to the least loaded subscribers, then single
 * partitions move from the most to the least loaded of a topic. As UniformHeterogeneousAssignmentBuilder, with a topic's name
 * where that has its id.
 */
export function assignHeterogeneous(spec: GroupSpec): TargetResult {
  const missing = findMissingTopic(spec);
  if (missing !== undefined) return err(`members subscribe to ${missing}, which does not exist`);
  return ok(new HeterogeneousAssignment(spec).build());
}

class HeterogeneousAssignment {
  readonly #spec: GroupSpec;
  readonly #subscribers = new Map<string, number[]>();
  readonly #owners = new Map<string, Int32Array>();
  readonly #loads: number[];
  readonly #balancer: MemberBalancer;

  constructor(spec: GroupSpec) {
    this.#spec = spec;
    this.#loads = spec.members.map(() => 0);
    this.#balancer = new MemberBalancer(this.#loads);
    for (const [member, { topics }] of spec.members.entries()) {
      for (const topic of topics) {
        const known = this.#subscribers.get(topic);
        if (known !== undefined) known.push(member);
        else {
          this.#subscribers.set(topic, [member]);
          this.#owners.set(topic, new Int32Array(spec.partitionsPerTopic.get(topic) ?? 0).fill(NOBODY));
        }
      }
    }
  }

  build(): ReadonlyMap<string, ReadonlyMap<string, readonly number[]>> {
    if (this.#subscribers.size === 0) return new Map();
    this.#keepSubscribed();
    const topics = [...this.#subscribers.keys()].sort((a, b) => this.#compareTopics(a, b));
    for (const topic of topics) this.#assignRest(topic);
    this.#balance(topics.filter((topic) => this.#subscribersOf(topic).length >= 2));
    return this.#result(topics.toSorted(compareText));
  }

  #subscribersOf(topic: string): readonly number[] {
    return assertDefined(this.#subscribers.get(topic), "a subscribed topic has subscribers");
  }

  #ownersOf(topic: string): Int32Array {
    return assertDefined(this.#owners.get(topic), "a subscribed topic has owners");
  }

  /** Most partitions for each subscriber first, then fewest subscribers, then by name. */
  #compareTopics(a: string, b: string): number {
    const [ofA, ofB] = [this.#subscribersOf(a).length, this.#subscribersOf(b).length];
    const byShare = this.#ownersOf(b).length / ofB - this.#ownersOf(a).length / ofA;
    return byShare || ofA - ofB || compareText(a, b);
  }

  #keepSubscribed(): void {
    for (const [member, { topics, assigned }] of this.#spec.members.entries()) {
      const subscribed = new Set(topics);
      for (const [topic, partitions] of assigned) {
        if (!subscribed.has(topic)) continue;
        for (const partition of partitions) this.#give(topic, partition, member);
      }
    }
  }

  #give(topic: string, partition: number, member: number): void {
    const owners = this.#ownersOf(topic);
    const before = owners[partition];
    if (before === undefined) return;
    if (before !== NOBODY) this.#loads[before] = assertDefined(this.#loads[before], "an owner is a member") - 1;
    owners[partition] = member;
    this.#loads[member] = assertDefined(this.#loads[member], "an owner is a member") + 1;
  }

  #assignRest(topic: string): void {
    this.#balancer.start(this.#subscribersOf(topic));
    for (const [partition, owner] of this.#ownersOf(topic).entries()) {
      if (owner === NOBODY) this.#give(topic, partition, this.#balancer.nextLeastLoaded());
    }
  }

  /** Until a whole round moved nothing. */
  #balance(topics: readonly string[]): void {
    let lastMoved = -1;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      for (const [position, topic] of topics.entries()) {
        if (position === lastMoved) return;
        const moved = this.#balanceTopic(topic);
        if (moved > 0 || lastMoved === -1) lastMoved = position;
      }
    }
  }

  #balanceTopic(topic: string): number {
    if (this.#balancer.start(this.#subscribersOf(topic)) <= 1) return 0;
    const owned = new Map<number, number[]>();
    for (const [partition, owner] of this.#ownersOf(topic).entries()) {
      const partitions = owned.get(owner);
      if (partitions === undefined) owned.set(owner, [partition]);
      else partitions.push(partition);
    }
    let moved = 0;
    while (!this.#balancer.isBalanced) {
      const partition = this.#nextToGiveUp(owned);
      if (partition === undefined) break;
      const target = this.#balancer.nextLeastLoaded();
      if (this.#balancer.isBalanced) break;
      this.#give(topic, partition, target);
      moved += 1;
    }
    return moved;
  }

  /** The last partition of the most loaded member that has one of this topic. */
  #nextToGiveUp(owned: ReadonlyMap<number, number[]>): number | undefined {
    for (;;) {
      const member = this.#balancer.nextMostLoaded();
      if (member === undefined) return undefined;
      const partition = owned.get(member)?.pop();
      if (partition !== undefined) return partition;
      this.#balancer.excludeMostLoaded();
    }
  }

  #result(topics: readonly string[]): ReadonlyMap<string, ReadonlyMap<string, readonly number[]>> {
    const target = new Map<string, Map<string, number[]>>();
    for (const { memberId } of this.#spec.members) target.set(memberId, new Map());
    for (const topic of topics) {
      for (const [partition, owner] of this.#ownersOf(topic).entries()) {
        const assigned = target.get(this.#spec.members[owner]?.memberId ?? "");
        const partitions = assigned?.get(topic);
        if (partitions === undefined) assigned?.set(topic, [partition]);
        else partitions.push(partition);
      }
    }
    return target;
  }
}
