import { effectiveMinIsr } from "./isr-state.ts";
import type { TopicSpec } from "./kafka-config.ts";

/** One partition of one topic, made once and shared by everybody who speaks of it. */
export type TopicPartition = {
  /** Dense over the whole cluster: the index of per-partition arrays. */
  readonly id: number;
  readonly topic: string;
  readonly partition: number;
  /** As in Kafka's logs: `flight.events-3`. */
  readonly label: string;
  readonly spec: TopicSpec;
  readonly effectiveMinIsr: number;
};

/** Makes the partitions of a topic, numbered from `firstId` on. */
export function topicPartitionsOf(spec: TopicSpec, firstId: number): readonly TopicPartition[] {
  return Array.from({ length: spec.partitions }, (_, partition) => ({
    id: firstId + partition,
    topic: spec.name,
    partition,
    label: `${spec.name}-${partition}`,
    spec,
    effectiveMinIsr: effectiveMinIsr(spec.minInSyncReplicas, spec.replicationFactor),
  }));
}
