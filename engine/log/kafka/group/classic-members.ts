import { assertDefined } from "../../../base/assert.ts";
import { javaStringHash } from "../java-hash.ts";
import type { KafkaErrorName } from "../kafka-error.ts";
import type { PartitionName } from "./assignor/partition-index.ts";
import type {
  ClassicMemberRecord,
  JoinGroupResponse,
  OfferedProtocol,
  ProtocolMetadata,
  SyncGroupResponse,
} from "./classic-protocol.ts";
import { javaHashOrder } from "./java-hash-order.ts";

/** A member of a classic group. As ClassicGroupMember. */
export type ClassicMember = {
  readonly memberId: string;
  readonly instanceId: string | undefined;
  readonly clientId: string;
  rebalanceTimeoutUs: number;
  sessionTimeoutUs: number;
  protocols: readonly OfferedProtocol[];
  assignment: readonly PartitionName[];
  /** It has not been answered yet since it joined, and so cannot send heartbeats. */
  isNew: boolean;
  /** When it is dropped unless it is heard before; undefined while it waits for an answer past that time. */
  sessionDeadlineUs: number | undefined;
  awaitingJoin: ((response: JoinGroupResponse) => void) | undefined;
  awaitingSync: ((response: SyncGroupResponse) => void) | undefined;
};

/**
 * The members of a classic group, in the order in which they joined, and who leads them. As the lists of ClassicGroup.
 *
 * Invariants: (1) a static member's instance id leads to exactly its member id; (2) the leader is a member, or there is none.
 */
export class ClassicMembers {
  readonly #members = new Map<string, ClassicMember>();
  readonly #staticIds = new Map<string, string>();
  leader: string | undefined;

  get size(): number {
    return this.#members.size;
  }

  /** All members in the order in which they joined. */
  get all(): readonly ClassicMember[] {
    return [...this.#members.values()];
  }

  /** The member, undefined when there is none. */
  get(memberId: string): ClassicMember | undefined {
    return this.#members.get(memberId);
  }

  /** The member id under an instance id. */
  staticId(instanceId: string): string | undefined {
    return this.#staticIds.get(instanceId);
  }

  /** Adds a member; the first one leads. */
  add(member: ClassicMember): void {
    this.#members.set(member.memberId, member);
    if (member.instanceId !== undefined) this.#staticIds.set(member.instanceId, member.memberId);
    this.leader ??= member.memberId;
  }

  /** Takes a member out; when it led, the next in order leads. As ClassicGroup.remove. */
  remove(memberId: string): void {
    const member = this.#members.get(memberId);
    if (member === undefined) return;
    this.#members.delete(memberId);
    if (member.instanceId !== undefined) this.#staticIds.delete(member.instanceId);
    if (this.leader === memberId) this.leader = this.#members.keys().next().value;
  }

  /** Puts a new member id in the place of an old one; both are one static member. As ClassicGroup.replaceStaticMember. */
  replace(old: ClassicMember, newMemberId: string): ClassicMember {
    const fresh: ClassicMember = { ...old, memberId: newMemberId, awaitingJoin: undefined, awaitingSync: undefined };
    const members = this.all.map((member) => (member === old ? fresh : member));
    this.#members.clear();
    for (const member of members) this.#members.set(member.memberId, member);
    if (old.instanceId !== undefined) this.#staticIds.set(old.instanceId, newMemberId);
    if (this.leader === old.memberId) this.leader = newMemberId;
    return fresh;
  }

  /** Why this is no member of the group, undefined when it is one. As ClassicGroup.validateMember. */
  validate(memberId: string, instanceId: string | undefined): KafkaErrorName | undefined {
    if (instanceId !== undefined) {
      const known = this.#staticIds.get(instanceId);
      if (known === undefined) return "UNKNOWN_MEMBER_ID";
      return known === memberId ? undefined : "FENCED_INSTANCE_ID";
    }
    return this.#members.has(memberId) ? undefined : "UNKNOWN_MEMBER_ID";
  }

  /** Someone that has rejoined leads, the present leader if it has; false when nobody has. As maybeElectNewJoinedLeader. */
  electJoinedLeader(): boolean {
    if (this.leader !== undefined && this.get(this.leader)?.awaitingJoin !== undefined) return true;
    const joined = this.all.find(({ awaitingJoin }) => awaitingJoin !== undefined);
    if (joined === undefined) return false;
    this.leader = joined.memberId;
    return true;
  }

  /** The longest time that a member grants to the others to rejoin. */
  get rebalanceTimeoutUs(): number {
    return this.all.reduce((longest, member) => Math.max(longest, member.rebalanceTimeoutUs), 0);
  }

  /** Is there a protocol that all members and this one offer? As ClassicGroup.supportsProtocols for a group with members. */
  supports(protocols: readonly OfferedProtocol[]): boolean {
    const common = this.#commonProtocols();
    return protocols.some(({ name }) => common.has(name));
  }

  /**
   * The protocol with the most votes: each member votes for the first one it offers that all of them know. Ties fall as in the
   * Java map of votes. As ClassicGroup.selectProtocol.
   */
  selectProtocol(): string {
    const common = this.#commonProtocols();
    const votes = new Map<string, number>();
    for (const { protocols } of this.#members.values()) {
      const vote = protocols.find(({ name }) => common.has(name));
      if (vote !== undefined) votes.set(vote.name, (votes.get(vote.name) ?? 0) + 1);
    }
    let best: string | undefined;
    for (const name of javaHashOrder([...votes.keys()], javaStringHash)) {
      if (best === undefined || (votes.get(name) ?? 0) > (votes.get(best) ?? 0)) best = name;
    }
    return assertDefined(best, "members that were let in have a protocol in common");
  }

  #commonProtocols(): ReadonlySet<string> {
    const [first, ...others] = this.all.map(({ protocols }) => new Set(protocols.map(({ name }) => name)));
    return new Set([...(first ?? [])].filter((name) => others.every((names) => names.has(name))));
  }
}

/** What a member says under a protocol; nothing when it does not offer it. */
export function metadataOf(member: ClassicMember, protocolName: string | undefined): ProtocolMetadata {
  const offer = member.protocols.find(({ name }) => name === protocolName);
  return offer?.metadata ?? { topics: [], ownedPartitions: [], generation: -1 };
}

/** The member as its coordinator writes it down. */
export function memberRecord(member: ClassicMember, protocolName: string | undefined): ClassicMemberRecord {
  const { memberId, instanceId, clientId, rebalanceTimeoutUs, sessionTimeoutUs, assignment } = member;
  const metadata = metadataOf(member, protocolName);
  return { memberId, instanceId, clientId, rebalanceTimeoutUs, sessionTimeoutUs, metadata, assignment };
}

/** The member as a new coordinator reads it; its session starts anew. */
export function memberFromRecord(record: ClassicMemberRecord, protocolName: string, nowUs: number): ClassicMember {
  const { metadata, ...rest } = record;
  return {
    ...rest,
    protocols: [{ name: protocolName, metadata }],
    isNew: false,
    sessionDeadlineUs: nowUs + record.sessionTimeoutUs,
    awaitingJoin: undefined,
    awaitingSync: undefined,
  };
}
