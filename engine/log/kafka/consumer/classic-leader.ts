import { assertDefined } from "../../../base/assert.ts";
import type { ApiResponse } from "../api/kafka-api.ts";
import type { ClientAssignor, GroupAssignment, RebalanceProtocol } from "../group/assignor/client-assignor.ts";
import { CLIENT_ASSIGNORS } from "../group/assignor/client-assignors.ts";
import type { PartitionName } from "../group/assignor/partition-index.ts";
import type { JoinedMember, OfferedProtocol } from "../group/classic-protocol.ts";
import type { TopicPartition } from "../topic-partition.ts";
import type { ConsumerConfig } from "./consumer-config.ts";
import type { ConsumerMetadata } from "./consumer-metadata.ts";

/** How many partitions the group's topics had when the leader divided them. */
export type AssignmentSnapshot = ReadonlyMap<string, number>;

/**
 * What a member says under each of its assignors, and how it divides the partitions when it leads the group. As the assignor half
 * of ConsumerCoordinator.
 */
export class ClassicLeader {
  /** COOPERATIVE only when every assignor of the list is. */
  readonly rebalanceProtocol: RebalanceProtocol;
  readonly #assignors: readonly ClientAssignor[];
  readonly #metadata: ConsumerMetadata;
  /** What the sticky assignor remembers although an eager member owns nothing when it joins. */
  #memory: { readonly partitions: readonly PartitionName[]; readonly generation: number } = {
    partitions: [],
    generation: -1,
  };

  constructor({ partitionAssignmentStrategy }: ConsumerConfig, metadata: ConsumerMetadata) {
    this.#assignors = partitionAssignmentStrategy.map((name) => CLIENT_ASSIGNORS[name]);
    this.#metadata = metadata;
    const isCooperative = this.#assignors.every(({ rebalanceProtocol }) => rebalanceProtocol === "COOPERATIVE");
    this.rebalanceProtocol = isCooperative ? "COOPERATIVE" : "EAGER";
  }

  /** The member has this assignment in this generation. */
  remember(partitions: readonly TopicPartition[], generation: number): void {
    this.#memory = { partitions, generation };
  }

  /** What the member says when it joins. */
  offers(topics: readonly string[], owned: readonly TopicPartition[], generation: number): readonly OfferedProtocol[] {
    const inOrder = topics.toSorted();
    return this.#assignors.map(({ name }) => {
      const { partitions, generation: since } = this.#memory;
      if (name === "sticky")
        return { name, metadata: { topics: inOrder, ownedPartitions: partitions, generation: since } };
      return { name, metadata: { topics: inOrder, ownedPartitions: owned.map(nameOf), generation } };
    });
  }

  /** Divides the partitions by the group's protocol. As onLeaderElected. */
  assign({ members, protocolName }: ApiResponse<"JoinGroup">): GroupAssignment {
    const chosen = this.#assignors.find(({ name }) => name === protocolName);
    const assignor = assertDefined(chosen, `the group chose ${protocolName}, which this member does not offer`);
    const subscriptions = members.map(({ memberId, instanceId, metadata }) => ({ memberId, instanceId, ...metadata }));
    return assignor.assign(this.snapshot(members), subscriptions);
  }

  /** The partition counts that an assignment goes by. */
  snapshot(members: readonly JoinedMember[]): AssignmentSnapshot {
    const topics = new Set(members.flatMap(({ metadata }) => metadata.topics));
    return new Map([...topics].toSorted().map((topic) => [topic, this.#metadata.partitionsOf(topic).length] as const));
  }

  /** Have the topics still as many partitions? */
  isCurrent(snapshot: AssignmentSnapshot): boolean {
    return [...snapshot].every(([topic, count]) => this.#metadata.partitionsOf(topic).length === count);
  }
}

function nameOf({ topic, partition }: TopicPartition): PartitionName {
  return { topic, partition };
}
