import { assert, assertDefined } from "../../base/assert.ts";
import type { RandomStream } from "../../base/random-stream.ts";
import type { Controller, PartitionPlacement } from "./controller/controller.ts";
import { placeReplicas } from "./controller/replica-placer.ts";
import type { TopicSpec } from "./kafka-config.ts";
import { type TopicPartition, topicPartitionsOf } from "./topic-partition.ts";

/**
 * The topics of a cluster and their partitions.
 *
 * Invariants: (1) ids are dense over the cluster, in the order of creation; (2) without racks partition p of a new topic lives on
 * brokers p, p + 1, ..., the first one leading, which is a placement that StripedReplicaPlacer may come to as well.
 */
export class TopicRegistry {
  readonly #controller: Controller;
  readonly #random: RandomStream;
  readonly #topics = new Map<string, readonly TopicPartition[]>();
  #partitionCount = 0;

  /** `random` is for placements that begin at random. */
  constructor(controller: Controller, random: RandomStream) {
    this.#controller = controller;
    this.#random = random;
  }

  /** The topics, in the order of creation. */
  get names(): readonly string[] {
    return [...this.#topics.keys()];
  }

  /** Every partition, in the order of the ids. */
  get partitions(): readonly TopicPartition[] {
    return [...this.#topics.values()].flat().sort((a, b) => a.id - b.id);
  }

  /** The partitions of a topic, ascending; none as long as there is no such topic. */
  find(topic: string): readonly TopicPartition[] {
    return this.#topics.get(topic) ?? [];
  }

  /** The partitions of a topic that is there, ascending. */
  partitionsOf(topic: string): readonly TopicPartition[] {
    return assertDefined(this.#topics.get(topic), `no topic ${topic}`);
  }

  /** One partition of a topic. */
  partitionOf(topic: string, partition: number): TopicPartition {
    return assertDefined(this.partitionsOf(topic)[partition], `topic ${topic} has no partition ${partition}`);
  }

  /** Creates a topic that all brokers know at once. */
  create(spec: TopicSpec): void {
    assert(!this.#topics.has(spec.name), `topic ${spec.name} exists`);
    const partitions = topicPartitionsOf(spec, this.#partitionCount);
    this.#partitionCount += partitions.length;
    this.#topics.set(spec.name, partitions);
    this.#controller.createPartitions(this.#placementOf(partitions, spec.replicationFactor));
  }

  /** Creates a topic unless it is there. */
  ensure(spec: TopicSpec): void {
    if (!this.#topics.has(spec.name)) this.create(spec);
  }

  /** Gives a topic more partitions, up to a count; brokers hear of them from the controller. As Admin.createPartitions. */
  grow(topic: string, count: number): void {
    const present = this.partitionsOf(topic);
    const [first] = present;
    if (first === undefined || count <= present.length) return;
    const spec = { ...first.spec, partitions: count };
    const firstId = this.#partitionCount - present.length;
    const added = topicPartitionsOf(spec, firstId).slice(present.length);
    this.#partitionCount += added.length;
    this.#topics.set(topic, [...present, ...added]);
    this.#controller.addPartitions(this.#placementOf(added, spec.replicationFactor, true));
  }

  #placementOf(
    partitions: readonly TopicPartition[],
    replicationFactor: number,
    isRandom = false,
  ): readonly PartitionPlacement[] {
    const { brokers } = this.#controller;
    assert(replicationFactor <= brokers.length, `${replicationFactor} replicas need as many brokers`);
    if (isRandom || brokers.some(({ rack }) => rack !== undefined)) {
      const usable = brokers
        .filter(({ isInControlledShutdown }) => isInControlledShutdown !== true)
        .map(({ brokerId, rack, isFenced }) => ({ brokerId, rack, isFenced }));
      const placed = placeReplicas(usable, { partitions: partitions.length, replicationFactor }, this.#random);
      return partitions.map((partition, index) => ({ partition, replicas: placed[index] as readonly number[] }));
    }
    const ids = brokers.map(({ brokerId }) => brokerId);
    return partitions.map((partition) => ({
      partition,
      replicas: striped(ids, partition.partition, replicationFactor),
    }));
  }
}

function striped(brokerIds: readonly number[], from: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => brokerIds[(from + index) % brokerIds.length] as number);
}
